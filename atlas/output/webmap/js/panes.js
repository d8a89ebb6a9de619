/* Panes: what lies over what. Areas lie below lines, and both below symbols and names. */
import { state } from "./state.js";

const PANES = { base: 310, bands: 320, areas: 330, results: 340, lines: 350, bubbles: 360 };

export function layPanes() {
  for (const [name, level] of Object.entries(PANES)) layPane(name, level);
  layPane("names", 640).style.pointerEvents = "none";
  state.map.pane("marks", 630);
}

function layPane(name, level) {
  const pane = state.map.pane(name, level);
  pane.style.pointerEvents = "auto";
  return pane;
}

/* A pane of its own for a layer whose place in the order was chosen by hand. */
export function paneAt(level) {
  layPane(`level-${level}`, PANES.base + level);
}
