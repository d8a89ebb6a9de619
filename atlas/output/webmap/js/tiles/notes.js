/* What must be said of a large layer in view: squares with counts, or shapes left out. */
/** @import { TileLayer } from "../renderer/renderer.js" */
import { state } from "../state.js";

const heard = new WeakSet();
/** @type {TileLayer[]} */
let shown = [];

/** @param {TileLayer} layer */
function line(layer) {
  const { mode, shown: drawn, there, is_filtered: isFiltered } = layer.told();
  const words = state.words[state.lang];
  const name = layer.name(state.lang);
  const said = [];
  if (mode === "cells") said.push(words.tiles_cells);
  else if (there > drawn) {
    const counts = [drawn, there].map((count) => count.toLocaleString());
    said.push(words.tiles_thinned.replace("{shown}", counts[0]).replace("{there}", counts[1]));
  }
  if (!isFiltered) said.push(words.tiles_unfiltered);
  return said.length ? `${name}${words.colon}${said.join(words.semicolon)}` : "";
}

function refresh() {
  const lines = shown.map(line).filter(Boolean);
  state.tileNotes.textContent = lines.join("\n");
  state.tileNotes.hidden = lines.length === 0;
}

/**
 * Tell of these layers from now on.
 *
 * @param {TileLayer[]} layers
 */
export function noteTiles(layers) {
  shown = layers;
  for (const layer of layers) {
    if (!heard.has(layer)) layer.onTold(refresh);
    heard.add(layer);
  }
  refresh();
}
