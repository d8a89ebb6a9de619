/* Where the pointer is, in the three coordinates a planner is asked for. */
/** @import { Place } from "./renderer/renderer.js" */
import { made } from "./elements.js";
import { projected, shifted } from "./geodesy.js";
import { state } from "./state.js";

/** @param {Place} place */
export function coordinates(place) {
  const { x, y } = projected(place);
  const moved = shifted(place);
  return [
    `WGS84  ${degrees(place)}`,
    `EPSG:4545  X ${x.toFixed(1)}  Y ${y.toFixed(1)}`,
    moved ? `GCJ-02  ${degrees(moved)}` : "",
  ];
}

function degrees({ lat, lng }) {
  return `${lng.toFixed(6)}, ${lat.toFixed(6)}`;
}

export function addPointer() {
  const corner = state.map.corner("bottomleft", "atlas-pointer");
  state.map.onPointer((place) => {
    corner.replaceChildren(...coordinates(place).map((text) => made("div", "", text)));
  });
}
