/* A map by itself: draws what the file holds, with its legend, switches, cards and languages.
 *
 * Names and notes go into the page as text. A card is markup that was escaped where it was made;
 * the policy of the page keeps whatever should have slipped through from running.
 */
/** @import { Drawing, Group } from "../webmap/js/renderer/renderer.js" */
import { answerLayer, select } from "../webmap/js/answers.js";
import { button, label } from "../webmap/js/controls.js";
import { made } from "../webmap/js/elements.js";
import { drawing, nameOf, sayToReaders, told, uncertainty } from "../webmap/js/features.js";
import { middleOf } from "../webmap/js/geometry.js";
import { placeNames } from "../webmap/js/names.js";
import { layPanes, paneAt } from "../webmap/js/panes.js";
import { addPointer } from "../webmap/js/pointer.js";
import { createMap } from "../webmap/js/renderer/leaflet.js";
import { layRoles, roleOf, swatch } from "../webmap/js/roles.js";
import { state } from "../webmap/js/state.js";

const data = JSON.parse(document.getElementById("data").textContent);
const USUAL_WIDTH = 1040; // of a map on a desk; a narrower one shows the same ground smaller
const at = (id) => document.getElementById(id);
const parts = [...data.layers.map(layerPart), ...data.answers.map(answerPart)];
/** @type {{ isOn: boolean, group: Group }} */
const doubt = { isOn: true, group: null };
/** @type {Group} */
let markings = null;

/* ---- what is on the map ---------------------------------------------------------------- */

function layerPart(given) {
  return { ...given, kind: "layer", isOn: given.on, drawn: null };
}

function answerPart(given) {
  return { ...given, kind: "answer", isOn: true, drawn: null };
}

/** @returns {Drawing} */
function drawn(part) {
  if (part.drawn) return part.drawn;
  if (part.kind === "layer") {
    if (part.level) paneAt(part.level);
    part.drawn = state.map.draw(part.given, drawing(part.given.style, part.level));
  } else if (part.address) {
    part.drawn = state.map.picture(part.address, part.bounds, "results");
  } else {
    // a rank stands over all else: pressed, it opens what bears it
    part.drawn = answerLayer(part, { isBadgeButton: true });
  }
  part.drawn.onClick((feature) => choose(feature, part));
  return part.drawn;
}

function show() {
  for (const part of parts) {
    const layer = drawn(part);
    if (part.isOn && !layer.isShown()) layer.show();
    if (!part.isOn) layer.hide();
  }
  // those of one pane lie as they are listed
  for (const part of parts) if (part.isOn) part.drawn.raise();
  const on = parts.filter((part) => part.isOn);
  state.shown = on.filter((part) => part.kind === "layer").map((part) => part.given);
  state.ranks = on.flatMap(rankPlaces);
  for (const part of on) sayToReaders(part.drawn);
  showDoubt();
  warn(on);
  placeNames();
}

function rankPlaces({ features }) {
  const ranked = (features ? features.features : []).filter(({ properties }) => properties.rank);
  return ranked.map(({ geometry }) => middleOf(geometry));
}

/* Say what of it is schematic, of what is on. */
function warn(on) {
  const named = on.filter((part) => part.schematic).map((part) => part.name[state.lang]);
  const names = named.join(state.lang === "zh" ? "、" : ", ");
  state.notice.textContent = named.length ? words().notice.split("{layers}").join(names) : "";
  state.notice.hidden = !named.length;
}

/* ---- how sure places are --------------------------------------------------------------- */

function unsure(part) {
  if (part.kind !== "layer" || part.given.kind !== "point") return [];
  return part.given.features.filter(({ properties }) => (
    properties.uncertainty > 0 && !properties.radius));
}

function showDoubt() {
  doubt.group.clear();
  if (!doubt.isOn) return;
  for (const part of parts.filter(({ isOn }) => isOn)) {
    for (const { geometry, properties } of unsure(part)) {
      const [lng, lat] = geometry.coordinates;
      doubt.group.add(uncertainty({ lat, lng }, properties));
    }
  }
}

/* ---- the card -------------------------------------------------------------------------- */

function choose(feature, part) {
  state.chosen = { feature, part };
  state.selected = feature.properties.id;
  ring();
  openCard();
  comeOut(feature);
}

/* Bring what is chosen out from below its card. */
function comeOut({ geometry, properties }) {
  const [place] = properties.labels || [];
  const where = place ? { lat: place[1], lng: place[0] } : middleOf(geometry);
  const [frame, card] = [at("map"), at("card")].map((box) => box.getBoundingClientRect());
  const isBeside = card.left > frame.left + 40;
  const edge = 28;
  /** @type {[number, number]} */
  const hidden = isBeside ? [frame.right - card.left + edge, edge]
    : [edge, Math.max(0, frame.bottom - card.top) + edge];
  state.map.bringIn(where, { topLeft: [edge, edge], bottomRight: hidden });
}

/* Mark what is chosen, a place by its halo, a part of an answer by its rim. */
function ring() {
  markings.clear();
  const { feature, part } = state.chosen;
  if (part.kind === "layer") select(markings);
  else {
    const mark = answerLayer({ role: "selected", features: feature });
    markings.add(mark);
    sayToReaders(mark);
  }
}

function openCard() {
  const { feature, part } = state.chosen;
  const card = at("card");
  card.replaceChildren();
  const close = card.appendChild(made("button", "close", "×"));
  close.type = "button";
  label(close, words().close);
  close.addEventListener("click", closeCard);
  const facts = feature.properties;
  const key = data.cards[facts.id] ? facts.id : facts.zone;
  const lines = data.rows.rows[facts.id] || data.rows.rows[facts.zone];
  if (!data.cards[key]) card.appendChild(plainCard(facts, part));
  for (const cells of lines || []) card.appendChild(rowOf(cells[state.lang]));
  if (data.cards[key]) {
    const whole = card.appendChild(document.createElement("div"));
    // eslint-disable-next-line no-restricted-properties -- markup, escaped where it was made
    whole.innerHTML = data.cards[key][state.lang];
  }
  card.hidden = false;
  document.body.classList.add("carded");
}

function plainCard(facts, part) {
  const box = made("div", "atlas-card");
  const kind = part.kind === "layer" ? part.name[state.lang] : words().roles[part.role];
  box.appendChild(made("h3", "", nameOf(facts) || facts.id));
  box.appendChild(made("div", "quiet", nameOf(facts) ? `${kind} · ${facts.id}` : kind));
  const how = /** @type {HTMLElement} */ (told(facts).lastChild);
  how.className = "quiet";
  box.appendChild(how);
  return box;
}

function rowOf(cells) {
  const list = made("dl", "answered");
  data.rows.headings[state.lang].forEach((heading, place) => {
    if (!cells[place]) return;
    list.appendChild(made("dt", "", heading));
    list.appendChild(made("dd", "", cells[place]));
  });
  return list;
}

function closeCard() {
  at("card").hidden = true;
  document.body.classList.remove("carded");
  state.chosen = state.selected = null;
  markings.clear();
  at("map").focus();
}

/* ---- the legend ------------------------------------------------------------------------ */

function writeLegend() {
  const box = at("legend");
  const kept = box.scrollTop;
  box.replaceChildren();
  if (data.headline[state.lang]) box.appendChild(made("p", "headline", data.headline[state.lang]));
  group(box, words().answer, parts.filter(({ kind }) => kind === "answer"), answerRow);
  const layers = parts.filter(({ kind }) => kind === "layer").reverse();
  for (const theme of new Set(layers.map((part) => part.theme[state.lang]))) {
    group(box, theme, layers.filter((part) => part.theme[state.lang] === theme), layerRow);
  }
  const foot = box.appendChild(made("div", "foot"));
  if (parts.some((part) => unsure(part).length)) foot.appendChild(doubtRow());
  foot.appendChild(made("p", "quiet", words().how));
  const { date, definition_hash: hash } = data.facts;
  const marks = [[words().date, date], [words().hash, hash]].filter(([, value]) => value);
  foot.appendChild(made("p", "quiet", marks.map((pair) => pair.join(" ")).join(" · ")));
  writeNotes(box);
  box.scrollTop = kept;
}

function group(box, heading, rows, rowOfPart) {
  if (!rows.length) return;
  box.appendChild(made("h2", "", heading));
  for (const part of rows) box.appendChild(rowOfPart(part));
}

function switchRow(isOn, sign, text, turn) {
  const row = made("label", "row");
  const box = row.appendChild(document.createElement("input"));
  box.type = "checkbox";
  box.checked = isOn;
  box.addEventListener("change", () => turn(box.checked));
  row.appendChild(sign);
  row.appendChild(made("span", "name", text));
  return row;
}

function layerRow(part) {
  const sign = made("img", "sign");
  sign.alt = "";
  sign.src = `data:image/svg+xml,${encodeURIComponent(part.symbol)}`;
  const row = switchRow(part.isOn, sign, part.name[state.lang], (isOn) => turnTo(part, isOn));
  row.dataset.layer = part.id;
  row.appendChild(made("span", "count", part.count)).title = words().count;
  const badges = [[part.schematic, "badge", words().schematic],
    [part.internal && data.mark.is_internal, "badge inner", words().internal]];
  for (const [isTrue, kind, text] of badges) {
    if (isTrue) row.querySelector(".name").append(" ", made("span", kind, text));
  }
  return row;
}

function answerRow(part) {
  const text = words().roles[part.role];
  const row = switchRow(part.isOn, swatch(part.role), text, (isOn) => turnTo(part, isOn));
  row.dataset.role = part.role;
  if (part.features && !roleOf(part.role).is_ground) {
    row.appendChild(made("span", "count", part.features.features.length.toLocaleString()));
  }
  return row;
}

function doubtRow() {
  return switchRow(doubt.isOn, made("i", "ring"), words().doubt, (isOn) => {
    doubt.isOn = isOn;
    showDoubt();
  });
}

function turnTo(part, isOn) {
  part.isOn = isOn;
  show();
}

/* ---- notes, sources, licences ---------------------------------------------------------- */

function writeNotes(box) {
  const { facts } = data;
  listed(box, "said", data.notes[state.lang], true);
  listed(box, "held", data.held[state.lang], false);
  listed(box, "sources", data.sources.map(cited), false);
  const about = section(box, "about", false);
  const list = about.appendChild(document.createElement("dl"));
  const versions = Object.entries(facts.versions).map((pair) => pair.join(" "));
  for (const [name, value] of [["date", facts.date], ["hash", facts.definition_hash],
    ["versions", versions.join("\n")], ["question", JSON.stringify(facts.definition)]]) {
    if (!value) continue;
    list.appendChild(made("dt", "", words()[name]));
    list.appendChild(made("dd", name, value));
  }
  const software = section(box, "software", false);
  for (const piece of at("licences").children) software.appendChild(piece.cloneNode(true));
}

function cited(source) {
  const { cited: line, licence } = source[state.lang];
  return [line, licence].filter(Boolean).join("\n");
}

const opened = new Map(); // whether a section is open, as the reader left it

function section(box, name, isOpen) {
  const whole = box.appendChild(made("details", name));
  whole.open = opened.has(name) ? opened.get(name) : isOpen;
  whole.addEventListener("toggle", () => opened.set(name, whole.open));
  whole.appendChild(made("summary", "", words()[name]));
  return whole;
}

function listed(box, name, lines, isOpen) {
  if (!lines.length) return;
  const list = section(box, name, isOpen).appendChild(document.createElement("ul"));
  for (const line of lines) list.appendChild(made("li", "", line));
}

/* ---- words, light and dark ------------------------------------------------------------- */

function words() {
  return data.words[state.lang];
}

function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = data.title[lang];
  at("title").textContent = data.title[lang];
  at("mark").textContent = data.mark.text[lang];
  at("mark").classList.toggle("inner", data.mark.is_internal);
  label(at("language"), words().language);
  for (const choice of languages()) {
    choice.setAttribute("aria-pressed", String(choice.dataset.lang === lang));
  }
  at("map").setAttribute("aria-label", words().map);
  const [nearer, farther] = state.map.zoomButtons();
  label(nearer, words().zoom_in);
  label(farther, words().zoom_out);
  label(state.reset, words().reset);
  state.north.title = words().north;
  fold(at("fold").getAttribute("aria-expanded") === "true");
  writeLegend();
  if (state.chosen) openCard();
  show();
}

/** @returns {HTMLElement[]} */
function languages() {
  return [.../** @type {any} */ (at("language").children)];
}

function fold(isOpen) {
  at("fold").setAttribute("aria-expanded", String(isOpen));
  at("fold").textContent = words().legend;
  at("fold").title = isOpen ? words().fold : words().unfold;
  document.body.classList.toggle("folded", !isOpen);
}

function dress(isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

/* ---- the beginning --------------------------------------------------------------------- */

function look() {
  const { map } = state;
  if (!data.view) {
    if (data.bounds) map.fit(data.bounds, { topLeft: [24, 24], bottomRight: [24, 24] });
    return;
  }
  const [lat, lng, zoom] = data.view;
  const less = Math.max(-1, Math.min(0, Math.round(2 * Math.log2(map.size().x / USUAL_WIDTH)) / 2));
  map.look({ lat, lng }, Math.max(map.zoomRange()[0], zoom + less));
}

function build() {
  const map = createMap("map");
  const { words: said, roles, lang } = data;
  Object.assign(state, { map, words: said, roles, lang, shown: [], ranks: [] });
  state.selected = state.chosen = null;
  layPanes();
  layRoles();
  state.reset = button(map.bar("topleft"), "M3 9 9 3.5 15 9M5 8v7h8V8", look);
  map.scale();
  addPointer();
  state.north = map.corner("topright", "atlas-north");
  state.north.textContent = "N";
  state.notice = map.corner("bottomright", "atlas-notice");
  map.onView("zooming", () => (map.pane("names").style.visibility = "hidden"));
  map.onView("moved", placeNames);
  look();
  doubt.group = map.group();
  markings = map.group();
  new ResizeObserver(() => map.resize()).observe(at("map"));
}

function begin() {
  build();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dress(dark.matches);
  dark.addEventListener("change", () => dress(dark.matches));
  at("fold").addEventListener("click", () => fold(document.body.classList.contains("folded")));
  for (const choice of languages()) {
    choice.addEventListener("click", () => speak(choice.dataset.lang));
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeCard());
  document.body.classList.toggle("answered", data.answers.length > 0);
  speak(data.lang);
  const part = parts.find(({ kind, given }) => kind === "layer"
    && given.features.some(({ properties }) => properties.id === data.selected));
  if (part) choose(part.given.features.find(({ properties }) => properties.id === data.selected), part);
}

begin();
