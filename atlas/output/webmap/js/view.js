/* Where the map looks: kept in the address of the page, shared with the map beside it.
 *
 * The address is written here and not by the server, so that panning sends nothing. A link comes
 * from anywhere: what is no place on the map is taken for none.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state } = atlas;
  const NAME = "view";
  const TICK_MS = 700; // the page writes its own address too, and knows of no view
  const page = window.parent;
  const isFirst = !window.frameElement || !window.frameElement.closest(".st-key-map_beside");

  function asked(map) {
    const parts = (new URLSearchParams(page.location.search).get(NAME) || "").split(",");
    const [lat, lng, zoom] = parts.map(Number);
    const isPlace = parts.length === 3 && parts.every(Boolean) && Math.abs(lat) < 85
      && Math.abs(lng) <= 180 && zoom >= map.getMinZoom() && zoom <= map.getMaxZoom();
    return isPlace ? [[lat, lng], zoom] : null;
  }

  function written(map) {
    const { lat, lng } = map.getCenter();
    return `${lat.toFixed(5)},${lng.toFixed(5)},${map.getZoom()}`;
  }

  function keep() {
    const url = new URL(page.location.href);
    const now = written(state.map);
    if (!state.isPlaced || url.searchParams.get(NAME) === now) return;
    url.searchParams.set(NAME, now);
    page.history.replaceState(page.history.state, "", url);
  }

  /* Look where the address says, if it says so. */
  function begin(map) {
    const told = asked(map);
    if (told) map.setView(...told, { animate: false });
    if (isFirst) setInterval(keep, TICK_MS);
    map.on("move", share);
    return Boolean(told);
  }

  function others() {
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
    for (const frame of others()) frame.atlasMap.lookAt(state.map.getCenter(), state.map.getZoom());
  }

  function lookAt({ lat, lng }, zoom) {
    isFollowing = true;
    state.goal = null;
    state.map.setView([lat, lng], zoom, { animate: false });
    isFollowing = false;
  }

  Object.assign(atlas, { beginView: begin, lookAt });
})();
