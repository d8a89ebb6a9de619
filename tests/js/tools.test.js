/* What was drawn and measured, as the page and the reader are told of it. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { state } from "../../atlas/output/webmap/js/state.js";
import { featureOf, measured } from "../../atlas/output/webmap/js/tools.js";

const at = (lng, lat) => ({ lng, lat });
const BOX = [at(108, 34), at(108.01, 34), at(108.01, 34.01), at(108, 34.01)];
const WORDS = {
  metres: "m", kilometres: "km", square_kilometres: "km²", hectares: "ha", mu: "mu",
};
Object.assign(state, { lang: "en", words: { en: WORDS } });

test("an area is a closed ring, to a decimetre", () => {
  const [first, ...rest] = BOX;
  const outline = [at(108.00000049, 34), ...rest];
  const { geometry, properties } = featureOf({ kind: "polygon", points: outline, outline });
  assert.equal(geometry.type, "Polygon");
  assert.deepEqual(geometry.coordinates[0].at(0), [first.lng, first.lat]);
  assert.deepEqual(geometry.coordinates[0].at(-1), geometry.coordinates[0].at(0));
  assert.deepEqual(properties, { drawn: true });
});

test("a circle tells its radius, a point is a point", () => {
  const [centre, rim] = [at(108, 34), at(108, 34.01)];
  const { properties } = featureOf({ kind: "radius", points: [centre, rim], outline: BOX });
  assert.ok(Math.abs(properties.radius_m - 1109.2) < 1);
  const { geometry } = featureOf({ kind: "point", points: [centre], outline: [centre] });
  assert.deepEqual(geometry, { type: "Point", coordinates: [108, 34] });
});

test("a length is told in metres below a kilometre and in kilometres from there", () => {
  const told = (lat) => measured({ kind: "length", points: [at(108, 34), at(108, lat)], outline: [] });
  assert.match(told(34.001), /^110\.\d m$/);
  assert.match(told(34.1), /^11\.09 km$/);
  assert.equal(measured({ kind: "length", points: [at(108, 34)], outline: [] }), "");
});

test("an area is told in three units, one that crosses itself not at all", () => {
  const told = (outline) => measured({ kind: "area", points: outline, outline });
  assert.equal(told(BOX), "1.025 km² · 102.5 ha · 1,537 mu");
  const [a, b, c, d] = BOX;
  assert.equal(told([a, c, b, d]), "");
});
