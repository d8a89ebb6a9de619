/* What stands on the map's corners: buttons with names for every reader, boxes of text. */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const NS = "http://www.w3.org/2000/svg";

  function button(box, shape, act) {
    const made = box.appendChild(document.createElement("a"));
    made.href = "#";
    made.role = "button";
    const svg = made.appendChild(document.createElementNS(NS, "svg"));
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.appendChild(document.createElementNS(NS, "path")).setAttribute("d", shape);
    L.DomEvent.disableClickPropagation(made);
    L.DomEvent.on(made, "click", (event) => {
      L.DomEvent.stop(event);
      act();
    });
    // a link is not pressed by the space bar, as a button is
    L.DomEvent.on(made, "keydown", (event) => event.key === " " && (L.DomEvent.stop(event), act()));
    return made;
  }

  function label(element, text) {
    element.title = text;
    element.setAttribute("aria-label", text);
  }

  function addCorner(map, position, name, fill) {
    const control = L.control({ position });
    control.onAdd = () => {
      const corner = L.DomUtil.create("div", name);
      fill(corner);
      return corner;
    };
    control.addTo(map);
  }

  Object.assign(atlas, { button, label, addCorner });
})();
