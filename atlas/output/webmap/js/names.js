/* Names on the map: placed anew for every view, none over another, the more important first. */
/** @import { Pixel } from "./renderer/renderer.js" */
/** @import { Form, Taken } from "./name_boxes.js" */
import { made } from "./elements.js";
import { nameOf } from "./features.js";
import { extentOf, isIn } from "./geometry.js";
import { LINE, boxes, isBlocked, isWithin, parted, shrunk } from "./name_boxes.js";
import { state } from "./state.js";

// the smaller the order, the sooner a name takes its place; what finds none is left out;
// `spacing` is that of map.css, in parts of the size
const NAMES = {
  clusters: { order: 0, from: 11, sizes: [12, 11, 10, 9] },
  zones: { order: 1, from: 9, sizes: [15, 13], spacing: 0.06 },
  science_city: { order: 2, from: 0, to: 10, sizes: [16, 13] },
  belts: { order: 3, from: 8, sizes: [13, 11], spacing: 0.18 },
  districts: { order: 4, from: 9, sizes: [11], spacing: 0.22 },
  metro_stations: { order: 9, from: 13, sizes: [10] },
};
const POINT_NAMES = { order: 6, from: 13, sizes: [11] };
const SQUEEZED = [12, 11, 10];
const RIM = 0.004; // of the frame, within which no name stands
const FONT = '"Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';

export function placeNames() {
  const { map } = state;
  const pane = map.pane("names");
  pane.replaceChildren();
  pane.style.visibility = "visible";
  const frame = shrunk(map.frame(), RIM);
  const taken = [...rankBoxes(), ...controlBoxes()];
  const wanted = wantedNames(map.zoom());
  const bubbles = wanted.filter((name) => name.given.id === "clusters");
  state.bubbleSize = bubbles.length ? bubbleSize(bubbles) : 0;
  for (const name of wanted) placeName(pane, name, taken, frame);
}

/** @returns {Taken[]} */
function rankBoxes() {
  return state.ranks.map((where) => {
    const centre = state.map.pixel(where);
    return { ...boxes(centre, 24, 22), centre, isRank: true, reach: 0 };
  });
}

/**
 * Buttons, scale and notes keep names away, but for those of clusters, which stand in bubbles.
 *
 * @returns {Taken[]}
 */
function controlBoxes() {
  return state.map.covered().map((box) => ({ box, parts: [box], isControl: true, reach: 0 }));
}

function wantedNames(zoom) {
  const wanted = [];
  for (const given of state.shown) {
    const rule = NAMES[given.id] || (given.kind === "point" ? POINT_NAMES : null);
    if (!rule || zoom < rule.from || zoom > (rule.to || 99)) continue;
    for (const { properties, geometry } of given.features) {
      wanted.push({ rule, given, facts: properties, geometry });
    }
  }
  return wanted.sort((a, b) => a.rule.order - b.rule.order);
}

function placeName(pane, name, taken, frame) {
  const places = name.facts.labels.map(([lng, lat]) => state.map.pixel({ lat, lng }))
    .filter(({ x, y }) => isWithin([x, y, x, y], frame));
  const place = name.given.id === "zones" ? placeZone : placeAny;
  const found = place(name, places, taken, frame);
  if (!found) return;
  taken.push(found.own);
  write(pane, found.form, name, found.own.centre);
}

function placeAny(name, places, taken, frame) {
  // an area's name stands wholly inside it if it can
  const isArea = /Polygon/.test(name.geometry.type) && !name.facts.angle;
  const forms = formsOf(name);
  return (isArea && findPlace(name, forms, places, taken, frame, { isInside: true }))
    || findPlace(name, forms, places, taken, frame);
}

/* A zone is always named: inside it and clear of the bubbles if there is room, else in smaller
 * letters over as little of a bubble's rim as will do, else across its own border. */
function placeZone(name, places, taken, frame) {
  const text = nameOf(name.facts);
  const forms = formsOf(name);
  const borders = bordersOf(name.geometry);
  const small = SQUEEZED.flatMap((size) => [1, 2, 3].map((count) => (
    { lines: parted(text, count), size })));
  /** @type {[Form[], Pixel[], number, boolean?][]} */
  const ways = [
    [forms, places, 1, true], [small, borders.within, 0.9, true], [small, places, 0.9, true],
    [small, places, 0.75, true], [forms, places, 1], [small, places, 0.9],
    [small, places, 0.75], [small, borders.upon, 0.75], [small, places, 0.4],
    [small, borders.upon, 0], [small, places, 0],
  ];
  for (const [written, where, share, isInside] of ways) {
    const found = findPlace(name, written, where, taken, frame, { share, isInside });
    if (found) return found;
  }
  return null;
}

function findPlace(name, forms, places, taken, frame, { share = 1, isInside = false } = {}) {
  for (const form of forms) {
    for (const at of places) {
      const own = boxAt(name, form, at);
      // a name is read whole or not shown
      if (!isWithin(own.box, frame)) continue;
      if (isInside && !holds(name.geometry, own.box)) continue;
      if (!taken.some((other) => isBlocked(own, other, share))) return { own, form };
    }
  }
  return null;
}

// the middles of the sides of an area's frame, the lower first, and places just within them
function bordersOf(geometry) {
  const { west, south, east, north } = extentOf(geometry);
  const [lat, lng] = [(south + north) / 2, (west + east) / 2];
  const upon = [[south, lng], [north, lng], [lat, west], [lat, east]]
    .map(([y, x]) => state.map.pixel({ lat: y, lng: x }));
  const inwards = [[0, -9], [0, 9], [9, 0], [-9, 0]];
  return { upon, within: upon.map(({ x, y }, side) => ({ x: x + inwards[side][0], y: y + inwards[side][1] })) };
}

// a name in the ways it may be written, best first
function formsOf({ rule, given, facts }) {
  const text = nameOf(facts);
  if (given.id === "clusters") return [inBubble(text, state.bubbleSize, facts)];
  const forms = rule.sizes.map((size) => ({ lines: [text], size }));
  if (given.id !== "zones") return forms;
  return forms.flatMap((form) => [form, { ...form, lines: parted(text, 2) }]);
}

// one size for all bubbles: the largest at which every name has room, or the smallest there is
function bubbleSize(names) {
  const { sizes } = names[0].rule;
  const fits = (size) => names.every(({ facts }) => inBubble(nameOf(facts), size, facts).fits);
  return sizes.find(fits) || sizes[sizes.length - 1];
}

/** @returns {Form} */
function inBubble(text, size, facts) {
  const width = 2 * reachOf(facts);
  for (let count = 1; count <= 4; count += 1) {
    const form = { lines: parted(text, count), size, fits: true };
    const high = form.lines.length * size * LINE;
    // the outer lines of a round bubble have less room than its middle
    const room = Math.sqrt(Math.max(0, width ** 2 - (high - size * LINE) ** 2));
    if (widest(form) <= room * 0.98) return form;
  }
  const lines = parted(text, Math.min(4, Math.max(2, Math.floor(width / (size * LINE)))));
  return { lines, size, fits: false };
}

let ruler = null;

/** @param {Form} form */
function widest({ lines, size }) {
  ruler ||= document.createElement("canvas").getContext("2d");
  ruler.font = `700 ${size}px ${FONT}`;
  return Math.max(...lines.map((line) => ruler.measureText(line).width));
}

/** @returns {Taken} */
function boxAt({ given, facts, rule }, form, at) {
  const isBubble = given.id === "clusters";
  const letters = Math.max(...form.lines.map((line) => line.length));
  const wide = widest(form) + letters * (rule.spacing || 0) * form.size + 6;
  const high = form.lines.length * form.size * LINE + 2;
  const isBeside = given.kind === "point" && !isBubble;
  const centre = isBeside ? { x: at.x + wide / 2 + 9, y: at.y } : at;
  const reach = isBubble ? reachOf(facts) : 0;
  return { ...boxes(centre, wide, high, facts.angle), centre, isBubble, reach };
}

function reachOf(facts) {
  const [lng, lat] = facts.labels[0];
  const north = state.map.pixel({ lat: lat + facts.radius / 111320, lng });
  return state.map.pixel({ lat, lng }).y - north.y;
}

function holds(geometry, [west, north, east, south]) {
  const middle = (west + east) / 2;
  const corners = [[west, north], [middle, north], [east, north], [west, south], [middle, south],
    [east, south]].map(([x, y]) => state.map.place({ x, y }));
  const areas = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return corners.every((at) => areas.some((rings) => isIn(rings, at.lng, at.lat)));
}

/** @param {HTMLElement} pane @param {Form} form */
function write(pane, { lines, size }, { given, facts }, centre) {
  const kind = given.kind === "point" ? " atlas-name-point" : "";
  const box = made("div", `atlas-name atlas-name-${given.id}${kind}`);
  for (const line of lines) box.appendChild(made("span", "", line));
  if (facts.color) box.style.color = facts.color;
  box.style.fontSize = `${size}px`;
  box.style.transform =
    `translate(${centre.x}px, ${centre.y}px) translate(-50%, -50%) rotate(${facts.angle || 0}deg)`;
  pane.appendChild(box);
}
