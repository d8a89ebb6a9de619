/* Measures on the ellipsoid, against figures of GRS80 that stand in textbooks or follow by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { area, circle, crosses, distance, length, projected, shifted } from "../../atlas/output/webmap/js/geodesy.js";

const at = (lng, lat) => ({ lng, lat });
const near = (found, wanted, share) => assert.ok(
  Math.abs(found - wanted) <= share * Math.abs(wanted), `${found} is not about ${wanted}`);

test("a degree along a meridian and along a parallel at 34 N", () => {
  near(distance(at(108, 33.5), at(108, 34.5)), 110_923, 1e-3);
  near(distance(at(108, 34), at(109, 34)), 92_385, 1e-3);
});

test("a length is the sum of its parts", () => {
  const [a, b, c] = [at(108, 34), at(108.1, 34), at(108.1, 34.1)];
  assert.equal(length([a, b, c]), distance(a, b) + distance(b, c));
  assert.equal(length([a]), 0);
});

test("an area does not depend on the direction or on where the ring begins", () => {
  // a hundredth of a degree either way at 34 N: 1109.23 m by 923.85 m
  const ring = [at(108, 34), at(108.01, 34), at(108.01, 34.01), at(108, 34.01)];
  near(area(ring), 1109.23 * 923.8, 1e-3);
  assert.equal(area([...ring].reverse()), area(ring));
  near(area([...ring.slice(2), ...ring.slice(0, 2)]), area(ring), 1e-9);
});

test("all of a circle is at its radius", () => {
  const centre = at(108.7, 34.1);
  for (const place of circle(centre, 3000)) near(distance(centre, place), 3000, 1e-6);
});

test("EPSG:4545 has 500 000 m east on its central meridian and counts north from the equator", () => {
  const { x, y } = projected(at(108, 0));
  assert.ok(Math.abs(x) < 1e-6);
  assert.ok(Math.abs(y - 500_000) < 1e-6);
  // a quarter of the meridian of GRS80
  near(projected(at(108, 90)).x, 10_001_965.729, 1e-9);
});

test("GCJ-02 moves a place by some hundreds of metres in China and is not defined elsewhere", () => {
  const [here, there] = [at(108.7, 34.1), shifted(at(108.7, 34.1))];
  assert.ok(distance(here, there) > 100 && distance(here, there) < 900);
  assert.equal(shifted(at(2.35, 48.86)), null);
});

test("a bow tie crosses itself, a square does not, a spike that folds back does", () => {
  const [a, b, c, d] = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
  assert.equal(crosses([a, b, c, d]), false);
  assert.equal(crosses([a, c, b, d]), true);
  assert.equal(crosses([a, b, at(0.5, 0)]), true);
});
