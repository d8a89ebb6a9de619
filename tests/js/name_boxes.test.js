/* Names as boxes: how text is parted, and what keeps a name from its room. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { boxes, isBlocked, isWithin, parted, shrunk } from "../../atlas/output/webmap/js/name_boxes.js";

const taken = (centre, wide, high, more = {}) => ({ ...boxes(centre, wide, high), centre, reach: 0, ...more });

test("Chinese breaks anywhere, words of Latin letters stay whole", () => {
  assert.deepEqual(parted("丝路科学城", 2), ["丝路科", "学城"]);
  assert.deepEqual(parted("Silk Road Science City", 2), ["Silk Road", "Science City"]);
  assert.deepEqual(parted("Silk Road", 1), ["Silk Road"]);
});

test("an upright box is one part, a slanted one is a row of squares within one frame", () => {
  assert.deepEqual(boxes({ x: 10, y: 20 }, 8, 4), { box: [6, 18, 14, 22], parts: [[6, 18, 14, 22]] });
  const { box, parts } = boxes({ x: 0, y: 0 }, 40, 10, 90);
  assert.equal(parts.length, 4);
  // upright by a quarter turn: as high as it was wide
  assert.deepEqual(box.map(Math.round), [-5, -20, 5, 20]);
});

test("names that overlap block each other, names that touch do not", () => {
  const own = taken({ x: 0, y: 0 }, 10, 10);
  assert.equal(isBlocked(own, taken({ x: 9, y: 0 }, 10, 10), 1), true);
  assert.equal(isBlocked(own, taken({ x: 10, y: 0 }, 10, 10), 1), false);
});

test("a name keeps off a bubble, or off the share of it that is asked for", () => {
  const own = taken({ x: 20, y: 0 }, 10, 10); // its near side is 15 from the bubble's middle
  const bubble = taken({ x: 0, y: 0 }, 10, 10, { isBubble: true, reach: 18 });
  assert.equal(isBlocked(own, bubble, 1), true);
  assert.equal(isBlocked(own, bubble, 0.75), false);
});

test("controls and ranks do not keep a bubble's own name away", () => {
  const own = taken({ x: 0, y: 0 }, 10, 10, { isBubble: true });
  const other = taken({ x: 0, y: 0 }, 10, 10);
  assert.equal(isBlocked(own, { ...other, isControl: true }, 1), false);
  assert.equal(isBlocked(own, { ...other, isRank: true }, 1), false);
  assert.equal(isBlocked({ ...own, isBubble: false }, { ...other, isControl: true }, 1), true);
});

test("a frame that shrinks loses its share at each side", () => {
  assert.deepEqual(shrunk([0, 0, 100, 50], 0.1), [10, 5, 90, 45]);
  assert.equal(isWithin([10, 5, 90, 45], [10, 5, 90, 45]), true);
  assert.equal(isWithin([9, 5, 90, 45], [10, 5, 90, 45]), false);
});
