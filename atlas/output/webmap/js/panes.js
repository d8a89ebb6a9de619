/* Panes: what lies over what. Areas lie below lines, and both below symbols and names. */
(function () {
  "use strict";

  const PANES = { base: 310, bands: 320, areas: 330, results: 340, lines: 350, bubbles: 360 };

  function layPanes(map) {
    for (const [name, level] of Object.entries(PANES)) layPane(map, name, level);
    layPane(map, "names", 640).style.pointerEvents = "none";
    map.createPane("marks").style.zIndex = 630;
  }

  function layPane(map, name, level) {
    const pane = map.createPane(name);
    pane.style.zIndex = level;
    pane.style.pointerEvents = "auto";
    return pane;
  }

  /* A pane of its own for a layer whose place in the order was chosen by hand. */
  function paneAt(map, level) {
    const name = `level-${level}`;
    if (!map.getPane(name)) layPane(map, name, PANES.base + level);
  }

  Object.assign(window.atlasMap, { layPanes, paneAt });
})();
