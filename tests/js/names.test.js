/* Names placed by whatever renderer there is. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { placeNames } from "../../atlas/output/webmap/js/names.js";
import { state } from "../../atlas/output/webmap/js/state.js";
import { fakePage, fakeRenderer } from "./page.js";

const square = { type: "Polygon", coordinates: [[[0.5, 0.5], [3.5, 0.5], [3.5, 2.5], [0.5, 2.5], [0.5, 0.5]]] };

function named(id, name, at, geometry = square, kind = "polygon") {
  const facts = { id: name, name_zh: name, labels: [at] };
  return { id, kind, style: {}, features: [{ geometry, properties: facts }] };
}

const written = () => state.map.pane("names").children.map((box) => (
  box.children.map(({ textContent }) => textContent).join("")));

beforeEach(() => {
  fakePage();
  Object.assign(state, { map: fakeRenderer(), lang: "zh", shown: [], ranks: [] });
});

test("a name that has room is written, whole", () => {
  state.shown = [named("districts", "长安区", [2, 1.5])];
  placeNames();
  assert.deepEqual(written(), ["长安区"]);
});

test("of two names for one place the more important is written", () => {
  state.shown = [named("districts", "长安区", [2, 1.5]), named("belts", "科创带", [2, 1.5])];
  placeNames();
  assert.deepEqual(written(), ["科创带"]);
});

test("a name that would be cut by the frame is not written", () => {
  state.shown = [named("districts", "长安区", [0.05, 1.5])];
  placeNames();
  assert.deepEqual(written(), []);
});

test("stations are named from near only", () => {
  const point = { type: "Point", coordinates: [2, 1.5] };
  state.shown = [named("metro_stations", "航天城", [2, 1.5], point, "point")];
  placeNames();
  assert.deepEqual(written(), []);
  state.map = fakeRenderer(14);
  placeNames();
  assert.deepEqual(written(), ["航天城"]);
});

test("a name keeps off the number of a rank", () => {
  state.shown = [named("districts", "长安区", [2, 1.5])];
  state.ranks = [{ lng: 2, lat: 1.5 }];
  placeNames();
  assert.deepEqual(written(), []);
});
