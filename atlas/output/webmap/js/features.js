/* A layer's features as marks: areas, lines, bubbles, symbols, and what each tells when pointed at.
 *
 * Every text of a feature goes into the page as text, never as markup.
 */
/** @import { Drawing, Look, PathStyle, Place, PointMark } from "./renderer/renderer.js" */
import { made, madeSvg } from "./elements.js";
import { state } from "./state.js";

const SPREAD_PX = 9; // things that share one point stand on a ring of this radius
const PLANNED_DASH = "7 5"; // lines and areas that are not there yet; what is there is solid
const PANES = {
  band: "bands", area: "areas", line: "lines", bubble: "bubbles", base: "base", dot: "lines",
};
// on a grid of 16 x 16; output/webmap/legend.py draws the same for the legend
const SHAPES = {
  circle: "M8 2.6a5.4 5.4 0 1 0 .01 0Z",
  square: "M3.2 3.2h9.6v9.6h-9.6Z",
  triangle: "M8 2.2 14 13H2Z",
  diamond: "M8 1.8 14.2 8 8 14.2 1.8 8Z",
  small_diamond: "M8 3.8 12.2 8 8 12.2 3.8 8Z",
  star: "m8 1.4 1.9 4.5 4.9.4-3.7 3.2 1.1 4.8L8 11.8l-4.2 2.5 1.1-4.8L1.2 6.3l4.9-.4Z",
};

/**
 * How a layer is drawn.
 *
 * @param {any} style as its declaration has it
 * @param {number | null} [level] its place in an order made by hand, from 1
 * @returns {Look}
 */
export function drawing(style, level) {
  return {
    pane: level ? `level-${level}` : PANES[style.symbol] || "markerPane",
    path: (feature) => pathStyle(style, feature.properties),
    point: (feature) => pointMark(style, feature.properties, level),
    tip: (feature) => () => told(feature.properties),
    // a point that is pointed at shows how far off it may be
    halo: ({ geometry, properties: facts }) => {
      const [lng, lat] = geometry.coordinates;
      return facts.uncertainty > 0 && !facts.radius ? uncertainty({ lat, lng }, facts) : null;
    },
  };
}

/** @param {Place} at @returns {Drawing} */
export function uncertainty(at, facts) {
  return state.map.circle(at, facts.uncertainty, {
    pane: "results", color: "#1F4E8C", weight: 0.8, opacity: 0.5, dashArray: "3 4",
    fillOpacity: 0.05, interactive: false, className: "atlas-doubt",
  });
}

/** @returns {PathStyle} */
export function pathStyle(style, facts) {
  const color = facts.color || style.color;
  const isBand = style.symbol === "band";
  const isPaper = style.symbol === "bubble" || style.symbol === "dot"; // white inside, coloured rim
  return {
    color, weight: style.width, opacity: isBand ? 0 : 0.95,
    dashArray: style.dash || (facts.planned ? PLANNED_DASH : null), fill: style.symbol !== "line",
    fillColor: isPaper ? "var(--paper)" : color, fillOpacity: style.fill,
    className: isBand ? "atlas-band" : "", lineJoin: "round",
  };
}

/** @returns {PointMark} */
function pointMark(style, facts, level) {
  if (style.symbol === "bubble") return { metres: facts.radius };
  if (style.symbol === "dot") return { dot: { radius: 2.4 } };
  // symbols stand above all areas and lines, and among themselves in their order
  const icon = { element: symbol(style, facts), className: "atlas-symbol", size: 16, offset: spread(facts) };
  return { icon, name: nameOf(facts), order: level || 0 };
}

function symbol(style, facts) {
  const color = facts.color || style.color;
  const path = madeSvg("path", {
    d: SHAPES[style.symbol] || SHAPES.circle,
    fill: facts.planned ? "#FFFFFF" : color,
    stroke: facts.planned ? color : "#FFFFFF",
    "stroke-width": facts.planned ? 1.8 : 1,
  });
  if (facts.basis === "proxy") path.setAttribute("stroke-dasharray", "2.2 1.4");
  return madeSvg("svg", { viewBox: "0 0 16 16" }, path);
}

/** @returns {[number, number]} */
export function spread(facts) {
  if (!facts.sharing) return [0, 0];
  const angle = (2 * Math.PI * facts.turn) / facts.sharing;
  return [SPREAD_PX * Math.cos(angle), SPREAD_PX * Math.sin(angle)];
}

export function nameOf(facts) {
  return (state.lang === "en" && facts.name_en) || facts.name_zh || "";
}

export function told(facts) {
  const words = state.words[state.lang];
  const basis = words.basis[facts.basis] || "";
  const sure = facts.uncertainty > 0 ? ` ± ${facts.uncertainty.toLocaleString()} m` : "";
  const how = [words.status[facts.status], basis + sure].filter(Boolean).join(" · ");
  const box = made("div");
  box.append(made("strong", "", nameOf(facts)), made("div", "", how));
  return box;
}

/**
 * Make symbols buttons for whoever does not use a mouse; their names may be in another language now.
 *
 * @param {Drawing} drawn
 */
export function sayToReaders(drawn) {
  for (const { feature, element } of drawn.buttons()) {
    element.setAttribute("aria-label", nameOf(feature.properties));
    element.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") element.click();
    };
  }
}
