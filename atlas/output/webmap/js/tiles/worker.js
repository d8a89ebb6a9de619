/* Reads vector tiles and draws them, beside the page.
 *
 * A tile stays read as long as it is on the map: another style, filter or selection draws it
 * again and fetches nothing. Attributes are compared and never written anywhere as markup.
 */
import { compiled, isThere } from "./expressions.js";
import { pictured } from "./painting.js";
import { found } from "./picking.js";
import { EXTENT, read } from "./vector_tile.js";

const tiles = new Map(); // key: promise of what was read

self.onmessage = ({ data }) => ({ draw, forget, pick })[data.ask](data);

function forget({ key }) {
  tiles.delete(key);
}

async function draw({ key, url, coords, side, look, holding }) {
  try {
    if (!tiles.has(key)) tiles.set(key, fetched(url));
    const tile = await tiles.get(key);
    if (!tiles.has(key)) return; // left the map meanwhile
    if (holding && !holding.some((id) => holds(tile, id))) return;
    const { bitmap, told } = pictured(tile, { coords, side, look });
    self.postMessage({ key, bitmap, told }, { transfer: [bitmap] });
  } catch (error) {
    tiles.delete(key);
    self.postMessage({ key, error: String(error.message || error) });
  }
}

function holds({ shapes }, id) {
  return Boolean(shapes) && isThere(id) && shapes.values.includes(id);
}

async function fetched(url) {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  return reply.status === 204 ? {} : read(new Uint8Array(await reply.arrayBuffer()));
}

async function pick({ key, tile, x, y, look }) {
  const held = await Promise.resolve(tiles.get(tile)).catch(() => null);
  const shapes = held && held.shapes;
  const facts = shapes ? found(shapes, x * EXTENT, y * EXTENT, compiled(look.filter, true)) : null;
  self.postMessage({ key, facts });
}
