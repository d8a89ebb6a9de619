/* Where the pointer is, in the three coordinates a planner is asked for. */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { projected, shifted } = window.atlasGeodesy;

  function lines(place) {
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

  function addPointer(map) {
    atlas.addCorner(map, "bottomleft", "atlas-pointer", (corner) => {
      map.on("mousemove", ({ latlng }) => {
        corner.replaceChildren(...lines(latlng).map((text) => {
          const line = document.createElement("div");
          line.textContent = text;
          return line;
        }));
      });
    });
  }

  Object.assign(atlas, { addPointer });
})();
