/* Draws what Python lists: layers fetched once by address, answers handed over whole.
 *
 * Layers are kept once drawn, so that taking one off and putting it back moves nothing else and
 * fetches nothing. Here the renderer is chosen: whatever else is imported knows none by name.
 */
/** @import { Corners, Drawing } from "./renderer/renderer.js" */
/** @import { LayerData } from "./state.js" */
import { answerLayer, explain, select } from "./answers.js";
import { button, label } from "./controls.js";
import { dress } from "./dress.js";
import { drawing, sayToReaders } from "./features.js";
import { letDrag, offerMoves } from "./moves.js";
import { placeNames } from "./names.js";
import { layPanes, paneAt } from "./panes.js";
import { addPointer } from "./pointer.js";
import { LeafletMap } from "./renderer/leaflet.js";
import { showTiles } from "./renderer/leaflet_tiles.js";
import { layRoles } from "./roles.js";
import { state } from "./state.js";
import { noteTiles } from "./tiles/notes.js";
import { addTools, speakTools, takeUp } from "./tools.js";
import { beginView, lookAt } from "./view.js";

const SETTLING_MS = 6000; // while the page lays itself out, a goal is aimed at again
/** @type {Map<string, Promise<LayerData>>} */
const fetched = new Map(); // by address

/* ---- the map itself -------------------------------------------------------------------- */

/**
 * Begin a map; called once, before `fill`.
 *
 * @param {L.Map} native as streamlit-folium made it
 * @param {{ words: Record<string, any>, roles: Record<string, any> }} facts
 * @param {Corners} home
 */
export function start(native, { words, roles }, home) {
  const map = new LeafletMap(native);
  Object.assign(state, { map, words, roles, home, shown: [], ranks: [], selected: null, asked: "" });
  layPanes();
  layRoles();
  addButtons();
  addTools();
  map.scale();
  addPointer();
  state.legend = map.corner("bottomleft", "atlas-legend");
  state.tileNotes = map.corner("bottomleft", "atlas-tile-notes");
  state.tileNotes.hidden = true;
  state.north = map.corner("topright", "atlas-north");
  state.north.textContent = "N";
  state.notice = map.corner("bottomright", "atlas-notice");
  map.onView("zooming", () => (map.pane("names").style.visibility = "hidden"));
  map.onView("moved", placeNames);
  for (const moved of ["mousedown", "wheel", "keydown", "touchstart"]) {
    map.container.addEventListener(moved, () => (state.goal = null), { capture: true });
  }
  fitFrame();
  // what a link looks at goes before what it brings
  state.isLinked = beginView();
  if (state.isLinked) keepLooking();
  else aim(home);
}

function fitFrame() {
  // the page decides how high the frame is, not the number that Python had to name
  const box = state.map.container;
  box.style.height = "100vh";
  box.style.width = "100%";
  new ResizeObserver(() => {
    state.map.resize();
    if (state.goal && performance.now() < state.goal.until) head();
  }).observe(box);
}

function aim(corners) {
  state.goal = { corners, until: performance.now() + SETTLING_MS };
  head();
}

/* Hold the place of a link while the page lays itself out. */
function keepLooking() {
  const view = [state.map.centre(), state.map.zoom()];
  state.goal = { view, until: performance.now() + SETTLING_MS };
}

function head() {
  if (state.goal.view) {
    const [centre, zoom] = state.goal.view;
    state.map.look(centre, zoom);
    return;
  }
  // the card stands over the right side of the map
  const { x, y } = state.map.size();
  const card = state.selected && x > 700 ? 360 : 24;
  const edge = Math.min(28, y / 10);
  const legend = state.legend.hidden || y > 600 ? 0 : state.legend.offsetWidth;
  state.map.fit(state.goal.corners, {
    topLeft: [Math.max(52, legend + 16), edge], bottomRight: [card, edge],
  });
}

function addButtons() {
  const box = state.map.bar("topleft");
  state.buttons = {
    home: button(box, "M3 9 9 3.5 15 9M5 8v7h8V8", () => aim(state.home)),
    answer: button(box, "M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4", () => aim(state.fit)),
  };
  state.buttons.answer.hidden = true;
}

/* ---- what is on it --------------------------------------------------------------------- */

/**
 * Draw what an overlay lists, instead of what the one before it listed.
 *
 * @param {L.FeatureGroup} native on the map, as streamlit-folium made it
 * @param {any} spec as `overlay_group` wrote it
 */
export function fill(native, spec) {
  const group = state.map.group(native);
  // the group before this one must let go of what both hold
  if (state.group) state.group.clear();
  Object.assign(state, { group, shown: [], ranks: [], lang: spec.lang, selected: spec.selected });
  document.documentElement.dataset.theme = spec.theme;
  if (spec.dress) dress(spec.dress);
  speak(state.words[spec.lang]);
  state.notice.textContent = spec.notice;
  state.notice.hidden = !spec.notice;
  offerMoves(spec.moving);
  state.turn = (state.turn || 0) + 1;
  const turn = state.turn;
  const map = /** @type {LeafletMap} */ (state.map);
  noteTiles(showTiles(map, group, spec.tiles, spec.selected));
  for (const layer of spec.layers) {
    data(layer.url).then((given) => {
      if (turn !== state.turn) return; // another choice was made meanwhile
      add(drawnLayer(layer, given), given);
      stack(spec.layers);
    }, () => console.error("atlas: layer not served", layer.url));
  }
  for (const answer of spec.answers) {
    const drawn = answerLayer(answer);
    group.add(drawn);
    sayToReaders(drawn);
  }
  explain(spec.answers.map((answer) => answer.role));
  follow(spec);
  takeUp(spec.sketch);
  if (state.selected) select(group);
  fetchSelected(spec.holder, turn);
  placeNames();
}

/* What is selected is shown even while its layer is off, by itself. */
function fetchSelected(url, turn) {
  state.picked = null;
  if (!url) return;
  data(url).then((given) => {
    const feature = given.features.find(({ properties }) => properties.id === state.selected);
    if (turn !== state.turn || !feature) return;
    state.picked = { feature, style: given.style };
    select(state.group);
  }, () => console.error("atlas: layer not served", url));
}

function speak(words) {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  state.north.title = words.north;
  label(state.buttons.home, words.home);
  label(state.buttons.answer, words.fit);
  speakTools();
  const [nearer, farther] = state.map.zoomButtons();
  label(nearer, words.zoom_in);
  label(farther, words.zoom_out);
}

function follow({ fit, look, asked }) {
  // a goal is taken once: what is drawn again later does not pull the map back
  state.fit = fit;
  state.buttons.answer.hidden = !fit;
  const isNewLook = look && look.turn !== state.looked;
  const isNewAnswer = fit && asked !== state.asked;
  state.looked = look ? look.turn : state.looked;
  state.asked = asked;
  if (!state.isLinked && (isNewLook || isNewAnswer)) aim(isNewLook ? look.bounds : fit);
  state.isLinked = false;
  state.isPlaced = true;
}

/** @param {string} url */
function data(url) {
  if (!fetched.has(url)) {
    const asked = fetch(url).then((reply) => {
      if (!reply.ok) throw new Error(String(reply.status));
      return reply.json();
    });
    asked.catch(() => fetched.delete(url));
    fetched.set(url, asked);
  }
  return fetched.get(url);
}

/** @type {Map<string, Drawing>} */
const drawn = new Map();

/** @param {{ url: string, level: number | null }} layer @param {LayerData} given */
function drawnLayer({ url, level }, given) {
  // a pane is chosen once and for all, so another level is another drawing
  const key = `${url} ${level}`;
  if (!drawn.has(key)) {
    if (level) paneAt(level);
    drawn.set(key, state.map.draw(/** @type {any} */ (given), drawing(given.style, level)));
  }
  return drawn.get(key);
}

/* Those of one pane lie as they are listed, whichever of them came first. */
function stack(layers) {
  for (const { url, level } of layers) {
    const layer = drawn.get(`${url} ${level}`);
    if (layer && state.group.has(layer)) layer.raise();
  }
}

/** @param {Drawing} layer @param {LayerData} given */
function add(layer, given) {
  letDrag(layer, given);
  state.group.add(layer);
  sayToReaders(layer);
  state.shown.push(given);
  if (state.selected) select(state.group);
  placeNames();
}

export { lookAt, state };
