/* A tile written by hand, byte by byte, as the specification (Mapbox Vector Tile 2.1) has it. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { found } from "../../atlas/output/webmap/js/tiles/picking.js";
import { factsOf, read } from "../../atlas/output/webmap/js/tiles/vector_tile.js";

const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
const field = (number, form, bytes) => [...varint((number << 3) | form), ...bytes];
const part = (number, bytes) => field(number, 2, [...varint(bytes.length), ...bytes]);
const text = (number, value) => part(number, [...new TextEncoder().encode(value)]);
const zigzag = (value) => varint(value < 0 ? -2 * value - 1 : 2 * value);

/* A square: moved to its first corner, three lines, closed. */
function square(x, y, side) {
  const steps = [[x, y], [side, 0], [0, side], [-side, 0]].map((step) => step.flatMap(zigzag));
  return [9, ...steps[0], (3 << 3) | 2, ...steps[1], ...steps[2], ...steps[3], 15];
}

const feature = (tags, x, y, side) => part(2, [
  ...part(2, tags), ...field(3, 0, [3]), ...part(4, square(x, y, side))]);
const double = (value) => [...new Uint8Array(new Float64Array([value]).buffer)];
const LAYER = part(3, [
  ...text(1, "shapes"),
  ...feature([0, 0, 1, 2], 1000, 1000, 400), ...feature([0, 1], 1200, 1200, 400),
  ...text(3, "id"), ...text(3, "面积"),
  ...part(4, text(1, "lot-a")), ...part(4, text(1, "lot-b")), ...part(4, field(3, 1, double(2.5))),
  ...field(9, 0, [1]), // of a later version: passed over
]);
const { shapes } = read(new Uint8Array(LAYER));

test("attributes are read by their keys, text and number", () => {
  assert.deepEqual(factsOf(shapes, 0), { id: "lot-a", 面积: 2.5 });
  assert.deepEqual(factsOf(shapes, 1), { id: "lot-b" });
});

test("corners are read as they were written", () => {
  assert.deepEqual(shapes.xy.slice(0, 8), [1000, 1000, 1400, 1000, 1400, 1400, 1000, 1400]);
  assert.deepEqual(shapes.types, [3, 3]);
});

test("a click finds what lies on top, of what is shown", () => {
  const id = (x, y, isShown = () => true) => (found(shapes, x, y, isShown) || {}).id;
  assert.equal(id(1100, 1100), "lot-a");
  assert.equal(id(1300, 1300), "lot-b");
  assert.equal(id(1300, 1300, (facts) => facts.id === "lot-a"), "lot-a");
  assert.equal(id(900, 900), undefined);
});
