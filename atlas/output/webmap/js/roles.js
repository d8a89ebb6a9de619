/* How an answer's roles look, as output/roles.toml has them: paths, hatching, swatches. */
/** @import { PathStyle } from "./renderer/renderer.js" */
import { made, madeSvg } from "./elements.js";
import { state } from "./state.js";

/**
 * @typedef {object} Role as atlas/output/roles.py hands it over
 * @property {string} color
 * @property {number} fill how strong its tint is
 * @property {number} outline pixels
 * @property {number} opacity of the line
 * @property {string} dash
 * @property {number} hatch width of the hatching's lines, pixels; 0 where there is none
 * @property {number} radius of a point, pixels; 0 where a point is a ring
 * @property {boolean} is_graded whether the tint follows the score
 * @property {boolean} is_thing whether its rings stand for a thing itself
 * @property {boolean} is_ground whether it is a part of the ground, whose rows nobody counts
 */

const HATCH_PX = 7; // from line to line

/** @param {string} name @returns {Role} */
export function roleOf(name) {
  return state.roles[name];
}

/** @param {string} name @param {Record<string, any>} [facts] @returns {PathStyle} */
export function roleStyle(name, facts = {}) {
  const role = roleOf(name);
  return {
    color: role.color, weight: role.outline, opacity: role.opacity, dashArray: role.dash || null,
    fillColor: role.hatch ? `url(#${hatchId(name)})` : role.color,
    // the square of the score keeps the best apart
    fillOpacity: role.is_graded ? 0.04 + 0.6 * facts.score ** 2 : role.fill,
  };
}

/** @param {string} name */
export function swatch(name) {
  return made("i", `atlas-swatch atlas-swatch-${name}`, name === "chosen" ? "1" : "");
}

/* Let styles know each role's colour and tint, and paths its hatching. */
export function layRoles() {
  const { style } = document.documentElement;
  const patterns = [];
  for (const [name, role] of Object.entries(state.roles)) {
    style.setProperty(`--role-${name}`, role.color);
    style.setProperty(`--tint-${name}`, tint(role));
    if (role.hatch) patterns.push(pattern(name, role));
  }
  document.body.appendChild(madeSvg("svg", { class: "atlas-defs" }, ...patterns));
}

/** @param {Role} role a colour as roles.toml writes it, with its tint for an alpha */
export function tint({ color, fill }) {
  return color + Math.round(255 * fill).toString(16).padStart(2, "0").toUpperCase();
}

function pattern(name, { color, hatch }) {
  const line = madeSvg("line", {
    x1: 0, y1: 0, x2: 0, y2: HATCH_PX, stroke: color, "stroke-width": hatch,
  });
  return madeSvg("pattern", {
    id: hatchId(name), width: HATCH_PX, height: HATCH_PX, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  }, line);
}

function hatchId(name) {
  return `atlas-hatch-${name}`;
}
