/* Expressions on attributes: what they are true for, and what is missing. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { compiled } from "../../atlas/output/webmap/js/tiles/expressions.js";

const LOT = { use: "shop", floors: 9 };
const is = (expression, facts = LOT) => compiled(expression, true)(facts);

test("nothing to compare with is true for all", () => {
  assert.equal(is(null), true);
  assert.equal(compiled(null)(LOT), null);
});

test("values are compared as they are, and one that is missing is in no order", () => {
  assert.equal(is(["==", ["get", "use"], "shop"]), true);
  assert.equal(is(["!=", ["get", "use"], "shop"]), false);
  assert.equal(is([">=", ["get", "floors"], 9]), true);
  assert.equal(is(["<", ["get", "height"], 9]), false);
  assert.equal(is(["in", ["get", "use"], ["literal", ["home", "shop"]]]), true);
  assert.equal(is(["has", "height"]), false);
});

test("an attribute is not what every object has", () => {
  assert.equal(is(["get", "constructor"]), null);
  assert.throws(() => is(["constructor"]), /unknown expression/);
});

test("all, any and not", () => {
  const [yes, no] = [["has", "use"], ["has", "height"]];
  assert.equal(is(["all", yes, no]), false);
  assert.equal(is(["any", yes, no]), true);
  assert.equal(is(["!", no]), true);
});

test("colours by value and by step", () => {
  const use = ["match", ["get", "use"], ["shop", "office"], "red", "home", "blue", "grey"];
  assert.deepEqual(["shop", "home", "park"].map((one) => is(use, { use: one })), ["red", "blue", "grey"]);
  const floors = ["step", ["get", "floors"], "low", 5, "middle", 9, "high"];
  assert.deepEqual([4, 5, 9].map((one) => is(floors, { floors: one })), ["low", "middle", "high"]);
  assert.equal(is(floors, {}), "low");
});
