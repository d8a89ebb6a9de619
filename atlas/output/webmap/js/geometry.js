/* Extents of GeoJSON geometry, in degrees, and whether a point lies in an area. */
/** @import { Geometry, Place } from "./renderer/renderer.js" */

/** @param {Geometry} geometry @returns {{ west: number, south: number, east: number, north: number }} */
export function extentOf({ coordinates }) {
  const numbers = coordinates.flat(Infinity);
  const [lng, lat] = [0, 1].map((axis) => numbers.filter((_, i) => i % 2 === axis));
  const least = (all) => all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (all) => all.reduce((a, b) => Math.max(a, b), -Infinity);
  return { west: least(lng), south: least(lat), east: most(lng), north: most(lat) };
}

/** @param {Geometry} geometry @returns {Place} */
export function middleOf(geometry) {
  const { west, south, east, north } = extentOf(geometry);
  return { lat: (south + north) / 2, lng: (west + east) / 2 };
}

/* Whether a point lies within rings, of which those after the first are holes. */
export function isIn(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
