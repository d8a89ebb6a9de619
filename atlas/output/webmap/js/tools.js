/* The map's tools: draw an area for a question, measure, clear, fill the screen.
 *
 * A finished drawing is told to the page as streamlit-folium expects one of a drawing plug-in;
 * a measure is told to nobody.
 */
/** @import { Sketched } from "./sketch.js" */
/** @import { Shape } from "./renderer/renderer.js" */
import { button, label } from "./controls.js";
import { made } from "./elements.js";
import { area, crosses, distance, length } from "./geodesy.js";
import { Sketch, shape } from "./sketch.js";
import { state } from "./state.js";

const SQUARE_METRES_OF_A_MU = 10000 / 15;
const TOOLS = {
  box: "M3 4.5h12v9H3Z",
  polygon: "m9 2.5 6.5 5-3 7.5h-7L2.5 7Z",
  radius: "M9 2.5a6.5 6.5 0 1 0 .01 0ZM9 9h6.5",
  point: "M9 16.5S3.5 10.8 3.5 7a5.5 5.5 0 0 1 11 0c0 3.8-5.5 9.5-5.5 9.5ZM9 5a2 2 0 1 0 .01 0Z",
  length: "m2.5 12 9.5-9.5 3.5 3.5-9.5 9.5ZM5.5 9l1.5 1.5M8 6.5 9.5 8M10.5 4 12 5.5",
  area: "M3 3h12v12H3ZM3 8l5-5M3 13 13 3M6 15l9-9M11 15l4-4",
};
const CLEAR = "M4 5h10M7 5V3h4v2M5.5 5l.5 10h6l.5-10";
const FULL = "M3 8V3h5M3 3l4.5 4.5M15 10v5h-5M15 15l-4.5-4.5";
const DRAWN = ["box", "polygon", "radius", "point"];
/** @typedef {{ kind: string, shape: Shape, told: () => string }} Left */
/** @type {{ drawn: Left | null, measured: Left | null }} what stays on the map until cleared */
const left = { drawn: null, measured: null };
/** @type {Record<string, HTMLElement>} */
const buttons = {};
/** @type {Sketch | null} */
let sketch = null;
/** @type {HTMLElement} */
let hint = null;
let said = () => "";

export function addTools() {
  const box = state.map.bar("topleft", "atlas-tools");
  for (const [kind, path] of Object.entries(TOOLS)) {
    buttons[kind] = button(box, path, () => choose(kind));
    buttons[kind].setAttribute("aria-pressed", "false");
  }
  buttons.clear = button(box, CLEAR, clear);
  buttons.clear.hidden = true;
  if (document.fullscreenEnabled) buttons.full = button(box, FULL, fillScreen);
  hint = state.map.container.appendChild(made("div", "atlas-hint"));
  hint.setAttribute("role", "status");
  hint.hidden = true;
  document.addEventListener("fullscreenchange", speakTools);
}

function words() {
  return state.words[state.lang];
}

export function speakTools() {
  const isFull = Boolean(document.fullscreenElement);
  for (const [kind, one] of Object.entries(buttons)) {
    label(one, words()[kind === "full" && isFull ? "tool_full_end" : `tool_${kind}`]);
  }
  say(said);
  for (const { kind, shape: one, told } of Object.values(left).filter(Boolean)) {
    if (kind !== "point") tag(one, told());
  }
}

function say(telling) {
  said = telling;
  hint.textContent = said();
  hint.hidden = !hint.textContent;
}

/* ---- sketching ------------------------------------------------------------------------- */

function choose(kind) {
  const isSame = sketch && sketch.kind === kind;
  if (sketch) {
    sketch.stop();
    put(null);
  }
  if (isSame) return;
  if (!DRAWN.includes(kind)) forget("measured");
  put(new Sketch(kind, {
    changed: (given) => say(() => measured(given) || words()[`hint_${kind}`]),
    refused: () => say(() => words().crossing),
    ended,
    dropped: () => put(null),
  }));
  say(() => words()[`hint_${kind}`]);
}

/* Take up a tool that the page asks for, once for each time it asks. */
export function takeUp(asked) {
  if (!asked || asked[1] === state.sketched) return;
  [, state.sketched] = asked;
  if (!sketch || sketch.kind !== asked[0]) choose(asked[0]);
}

/** @param {Sketch | null} begun */
function put(begun) {
  sketch = begun;
  for (const kind of Object.keys(TOOLS)) {
    buttons[kind].setAttribute("aria-pressed", String(Boolean(begun) && begun.kind === kind));
  }
  state.map.container.classList.toggle("atlas-sketching", Boolean(begun));
  if (!begun) say(() => "");
  buttons.clear.hidden = !begun && !left.drawn && !left.measured;
}

/** @param {Sketched} given */
function ended(given) {
  const { kind, outline } = given;
  const part = DRAWN.includes(kind) ? "drawn" : "measured";
  forget(part);
  const one = shape(kind, outline);
  left[part] = { kind, shape: one, told: () => measured(given) };
  if (kind !== "point") tag(one, measured(given));
  put(null);
  if (part === "drawn") state.map.report(featureOf(given));
}

/**
 * What was drawn as GeoJSON.
 *
 * @param {Sketched} given
 */
export function featureOf({ kind, points, outline }) {
  const places = outline.map(({ lng, lat }) => [rounded(lng), rounded(lat)]);
  const geometry = kind === "point" ? { type: "Point", coordinates: places[0] }
    : { type: "Polygon", coordinates: [[...places, places[0]]] };
  const facts = kind === "radius" ? { radius_m: distance(points[0], points[1]) } : {};
  return { type: "Feature", properties: { drawn: true, ...facts }, geometry };
}

function rounded(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}

/** @param {Shape} one @param {string} text */
function tag(one, text) {
  one.label(made("span", "", text.replaceAll(" · ", "\n")));
}

function forget(part) {
  if (left[part]) left[part].shape.remove();
  left[part] = null;
}

/* Take off a point that was put for a row, whose handle stands there now. */
export function forgetPoint() {
  if (left.drawn && left.drawn.kind === "point") forget("drawn");
  buttons.clear.hidden = !sketch && !left.drawn && !left.measured;
}

function clear() {
  if (sketch) sketch.stop();
  const wasDrawn = Boolean(left.drawn);
  forget("drawn");
  forget("measured");
  put(null);
  if (!wasDrawn) return;
  const none = { type: "Feature", geometry: null, properties: { drawn: true } };
  state.map.report(none, true);
}

/* ---- figures --------------------------------------------------------------------------- */

/** @param {Sketched} given */
export function measured({ kind, points, outline }) {
  if (kind === "length") return points.length < 2 ? "" : long(length(points));
  if (outline.length < 3 || (kind !== "radius" && crosses(outline))) return "";
  const size = wide(area(outline));
  return kind === "radius" ? `r = ${long(distance(points[0], points[1]))} · ${size}` : size;
}

function figure(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: Math.max(4, digits(value)) });
}

function digits(value) {
  return value >= 1 ? Math.floor(Math.log10(value)) + 1 : 0;
}

function long(metres) {
  const { metres: m, kilometres: km } = words();
  return metres < 1000 ? `${figure(Math.round(metres * 10) / 10)} ${m}` : `${figure(metres / 1000)} ${km}`;
}

function wide(squareMetres) {
  const { square_kilometres: km2, hectares, mu } = words();
  return [
    `${figure(squareMetres / 1e6)} ${km2}`, `${figure(squareMetres / 1e4)} ${hectares}`,
    `${figure(squareMetres / SQUARE_METRES_OF_A_MU)} ${mu}`,
  ].join(" · ");
}

function fillScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}
