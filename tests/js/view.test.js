/* A place in an address: what is one, and what is taken for none. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { viewOf, written } from "../../atlas/output/webmap/js/view.js";

const view = (text) => viewOf(`?view=${text}`, [7, 18]);

test("what is written is read again", () => {
  const [centre, zoom] = [{ lat: 34.12346, lng: 108.7 }, 11.5];
  assert.deepEqual(view(written(centre, zoom)), { centre, zoom });
});

test("what is no place on the map is taken for none", () => {
  for (const text of ["", "34,108", "34,108,11,1", "86,108,11", "34,181,11", "34,108,6", "34,108,19",
    "a,b,c", "34,,11", "<script>,1,1"]) assert.equal(view(text), null, text);
  assert.equal(viewOf("", [7, 18]), null);
});
