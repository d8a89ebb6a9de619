/* Points that may be dragged: the symbols of one layer, and a handle for each place not kept yet.
 *
 * A drag keeps nothing: the symbol goes back, a handle stands where it was put, and the page is
 * told as of a finished drawing. Dots, bubbles and tiles cannot be taken hold of; the row that the
 * page speaks of has a handle of its own.
 */
/** @import { Drawing, Handle, Place, Shape } from "./renderer/renderer.js" */
import { label, stop } from "./controls.js";
import { nameOf, spread } from "./features.js";
import { distance } from "./geodesy.js";
import { state } from "./state.js";
import { forgetPoint } from "./tools.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR_PX = 10; // what an arrow moves with the shift key held
const NEAR_M = 0.5; // nearer than that it was not moved
const ICON = { className: "atlas-handle", size: 26 };
const TRAIL = {
  pane: "results", interactive: false, color: "#C2410C", weight: 1.6, dashArray: "4 4",
};
/** @type {Map<string, { handle: Handle, trail: Shape }>} */
const handles = new Map(); // by feature

/**
 * Make the symbols of a layer movable, or no longer; before they come onto the map.
 *
 * @param {Drawing} drawing
 */
export function letDrag(drawing, given) {
  const isMeant = Boolean(state.moving) && state.moving.layer === given.id;
  drawing.letDrag(isMeant, ({ geometry, properties: facts }, seen) => {
    const [lng, lat] = geometry.coordinates;
    // a symbol that makes room for others stands beside its place
    const at = shifted(seen, spread(facts));
    show({ id: facts.id, name: nameOf(facts), at, was: { lat, lng } });
    tell(facts.id, at);
  });
}

/** @param {Place} place @param {number[]} pixels */
function shifted(place, [dx, dy]) {
  const { x, y } = state.map.pixel(place);
  return state.map.place({ x: x + dx, y: y + dy });
}

/* Draw the handles that the page names, and no others. */
export function offerMoves(moving) {
  state.moving = moving;
  if (moving) forgetPoint();
  for (const id of [...handles.keys()]) drop(id);
  for (const { id, name, at, was } of moving ? moving.handles : []) {
    show({ id, name, at: placed(at), was: was && placed(was) });
  }
}

/** @param {[number, number]} place */
function placed([lat, lng]) {
  return { lat, lng };
}

function drop(id) {
  const { handle, trail } = handles.get(id);
  handle.remove();
  trail.remove();
  handles.delete(id);
}

/** @param {{ id: string, name: string, at: Place, was: Place | null }} row */
function show({ id, name, at, was }) {
  if (handles.has(id)) drop(id);
  state.map.pane("handles", 648);
  const trail = state.map.shape("line", was ? [was, at] : [], TRAIL);
  const handle = state.map.handle(at, ICON, "handles", {
    moved: (place) => was && trail.reshape([was, place]),
    dropped: (place) => tell(id, place),
  });
  handles.set(id, { handle, trail });
  label(handle.element, `${name} · ${state.words[state.lang].move_hint}`);
  const isMoved = !was || distance(was, at) > NEAR_M;
  handle.element.classList.toggle("atlas-handle-moved", isMoved);
  handle.element.onkeydown = (event) => pressed(event, handle, id);
}

/** @param {KeyboardEvent} event @param {Handle} handle @param {string} id */
function pressed(event, handle, id) {
  const step = STEPS[event.key];
  if (step) {
    const pixels = step.map((one) => one * (event.shiftKey ? FAR_PX : 1));
    handle.move(shifted(handle.place(), pixels));
  } else if (event.key === "Enter") tell(id, handle.place());
  else return;
  stop(event); // the map itself must not move
}

function tell(id, { lng, lat }) {
  state.map.report({
    type: "Feature", properties: { drawn: true, moved: id },
    geometry: { type: "Point", coordinates: [Number(lng.toFixed(7)), Number(lat.toFixed(7))] },
  });
}
