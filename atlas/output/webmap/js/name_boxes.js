/* Names as boxes of lines on the map: how they are parted, how large they are, what is in the way. */
/** @import { Box, Pixel } from "./renderer/renderer.js" */

/**
 * @typedef {object} Form a way to write a name
 * @property {string[]} lines
 * @property {number} size of the letters, pixels
 * @property {boolean} [fits]
 *
 * @typedef {object} Taken room that a name, a number or a control takes
 * @property {Box} box
 * @property {Box[]} parts the same in closer boxes
 * @property {Pixel} [centre]
 * @property {number} reach radius of the bubble about it, pixels
 * @property {boolean} [isBubble]
 * @property {boolean} [isRank]
 * @property {boolean} [isControl]
 */

export const LINE = 1.25; // of the size of the letters

/* Text in so many lines of about one length; words stay whole, Chinese breaks anywhere. */
export function parted(text, count) {
  if (count === 1) return [text];
  const isLatin = [...text].every((sign) => sign.codePointAt(0) < 128);
  const parts = isLatin ? text.split(" ") : [...text];
  const joint = isLatin ? " " : "";
  const most = Math.max(Math.ceil(text.length / count), ...parts.map((part) => part.length));
  const lines = [""];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    const longer = last ? last + joint + part : part;
    if (last && longer.length > most + (isLatin ? 1 : 0)) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/**
 * A box about its centre; a slanted one as square boxes in a row.
 *
 * @param {Pixel} centre @param {number} wide @param {number} high @param {number} angle degrees
 * @returns {{ box: Box, parts: Box[] }}
 */
export function boxes(centre, wide, high, angle = 0) {
  const parts = angle ? along(centre, wide, high, angle) : [about(centre, wide, high)];
  const side = (at) => parts.map((part) => part[at]);
  const box = /** @type {Box} */ (
    [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))]);
  return { box, parts };
}

/** @returns {Box} */
function about({ x, y }, wide, high) {
  return [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];
}

/** @returns {Box[]} */
function along(centre, wide, high, angle) {
  const turn = (angle * Math.PI) / 180;
  const count = Math.max(1, Math.ceil(wide / high));
  return [...Array(count).keys()].map((i) => {
    const off = (wide - high) * (count > 1 ? i / (count - 1) - 0.5 : 0);
    const at = { x: centre.x + off * Math.cos(turn), y: centre.y + off * Math.sin(turn) };
    return about(at, high, high);
  });
}

/**
 * Whether something keeps a name from its room. A bubble's own name may reach over its rim, other
 * names keep off the bubble, or a share of it.
 *
 * @param {Taken} own @param {Taken} other @param {number} share of the bubble's radius
 */
export function isBlocked(own, other, share) {
  // between bubbles a little overlap of the boxes' corners is no overlap of letters
  const slack = own.isBubble && other.isBubble ? 6 : 0;
  if (own.isBubble && (other.isRank || other.isControl)) return false;
  if (other.isControl && share === 0) return false;
  if (own.parts.some((a) => other.parts.some((b) => meet(a, b, slack)))) return true;
  if (own.isBubble || !other.reach) return false;
  const [west, north, east, south] = own.box;
  const dx = other.centre.x - Math.min(Math.max(other.centre.x, west), east);
  const dy = other.centre.y - Math.min(Math.max(other.centre.y, north), south);
  return Math.hypot(dx, dy) < share * other.reach;
}

function meet([west, north, east, south], [w, n, e, s], slack) {
  return west + slack < e && w + slack < east && north < s && n < south;
}

/* Whether a box lies wholly in another. */
export function isWithin([west, north, east, south], [w, n, e, s]) {
  return west >= w && north >= n && east <= e && south <= s;
}

/* A box with so much less at every side, in parts of its width and height. */
export function shrunk([west, north, east, south], share) {
  const [dx, dy] = [(east - west) * share, (south - north) * share];
  return [west + dx, north + dy, east - dx, south - dy];
}
