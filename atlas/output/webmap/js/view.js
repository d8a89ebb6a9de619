/* Where the map looks: kept in the address of the page, shared with the map beside it.
 *
 * The address is written here and not by the server, so that panning sends nothing. A link comes
 * from anywhere: what is no place on the map is taken for none.
 */
/** @import { Place } from "./renderer/renderer.js" */
import { state } from "./state.js";

const NAME = "view";
const TICK_MS = 700; // the page writes its own address too, and knows of no view

/* The place and zoom that a query of an address names, or null. */
export function viewOf(query, [least, most]) {
  const parts = (new URLSearchParams(query).get(NAME) || "").split(",");
  const [lat, lng, zoom] = parts.map(Number);
  const isPlace = parts.length === 3 && parts.every(Boolean) && Math.abs(lat) < 85
    && Math.abs(lng) <= 180 && zoom >= least && zoom <= most;
  return isPlace ? { centre: { lat, lng }, zoom } : null;
}

/** @param {Place} centre @param {number} zoom */
export function written({ lat, lng }, zoom) {
  return `${lat.toFixed(5)},${lng.toFixed(5)},${zoom}`;
}

function keep() {
  const page = window.parent;
  const url = new URL(page.location.href);
  const now = written(state.map.centre(), state.map.zoom());
  if (!state.isPlaced || url.searchParams.get(NAME) === now) return;
  url.searchParams.set(NAME, now);
  page.history.replaceState(page.history.state, "", url);
}

/* Look where the address says, if it says so. */
export function beginView() {
  const view = viewOf(window.parent.location.search, state.map.zoomRange());
  if (view) state.map.look(view.centre, view.zoom);
  const isBeside = window.frameElement && window.frameElement.closest(".st-key-map_beside");
  if (!isBeside) setInterval(keep, TICK_MS);
  state.map.onView("moving", share);
  return Boolean(view);
}

/* The maps in the other frames of the page, each by the name that its scripts have there. */
function others() {
  const page = /** @type {any} */ (window.parent);
  return Array.from({ length: page.length }, (_, at) => page[at]).filter((frame) => {
    try {
      return frame !== window && frame.atlasMap && frame.atlasMap.state.map;
    } catch {
      return false; // a frame of somebody else
    }
  });
}

let isFollowing = false;

function share() {
  if (isFollowing) return;
  for (const frame of others()) frame.atlasMap.lookAt(state.map.centre(), state.map.zoom());
}

/** @param {Place} centre @param {number} zoom */
export function lookAt({ lat, lng }, zoom) {
  isFollowing = true;
  state.goal = null;
  state.map.look({ lat, lng }, zoom);
  isFollowing = false;
}
