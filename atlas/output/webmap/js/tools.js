/* The map's tools: draw an area for a question, measure, clear, fill the screen.
 *
 * A finished drawing is told to the page as streamlit-folium expects one of a drawing plug-in;
 * a measure is told to nobody.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, button, label } = atlas;
  const { area, crosses, distance, length } = window.atlasGeodesy;
  const { Sketch, shape } = window.atlasSketch;
  const SQUARE_METRES_OF_A_MU = 10000 / 15;
  const TOOLS = {
    box: "M3 4.5h12v9H3Z",
    polygon: "m9 2.5 6.5 5-3 7.5h-7L2.5 7Z",
    radius: "M9 2.5a6.5 6.5 0 1 0 .01 0ZM9 9h6.5",
    point: "M9 16.5S3.5 10.8 3.5 7a5.5 5.5 0 0 1 11 0c0 3.8-5.5 9.5-5.5 9.5ZM9 5a2 2 0 1 0 .01 0Z",
    length: "m2.5 12 9.5-9.5 3.5 3.5-9.5 9.5ZM5.5 9l1.5 1.5M8 6.5 9.5 8M10.5 4 12 5.5",
    area: "M3 3h12v12H3ZM3 8l5-5M3 13 13 3M6 15l9-9M11 15l4-4",
  };
  const CLEAR = "M4 5h10M7 5V3h4v2M5.5 5l.5 10h6l.5-10";
  const FULL = "M3 8V3h5M3 3l4.5 4.5M15 10v5h-5M15 15l-4.5-4.5";
  const DRAWN = ["box", "polygon", "radius", "point"];
  const left = { drawn: null, measured: null }; // what stays on the map until cleared
  const buttons = {};
  let sketch = null;
  let hint = null;
  let said = () => "";

  function addTools(map) {
    const bar = L.control({ position: "topleft" });
    bar.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar atlas-tools");
      for (const [kind, path] of Object.entries(TOOLS)) {
        buttons[kind] = button(box, path, () => choose(kind));
        buttons[kind].setAttribute("aria-pressed", "false");
      }
      buttons.clear = button(box, CLEAR, clear);
      buttons.clear.hidden = true;
      if (document.fullscreenEnabled) buttons.full = button(box, FULL, fillScreen);
      return box;
    };
    bar.addTo(map);
    hint = L.DomUtil.create("div", "atlas-hint", map.getContainer());
    hint.setAttribute("role", "status");
    hint.hidden = true;
    document.addEventListener("fullscreenchange", speakTools);
  }

  function words() {
    return state.words[state.lang];
  }

  function speakTools() {
    const isFull = Boolean(document.fullscreenElement);
    for (const [kind, made] of Object.entries(buttons)) {
      label(made, words()[kind === "full" && isFull ? "tool_full_end" : `tool_${kind}`]);
    }
    say(said);
    for (const { layer, told } of Object.values(left).filter(Boolean)) if (told()) tag(layer, told());
  }

  function say(telling) {
    said = telling;
    hint.textContent = said();
    hint.hidden = !hint.textContent;
  }

  /* ---- sketching ------------------------------------------------------------------------- */

  function choose(kind) {
    const isSame = sketch && sketch.kind === kind;
    if (sketch) {
      sketch.stop();
      put(null);
    }
    if (isSame) return;
    if (!DRAWN.includes(kind)) forget("measured");
    put(new Sketch(state.map, kind, {
      changed: (given) => say(() => measured(given) || words()[`hint_${kind}`]),
      refused: () => say(() => words().crossing),
      ended,
      dropped: () => put(null),
    }));
    say(() => words()[`hint_${kind}`]);
  }

  /* Take up a tool that the page asks for, once for each time it asks. */
  function takeUp(asked) {
    if (!asked || asked[1] === state.sketched) return;
    [, state.sketched] = asked;
    if (!sketch || sketch.kind !== asked[0]) choose(asked[0]);
  }

  function put(made) {
    sketch = made;
    for (const kind of Object.keys(TOOLS)) {
      buttons[kind].setAttribute("aria-pressed", String(Boolean(made) && made.kind === kind));
    }
    state.map.getContainer().classList.toggle("atlas-sketching", Boolean(made));
    if (!made) say(() => "");
    buttons.clear.hidden = !made && !left.drawn && !left.measured;
  }

  function ended(given) {
    const { kind, points, outline } = given;
    const part = DRAWN.includes(kind) ? "drawn" : "measured";
    forget(part);
    const layer = shape(kind, outline).addTo(state.map);
    left[part] = { kind, layer, told: () => measured(given) };
    if (kind !== "point") tag(layer, measured(given));
    put(null);
    if (part === "measured") return;
    const facts = kind === "radius" ? { radius_m: distance(...points) } : {};
    layer.feature = { type: "Feature", properties: { drawn: true, ...facts } };
    state.map.fire("draw:created", { layerType: kind === "point" ? "marker" : "polygon", layer });
  }

  function tag(layer, text) {
    const box = document.createElement("span");
    box.textContent = text.replaceAll(" · ", "\n");
    layer.unbindTooltip().bindTooltip(box, {
      permanent: true, direction: "center", className: "atlas-measure", opacity: 1,
    });
  }

  function forget(part) {
    if (left[part]) left[part].layer.remove();
    left[part] = null;
  }

  /* Take off a point that was put for a row, whose handle stands there now. */
  function forgetPoint() {
    if (left.drawn && left.drawn.kind === "point") forget("drawn");
    buttons.clear.hidden = !sketch && !left.drawn && !left.measured;
  }

  function clear() {
    if (sketch) sketch.stop();
    const wasDrawn = Boolean(left.drawn);
    forget("drawn");
    forget("measured");
    put(null);
    if (!wasDrawn) return;
    const none = { type: "Feature", geometry: null, properties: { drawn: true } };
    state.map.fire("draw:deleted", { layer: { toGeoJSON: () => none } });
  }

  /* ---- figures --------------------------------------------------------------------------- */

  function measured({ kind, points, outline }) {
    if (kind === "length") return points.length < 2 ? "" : long(length(points));
    if (outline.length < 3 || (kind !== "radius" && crosses(outline))) return "";
    const size = wide(area(outline));
    return kind === "radius" ? `r = ${long(distance(points[0], points[1]))} · ${size}` : size;
  }

  function figure(value) {
    return value.toLocaleString("en", { maximumSignificantDigits: Math.max(4, digits(value)) });
  }

  function digits(value) {
    return value >= 1 ? Math.floor(Math.log10(value)) + 1 : 0;
  }

  function long(metres) {
    const { metres: m, kilometres: km } = words();
    return metres < 1000 ? `${figure(Math.round(metres * 10) / 10)} ${m}` : `${figure(metres / 1000)} ${km}`;
  }

  function wide(squareMetres) {
    const { square_kilometres: km2, hectares, mu } = words();
    return [
      `${figure(squareMetres / 1e6)} ${km2}`, `${figure(squareMetres / 1e4)} ${hectares}`,
      `${figure(squareMetres / SQUARE_METRES_OF_A_MU)} ${mu}`,
    ].join(" · ");
  }

  function fillScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  Object.assign(atlas, { addTools, speakTools, takeUp, forgetPoint });
})();
