/* Where a point is in three ways of saying so, and how long and large something is on the ground.
 *
 * Lengths and areas are of the ellipsoid (GRS80, as CGCS2000 has it), never of the screen. Both
 * err by less than 0.1 % for whatever is up to 200 km across and within 3 degrees of 108 E.
 */

const A = 6378137;
const F = 1 / 298.257222101;
const E2 = F * (2 - F);
const MEAN_RADIUS = 6371009;
const RAD = Math.PI / 180;

/* Metres between two places: the chord through the earth, bent to the arc above it. */
export function distance(from, to) {
  const [a, b] = [centric(from), centric(to)];
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  return 2 * MEAN_RADIUS * Math.asin(Math.min(1, chord / (2 * MEAN_RADIUS)));
}

function centric({ lat, lng }) {
  const [sin, cos] = [Math.sin(lat * RAD), Math.cos(lat * RAD)];
  const across = A / Math.sqrt(1 - E2 * sin * sin);
  return [across * cos * Math.cos(lng * RAD), across * cos * Math.sin(lng * RAD),
    across * (1 - E2) * sin];
}

export function length(places) {
  return places.slice(1).reduce((sum, place, i) => sum + distance(places[i], place), 0);
}

/* Square metres within a ring that need not be closed: those of the plane, whose straight lines
 * are nearly geodesics, less what the plane stretches them by where the ring lies. */
export function area(ring) {
  const plane = ring.map(projected);
  const [first] = plane;
  const sum = plane.reduce((total, a, i) => {
    const b = plane[(i + 1) % plane.length];
    return total + (a.y - first.y) * (b.x - first.x) - (b.y - first.y) * (a.x - first.x);
  }, 0);
  const stretched = plane.map(({ y }) => 1 + ((y - 500000) / MEAN_RADIUS) ** 2 / 2);
  const stretch = stretched.reduce((total, one) => total + one ** 2, 0) / plane.length;
  return Math.abs(sum) / 2 / stretch;
}

/* Places at a distance all round a centre, each measured and not assumed. */
export function circle(centre, radius, count = 64) {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const north = Math.cos(angle) / 111000;
    const east = Math.sin(angle) / (111000 * Math.cos(centre.lat * RAD));
    const at = (step) => ({ lat: centre.lat + step * north, lng: centre.lng + step * east });
    let step = radius;
    for (let round = 0; round < 4; round += 1) step *= radius / distance(centre, at(step));
    return at(step);
  });
}

/* EPSG:4545, metres north (X) and east (Y): Gauss-Krueger by Krueger's series in n, to n^4. */
export function projected({ lat, lng }) {
  const n = F / (2 - F);
  const scale = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const terms = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49561 / 161280) * n ** 4,
  ];
  const [sin, e] = [Math.sin(lat * RAD), Math.sqrt(E2)];
  const away = (lng - 108) * RAD;
  const t = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
  const xi = Math.atan2(t, Math.cos(away));
  const eta = Math.atanh(Math.sin(away) / Math.hypot(1, t));
  const bent = (own, wave) => terms.reduce((sum, term, i) => sum + term * wave(2 * (i + 1)), own);
  return {
    x: scale * bent(xi, (k) => Math.sin(k * xi) * Math.cosh(k * eta)),
    y: 500000 + scale * bent(eta, (k) => Math.cos(k * xi) * Math.sinh(k * eta)),
  };
}

const CHINA = { west: 72.004, south: 0.8293, east: 137.8347, north: 55.8271 };
const KRASOVSKY = { a: 6378245, e2: 0.006693421622965943 };

/* GCJ-02, degrees, by the formula of domain/crs.py; null where it is not defined. */
export function shifted({ lat, lng }) {
  if (lng < CHINA.west || lng > CHINA.east || lat < CHINA.south || lat > CHINA.north) return null;
  const [x, y] = [lng - 105, lat - 35];
  const sin = (turns) => Math.sin(turns * Math.PI);
  const wave = 20 * sin(6 * x) + 20 * sin(2 * x);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
    + ((wave + 20 * sin(x) + 40 * sin(x / 3) + 150 * sin(x / 12) + 300 * sin(x / 30)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
    + ((wave + 20 * sin(y) + 40 * sin(y / 3) + 160 * sin(y / 12) + 320 * sin(y / 30)) * 2) / 3;
  const curve = 1 - KRASOVSKY.e2 * Math.sin(lat * RAD) ** 2;
  const perEast = (KRASOVSKY.a / Math.sqrt(curve)) * Math.cos(lat * RAD) * RAD;
  const perNorth = ((KRASOVSKY.a * (1 - KRASOVSKY.e2)) / (curve * Math.sqrt(curve))) * RAD;
  return { lat: lat + north / perNorth, lng: lng + east / perEast };
}

/* Whether a ring's sides meet anywhere but at the corners that neighbours share. */
export function crosses(ring) {
  const count = ring.length;
  for (let i = 0; i < count; i += 1) {
    for (let j = i + 1; j < count; j += 1) {
      const areNeighbours = j === i + 1 || (i === 0 && j === count - 1);
      const sides = [ring[i], ring[(i + 1) % count], ring[j], ring[(j + 1) % count]];
      if (areNeighbours ? foldsBack(i, j, ring) : meet(...sides)) return true;
    }
  }
  return false;
}

function turn(a, b, c) {
  return Math.sign((b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng));
}

function meet(a, b, c, d) {
  const turns = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (turns[0] !== turns[1] && turns[2] !== turns[3]) return true;
  return [[a, b, c], [a, b, d], [c, d, a], [c, d, b]].some((three, i) => (
    turns[i] === 0 && isBetween(...three)));
}

function isBetween(a, b, c) {
  return Math.min(a.lng, b.lng) <= c.lng && c.lng <= Math.max(a.lng, b.lng)
    && Math.min(a.lat, b.lat) <= c.lat && c.lat <= Math.max(a.lat, b.lat);
}

// two sides that share a corner lie on each other when the third point stands on the first side
function foldsBack(i, j, ring) {
  const count = ring.length;
  const [before, corner, after] = j === i + 1
    ? [ring[i], ring[j], ring[(j + 1) % count]] : [ring[j], ring[i], ring[(i + 1) % count]];
  if (turn(before, corner, after) !== 0) return false;
  return (before.lng - corner.lng) * (after.lng - corner.lng)
    + (before.lat - corner.lat) * (after.lat - corner.lat) > 0;
}
