/* Finds which shape of a tile was meant by a click. */
import { PIXEL, factsOf } from "./vector_tile.js";

const REACH = 6; // pixels from a point or a line within which a click means it

export function found(layer, x, y, isShown) {
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
