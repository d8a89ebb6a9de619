/* Draws what Python lists: layers fetched once by address, answers handed over whole.
 *
 * Layers are kept once drawn, so that taking one off and putting it back moves nothing else and
 * fetches nothing.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, drawing, sayToReaders, answerLayer, select, explain, hatching, placeNames } = atlas;
  const { button, label, addCorner, addTools, speakTools, takeUp, addPointer, beginView } = atlas;
  const { holdable, offerMoves, layPanes, paneAt } = atlas;
  const SETTLING_MS = 6000; // while the page lays itself out, a goal is aimed at again
  const fetched = new Map(); // address -> promise of its data

  /* ---- the map itself -------------------------------------------------------------------- */

  function start(map, words, home) {
    Object.assign(state, { map, words, home, shown: [], ranks: [], selected: null, asked: "" });
    layPanes(map);
    document.body.appendChild(hatching());
    addButtons(map);
    addTools(map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    addPointer(map);
    addCorner(map, "bottomleft", "atlas-legend", (corner) => {
      state.legend = corner;
    });
    addCorner(map, "bottomleft", "atlas-tile-notes", (corner) => {
      state.tileNotes = corner;
      corner.hidden = true;
    });
    addCorner(map, "topright", "atlas-north", (corner) => {
      corner.textContent = "N";
      state.north = corner;
    });
    addCorner(map, "bottomright", "atlas-notice", (corner) => {
      state.notice = corner;
    });
    map.on("zoomstart", () => (map.getPane("names").style.visibility = "hidden"));
    map.on("zoomend moveend", placeNames);
    for (const moved of ["mousedown", "wheel", "keydown", "touchstart"]) {
      map.getContainer().addEventListener(moved, () => (state.goal = null), { capture: true });
    }
    fitFrame(map);
    // what a link looks at goes before what it brings
    state.isLinked = beginView(map);
    if (state.isLinked) keepLooking(map);
    else aim(home);
  }

  function fitFrame(map) {
    // the page decides how high the frame is, not the number that Python had to name
    const box = map.getContainer();
    box.style.height = "100vh";
    box.style.width = "100%";
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (state.goal && performance.now() < state.goal.until) head();
    }).observe(box);
  }

  function aim(bounds) {
    state.goal = { bounds, until: performance.now() + SETTLING_MS };
    head();
  }

  /* Hold the place of a link while the page lays itself out. */
  function keepLooking(map) {
    const view = [map.getCenter(), map.getZoom()];
    state.goal = { view, until: performance.now() + SETTLING_MS };
  }

  function head() {
    if (state.goal.view) {
      state.map.setView(...state.goal.view, { animate: false });
      return;
    }
    // the card stands over the right side of the map
    const { x, y } = state.map.getSize();
    const card = state.selected && x > 700 ? 360 : 24;
    const edge = Math.min(28, y / 10);
    const legend = state.legend.hidden || y > 600 ? 0 : state.legend.offsetWidth;
    state.map.fitBounds(state.goal.bounds, {
      paddingTopLeft: [Math.max(52, legend + 16), edge], paddingBottomRight: [card, edge], maxZoom: 14, animate: false,
    });
  }

  function addButtons(map) {
    const bar = L.control({ position: "topleft" });
    bar.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar");
      state.buttons = {
        home: button(box, "M3 9 9 3.5 15 9M5 8v7h8V8", () => aim(state.home)),
        answer: button(box, "M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4", () => aim(state.fit)),
      };
      state.buttons.answer.hidden = true;
      return box;
    };
    bar.addTo(map);
  }

  /* ---- what is on it --------------------------------------------------------------------- */

  function fill(group, spec) {
    // the group before this one must let go of what both hold
    if (state.group) state.group.clearLayers();
    state.group = group;
    state.shown = [];
    state.ranks = [];
    state.lang = spec.lang;
    state.selected = spec.selected;
    document.documentElement.dataset.theme = spec.theme;
    if (spec.dress) atlas.dress(spec.dress);
    speak(state.words[spec.lang]);
    state.notice.textContent = spec.notice;
    state.notice.hidden = !spec.notice;
    offerMoves(spec.moving);
    state.turn = (state.turn || 0) + 1;
    const turn = state.turn;
    atlas.noteTiles(atlasTiles.show(state.map, group, spec.tiles, spec.selected));
    for (const layer of spec.layers) {
      data(layer.url).then((given) => {
        if (turn !== state.turn) return; // another choice was made meanwhile
        add(group, drawnLayer(layer, given), given);
        stack(spec.layers);
      }, () => console.error("atlas: layer not served", layer.url));
    }
    for (const answer of spec.answers) group.addLayer(answerLayer(answer));
    explain(spec.answers.map((answer) => answer.role));
    follow(spec);
    takeUp(spec.sketch);
    if (state.selected) select(group);
    fetchSelected(group, spec.holder, turn);
    placeNames();
  }

  /* What is selected is shown even while its layer is off, by itself. */
  function fetchSelected(group, url, turn) {
    state.picked = null;
    if (!url) return;
    data(url).then((given) => {
      const feature = given.features.find(({ properties }) => properties.id === state.selected);
      if (turn !== state.turn || !feature) return;
      state.picked = { feature, style: given.style };
      select(group);
    }, () => console.error("atlas: layer not served", url));
  }

  function speak(words) {
    document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
    state.north.title = words.north;
    label(state.buttons.home, words.home);
    label(state.buttons.answer, words.fit);
    speakTools();
    label(state.map.zoomControl._zoomInButton, words.zoom_in);
    label(state.map.zoomControl._zoomOutButton, words.zoom_out);
  }

  function follow({ fit, look, asked }) {
    // a goal is taken once: what is drawn again later does not pull the map back
    state.fit = fit;
    state.buttons.answer.hidden = !fit;
    const isNewLook = look && look.turn !== state.looked;
    const isNewAnswer = fit && asked !== state.asked;
    state.looked = look ? look.turn : state.looked;
    state.asked = asked;
    if (!state.isLinked && (isNewLook || isNewAnswer)) aim(isNewLook ? look.bounds : fit);
    state.isLinked = false;
    state.isPlaced = true;
  }

  function data(url) {
    if (!fetched.has(url)) {
      const asked = fetch(url).then((reply) => {
        if (!reply.ok) throw new Error(String(reply.status));
        return reply.json();
      });
      asked.catch(() => fetched.delete(url));
      fetched.set(url, asked);
    }
    return fetched.get(url);
  }

  const drawn = new Map();

  function drawnLayer({ url, level }, given) {
    // a pane is chosen once and for all, so another level is another drawing
    const key = `${url} ${level}`;
    if (!drawn.has(key)) {
      if (level) paneAt(state.map, level);
      drawn.set(key, L.geoJSON(given, drawing(given.style, level)));
    }
    return drawn.get(key);
  }

  /* Those of one pane lie as they are listed, whichever of them came first. */
  function stack(layers) {
    for (const { url, level } of layers) {
      const layer = drawn.get(`${url} ${level}`);
      if (layer && state.group.hasLayer(layer)) layer.bringToFront();
    }
  }

  function add(group, layer, given) {
    holdable(layer, given);
    group.addLayer(layer);
    layer.eachLayer(sayToReaders);
    state.shown.push(given);
    if (state.selected) select(group);
    placeNames();
  }

  Object.assign(atlas, { start, fill });
})();
