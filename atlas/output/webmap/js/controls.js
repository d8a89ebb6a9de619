/* What stands on the map's corners: buttons with names for every reader. */
import { made, madeSvg } from "./elements.js";
import { state } from "./state.js";

/** @param {HTMLElement} box @param {string} shape a path on a grid of 18 x 18 @param {() => void} act */
export function button(box, shape, act) {
  const link = /** @type {HTMLAnchorElement} */ (box.appendChild(made("a")));
  link.href = "#";
  link.role = "button";
  link.appendChild(madeSvg("svg", { viewBox: "0 0 18 18" }, madeSvg("path", { d: shape })));
  state.map.shield(link);
  const press = (event) => {
    stop(event);
    act();
  };
  link.addEventListener("click", press);
  // a link is not pressed by the space bar, as a button is
  link.addEventListener("keydown", (event) => event.key === " " && press(event));
  return link;
}

/** @param {Element} element @param {string} text */
export function label(element, text) {
  element.setAttribute("title", text);
  element.setAttribute("aria-label", text);
}

/* Keep an event from the map and from the browser. */
export function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
