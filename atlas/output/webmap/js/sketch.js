/* One shape while it is being sketched: points by click, tap, drag or Enter, and a preview.
 *
 * A sheet over the map takes the clicks meanwhile, so that nothing below is opened by them; none
 * of this is told to the server.
 */
/** @import { PathStyle, Place, Shape } from "./renderer/renderer.js" */
import { stop } from "./controls.js";
import { circle, crosses, distance } from "./geodesy.js";
import { state } from "./state.js";

/**
 * @typedef {object} Sketched what was put so far
 * @property {string} kind
 * @property {Place[]} points as they were put
 * @property {Place[]} outline the corners of the shape that they make
 *
 * @typedef {object} Rule
 * @property {number} [most] points, of a shape that is dragged or clicked once
 * @property {number} [least]
 * @property {boolean} [isOpen] whether it is a line
 * @property {(points: Place[]) => Place[]} outline
 *
 * @typedef {object} Listener told of each change, and once of the end
 * @property {(given: Sketched) => void} changed
 * @property {() => void} refused
 * @property {(given: Sketched) => void} ended
 * @property {() => void} dropped
 */

const CLOSE_PX = 8; // a click so near to a point means that point
const LINGER_MS = 400;
const COLOR = "#C2410C";
const WRONG = "#B3261E";
const USUAL = {
  fillOpacity: 0.1, weight: 2, pane: "sketch", interactive: false, smoothFactor: 0.3, color: COLOR,
};

/** @type {Record<string, Rule>} */
const KINDS = {
  box: { most: 2, outline: ([a, b]) => corners(a, b) },
  point: { most: 1, outline: (points) => points },
  radius: { most: 2, outline: ([centre, rim]) => circle(centre, distance(centre, rim)) },
  polygon: { least: 3, outline: (points) => points },
  area: { least: 3, outline: (points) => points },
  length: { least: 2, isOpen: true, outline: (points) => points },
};

function corners(a, b) {
  return [a, { lat: a.lat, lng: b.lng }, b, { lat: b.lat, lng: a.lng }];
}

/**
 * A shape on the map.
 *
 * @param {string} kind @param {Place[]} outline of a point, one place
 * @param {PathStyle} [style]
 */
export function shape(kind, outline, style = {}) {
  if (kind === "point") return dot(outline[0], { ...style, radius: 6 });
  return state.map.shape(KINDS[kind].isOpen ? "line" : "area", outline, { ...USUAL, ...style });
}

/** @param {Place} place @param {PathStyle} style */
function dot(place, style) {
  return state.map.shape("dot", [place], { ...USUAL, ...style });
}

export class Sketch {
  /** @param {string} kind @param {Listener} tell */
  constructor(kind, tell) {
    this.kind = kind;
    this.tell = tell;
    this.rule = KINDS[kind];
    /** @type {Place[]} */
    this.points = [];
    /** @type {Place | null} */
    this.here = null;
    this.map = state.map;
    this.map.pane("sketch", 645).style.pointerEvents = "none";
    this.sheet = this.map.cover("atlas-sheet");
    // of a point not put yet there is nothing to see
    this.preview = kind === "point" ? null : shape(kind, [], { dashArray: "5 4" });
    /** @type {Shape[]} */
    this.dots = [];
    this.listen();
    this.map.gestures(false, !this.rule.most);
  }

  listen() {
    const { signal } = (this.heard = new AbortController());
    const move = (place) => {
      this.here = place;
      this.draw();
    };
    this.unheard = [this.map.onPointer(move)];
    document.addEventListener("keydown", (event) => this.pressed(event), { signal });
    if (!this.rule.most) {
      this.unheard.push(this.map.onClick((place) => this.put(place)));
      return;
    }
    const at = (event) => this.map.placeAt(event);
    this.sheet.addEventListener("pointerdown", (event) => this.down(at(event)), { signal });
    this.sheet.addEventListener("pointermove", (event) => move(at(event)), { signal });
    this.sheet.addEventListener("pointerup", (event) => this.up(at(event)), { signal });
  }

  stop() {
    this.heard.abort();
    for (const end of this.unheard) end();
    if (this.preview) this.preview.remove();
    this.clearDots();
    // the rest of a double click must not open what lies below, nor zoom
    setTimeout(() => {
      this.sheet.remove();
      if (!this.map.container.querySelector(".atlas-sheet")) this.map.gestures(true);
    }, LINGER_MS);
  }

  clearDots() {
    for (const one of this.dots) one.remove();
    this.dots = [];
  }

  /** @param {Place} place */
  down(place) {
    this.here = place;
    if (this.points.length === 0) this.put(place);
  }

  /* A second click, or the end of a drag. */
  up(place) {
    if (this.points.length && !this.isNear(this.points[0], place)) this.put(place);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const act = {
      Escape: () => this.escape(),
      Backspace: () => this.takeBack(),
      // a map that has the focus is pointed at in its middle, which the arrow keys move
      Enter: () => event.target === this.map.container && this.put(this.map.centre()),
    }[event.key];
    if (!act) return;
    if (event.key !== "Enter") stop(event);
    act();
  }

  /** @param {Place} place */
  put(place) {
    const { points, rule } = this;
    const isRing = !rule.most && !rule.isOpen && points.length >= rule.least;
    const meant = [points[points.length - 1], isRing && points[0]];
    if (meant.some((point) => point && this.isNear(point, place))) {
      this.end();
      return;
    }
    points.push({ lat: place.lat, lng: place.lng });
    if (points.length === rule.most) this.end();
    else this.draw();
  }

  takeBack() {
    this.points.pop();
    this.draw();
  }

  isNear(point, place) {
    const [a, b] = [point, place].map((one) => this.map.pixel(one));
    return Math.hypot(a.x - b.x, a.y - b.y) <= CLOSE_PX;
  }

  end() {
    const { points, rule, kind, tell } = this;
    if (points.length < (rule.most || rule.least)) return;
    if (!rule.most && !rule.isOpen && crosses(points)) {
      tell.refused();
      return;
    }
    this.stop();
    tell.ended({ kind, points, outline: rule.outline(points) });
  }

  /* What was measured so far is kept, what was drawn is not. */
  escape() {
    const isMeasured = this.kind === "length" || this.kind === "area";
    if (isMeasured && this.points.length >= this.rule.least && !this.isCrossing(this.points)) {
      this.end();
      return;
    }
    this.stop();
    this.tell.dropped();
  }

  isCrossing(points) {
    return !this.rule.isOpen && !this.rule.most && points.length > 3 && crosses(points);
  }

  draw() {
    const { points, here, rule, kind } = this;
    if (!this.preview) {
      this.tell.changed({ kind, points, outline: [] });
      return;
    }
    const all = points.length && here ? [...points, here] : points;
    const isNothing = rule.most && (all.length < 2 || this.isNear(all[0], all[1]));
    const outline = isNothing ? [] : rule.outline(all);
    this.preview.reshape(outline);
    this.preview.restyle({ color: this.isCrossing(points) ? WRONG : COLOR });
    this.clearDots();
    const solid = { radius: 4, fillColor: "#FFFFFF", fillOpacity: 1 };
    this.dots = points.map((point) => dot(point, solid));
    this.tell.changed({ kind, points: all, outline });
  }
}
