/* Draws a tile that was read: shapes, or squares with counts, in the colours of the layer. */
import { compiled, isThere } from "./expressions.js";
import { EXTENT, PIXEL, factsOf } from "./vector_tile.js";

const EARTH_M = 40075016.7;
const CELLS = 64; // to a side of a tile
const LEAST_OUTLINED = 6; // pixels: what is smaller has no outline, which would be most of it
const TOGETHER = 50; // shapes in one path: a path of thousands takes ten times as long to fill

export function pictured(tile, { coords, side, look }) {
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

function drawShapes(pen, layer, { style, filter, selected, marked }) {
  const isShown = compiled(filter, true);
  const colorOf = compiled(style.color, "#5B6776");
  const byColor = new Map();
  let chosen = -1;
  for (let feature = 0; feature < layer.types.length; feature += 1) {
    const facts = factsOf(layer, feature);
    if (!isShown(facts)) continue;
    if (isThere(selected) && facts.id === selected) chosen = feature;
    const color = colorOf(facts);
    if (!byColor.has(color)) byColor.set(color, []);
    byColor.get(color).push(feature);
  }
  for (const [color, features] of byColor) paint(pen, layer, features, color, style);
  if (chosen >= 0) paint(pen, layer, [chosen], marked.color, marked);
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
