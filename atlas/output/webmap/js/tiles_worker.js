/* Reads vector tiles and draws them, beside the page.
 *
 * A tile stays read as long as it is on the map: another style, filter or selection draws it
 * again and fetches nothing. Attributes are compared and never written anywhere as markup.
 */
"use strict";

const EXTENT = 4096;
const PIXEL = EXTENT / 256;
const EARTH_M = 40075016.7;
const CELLS = 64; // to a side of a tile
const LEAST_OUTLINED = 6; // pixels: what is smaller has no outline, which would be most of it
const TOGETHER = 50; // shapes in one path: a path of thousands takes ten times as long to fill
const SELECTED = { color: "#1F4E8C", width: 2.4 };
const REACH = 6; // pixels from a point or a line within which a click means it
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
    self.postMessage({ key, bitmap, told }, [bitmap]);
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
  const facts = shapes ? found(shapes, x, y, compiled(look.filter, true)) : null;
  self.postMessage({ key, facts });
}

/* ---- reading (Mapbox Vector Tile 2.1) ------------------------------------------------------- */

class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }

  varint() {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  }

  part() {
    const length = this.varint();
    this.at += length;
    return new Reader(this.bytes, this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.bytes.subarray(this.at, this.end));
  }

  // calls take(field) for every field; what it does not take is passed over
  fields(take) {
    while (this.at < this.end) {
      const key = this.varint();
      if (take(key >> 3)) continue;
      const form = key & 7;
      if (form === 0) this.varint();
      else if (form === 2) this.part();
      else this.at += form === 1 ? 8 : 4;
    }
  }
}

function read(bytes) {
  const layers = {};
  const whole = new Reader(bytes);
  whole.fields((field) => {
    if (field !== 3) return false;
    const layer = readLayer(whole.part());
    layers[layer.name] = layer;
    return true;
  });
  return layers;
}

function readLayer(part) {
  const layer = {
    name: "", keys: [], values: [], tags: [], types: [],
    xy: [], rings: [0], features: [0], // where rings begin in xy, where features begin in rings
  };
  part.fields((field) => {
    if (field === 1) layer.name = part.part().text();
    else if (field === 2) readFeature(part.part(), layer);
    else if (field === 3) layer.keys.push(part.part().text());
    else if (field === 4) layer.values.push(readValue(part.part()));
    else return false;
    return true;
  });
  return layer;
}

function readValue(part) {
  let value = null;
  part.fields((field) => {
    if (field === 1) value = part.part().text();
    else if (field === 3) {
      value = new DataView(part.bytes.buffer, part.bytes.byteOffset + part.at).getFloat64(0, true);
      part.at += 8;
    } else return false;
    return true;
  });
  return value;
}

function readFeature(part, layer) {
  const tags = [];
  part.fields((field) => {
    if (field === 2) {
      const list = part.part();
      while (list.at < list.end) tags.push(list.varint());
    } else if (field === 3) layer.types.push(part.varint());
    else if (field === 4) readGeometry(part.part(), layer);
    else return false;
    return true;
  });
  layer.tags.push(tags);
  layer.features.push(layer.rings.length - 1);
}

function readGeometry(part, { xy, rings }) {
  let x = 0;
  let y = 0;
  let begun = xy.length;
  const step = () => {
    const value = part.varint();
    return (value >>> 1) ^ -(value & 1);
  };
  while (part.at < part.end) {
    const command = part.varint();
    const isMove = (command & 7) === 1;
    if (isMove && xy.length > begun) rings.push((begun = xy.length));
    if ((command & 7) === 7) continue;
    for (let count = command >> 3; count > 0; count -= 1) {
      x += step();
      y += step();
      xy.push(x, y);
    }
  }
  rings.push(xy.length);
}

function factsOf(layer, feature) {
  const facts = {};
  const tags = layer.tags[feature];
  for (let at = 0; at < tags.length; at += 2) {
    facts[layer.keys[tags[at]]] = layer.values[tags[at + 1]];
  }
  return facts;
}

/* ---- expressions on attributes, after the manner of MapLibre's ------------------------------ */

const isThere = (value) => value !== null && value !== undefined;
const ORDER = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};
const FORMS = {
  literal: (value) => () => value,
  get: (name) => (facts) => (Object.hasOwn(facts, name) ? facts[name] : null),
  has: (name) => (facts) => Object.hasOwn(facts, name),
  "!": (a) => not(compiled(a)),
  all: (...parts) => every(parts.map((part) => compiled(part))),
  any: (...parts) => not(every(parts.map((part) => not(compiled(part))))),
  "==": (a, b) => both(a, b, (x, y) => x === y),
  "!=": (a, b) => both(a, b, (x, y) => x !== y),
  in: (a, list) => both(a, list, (x, among) => among.includes(x)),
  match: (input, ...rest) => {
    const value = compiled(input);
    const other = compiled(rest.pop());
    const cases = new Map();
    for (let at = 0; at < rest.length; at += 2) {
      for (const label of [rest[at]].flat()) cases.set(label, compiled(rest[at + 1]));
    }
    return (facts) => (cases.get(value(facts)) || other)(facts);
  },
  step: (input, first, ...rest) => {
    const value = compiled(input);
    const below = compiled(first);
    const steps = [];
    for (let at = 0; at < rest.length; at += 2) steps.push([rest[at], compiled(rest[at + 1])]);
    return (facts) => {
      const number = value(facts);
      let chosen = below;
      for (const [from, what] of steps) if (isThere(number) && number >= from) chosen = what;
      return chosen(facts);
    };
  },
};
for (const [sign, holds] of Object.entries(ORDER)) {
  FORMS[sign] = (a, b) => both(a, b, (x, y) => isThere(x) && isThere(y) && holds(x, y));
}

function both(a, b, holds) {
  const [first, second] = [compiled(a), compiled(b)];
  return (facts) => holds(first(facts), second(facts));
}

function not(holds) {
  return (facts) => !holds(facts);
}

function every(parts) {
  return (facts) => parts.every((holds) => holds(facts));
}

function compiled(expression, otherwise = null) {
  if (!isThere(expression)) return () => otherwise;
  if (!Array.isArray(expression)) return () => expression;
  const [form, ...rest] = expression;
  if (!Object.hasOwn(FORMS, form)) throw new Error(`unknown expression: ${form}`);
  return FORMS[form](...rest);
}

/* ---- drawing -------------------------------------------------------------------------------- */

function pictured(tile, { coords, side, look }) {
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext("2d");
  pen.scale(side / EXTENT, side / EXTENT);
  pen.lineJoin = "round";
  const told = { mode: tile.cells ? "cells" : "shapes", shown: 0, there: 0, is_filtered: true };
  if (tile.cells) told.is_filtered = drawCells(pen, tile.cells, coords, look);
  if (tile.shapes) drawShapes(pen, tile.shapes, look);
  if (tile.thinned) Object.assign(told, factsOf(tile.thinned, 0));
  return { bitmap: canvas.transferToImageBitmap(), told };
}

function drawShapes(pen, layer, { style, filter, selected }) {
  const isShown = compiled(filter, true);
  const colorOf = compiled(style.color, "#5B6776");
  const byColor = new Map();
  let marked = -1;
  for (let feature = 0; feature < layer.types.length; feature += 1) {
    const facts = factsOf(layer, feature);
    if (!isShown(facts)) continue;
    if (isThere(selected) && facts.id === selected) marked = feature;
    const color = colorOf(facts);
    if (!byColor.has(color)) byColor.set(color, []);
    byColor.get(color).push(feature);
  }
  for (const [color, features] of byColor) paint(pen, layer, features, color, style);
  if (marked >= 0) {
    paint(pen, layer, [marked], SELECTED.color, { fill: 0.08, width: SELECTED.width });
  }
}

function paint(pen, layer, features, color, style) {
  const kind = layer.types[features[0]];
  const size = typical(layer, features);
  const isTiny = kind === 3 && size < LEAST_OUTLINED * PIXEL;
  // of a tiny thing its ground is what shows
  const ground = kind === 1 ? 0.95 : Math.max(style.fill ?? 0.12, isTiny ? 0.5 : 0);
  pen.fillStyle = pen.strokeStyle = color;
  pen.lineWidth = Math.min((style.width ?? 1) * PIXEL, kind === 3 ? size / 6 : Infinity);
  for (let from = 0; from < features.length; from += TOGETHER) {
    pen.beginPath();
    for (const one of features.slice(from, from + TOGETHER)) trace(pen, layer, one, kind);
    pen.globalAlpha = ground;
    if (kind !== 2) pen.fill();
    pen.globalAlpha = 0.95;
    if (kind !== 1 && !isTiny) pen.stroke();
  }
}

function trace(pen, layer, feature, kind) {
  const { xy, rings } = layer;
  for (let ring = layer.features[feature]; ring < layer.features[feature + 1]; ring += 1) {
    const end = rings[ring + 1];
    for (let at = rings[ring]; at < end; at += 2) {
      if (kind === 1) {
        pen.moveTo(xy[at] + 3 * PIXEL, xy[at + 1]);
        pen.arc(xy[at], xy[at + 1], 3 * PIXEL, 0, 2 * Math.PI);
      } else if (at === rings[ring]) pen.moveTo(xy[at], xy[at + 1]);
      else pen.lineTo(xy[at], xy[at + 1]);
    }
    if (kind === 3) pen.closePath();
  }
}

function typical(layer, features) {
  const sides = features.slice(0, 101).map((feature) => {
    let [west, east] = [Infinity, -Infinity];
    const end = layer.rings[layer.features[feature + 1]];
    for (let at = layer.rings[layer.features[feature]]; at < end; at += 2) {
      west = Math.min(west, layer.xy[at]);
      east = Math.max(east, layer.xy[at]);
    }
    return east - west;
  });
  return sides.sort((a, b) => a - b)[sides.length >> 1];
}

function drawCells(pen, cells, { y, z }, { style, filter }) {
  const counts = countedBy(filter);
  const north = Math.PI * (1 - (2 * (y + 0.5)) / 2 ** z);
  const ground = (EARTH_M / Math.cosh(north) / 2 ** z / CELLS) ** 2;
  pen.fillStyle = typeof style.color === "string" ? style.color : "#5B6776";
  for (let cell = 0; cell < cells.types.length; cell += 1) {
    const facts = factsOf(cells, cell);
    const count = counts ? counts.reduce((sum, key) => sum + (facts[key] || 0), 0) : facts.count;
    if (!count) continue;
    const isMeasured = isThere(facts.area_m2);
    const share = isMeasured
      ? (facts.area_m2 * count) / facts.count / ground
      : Math.log2(1 + count) / 8;
    pen.globalAlpha = 0.12 + 0.68 * Math.min(1, Math.sqrt(share));
    const at = cells.rings[cells.features[cell]];
    const side = EXTENT / CELLS;
    pen.fillRect(cells.xy[at], cells.xy[at + 1], side, side);
  }
  return !filter || Boolean(counts);
}

// the counts that answer a filter, if it asks for values of one category
function countedBy(filter) {
  if (!filter) return null;
  const [form, from, wanted] = filter;
  if (!Array.isArray(from) || from[0] !== "get") return null;
  if (form === "==") return [`${from[1]}=${wanted}`];
  const isList = form === "in" && Array.isArray(wanted) && wanted[0] === "literal";
  return isList ? wanted[1].map((value) => `${from[1]}=${value}`) : null;
}

/* ---- finding what was clicked --------------------------------------------------------------- */

function found(layer, x, y, isShown) {
  // what is drawn last lies on top
  for (let feature = layer.types.length - 1; feature >= 0; feature -= 1) {
    if (!isHit(layer, feature, x, y)) continue;
    const facts = factsOf(layer, feature);
    if (isShown(facts)) return facts;
  }
  return null;
}

function isHit({ types, xy, rings, features }, feature, x, y) {
  let isInside = false;
  for (let ring = features[feature]; ring < features[feature + 1]; ring += 1) {
    const [begin, end] = [rings[ring], rings[ring + 1]];
    for (let at = begin; at < end; at += 2) {
      const [ax, ay] = [xy[at], xy[at + 1]];
      if (types[feature] === 3) {
        const next = at + 2 < end ? at + 2 : begin;
        const [bx, by] = [xy[next], xy[next + 1]];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
      } else if (types[feature] === 2 && at + 2 < end) {
        if (distance(x, y, ax, ay, xy[at + 2], xy[at + 3]) <= REACH * PIXEL) return true;
      } else if (Math.hypot(x - ax, y - ay) <= REACH * PIXEL) return true;
    }
  }
  return isInside;
}

function distance(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx || dy ? ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy) : 0;
  const at = Math.max(0, Math.min(1, along));
  return Math.hypot(x - ax - at * dx, y - ay - at * dy);
}
