/* Points that may be dragged: the symbols of one layer, and a handle for each place not kept yet.
 *
 * A drag keeps nothing: the symbol goes back, a handle stands where it was put, and the page is
 * told as of a finished drawing. Dots, bubbles and tiles cannot be taken hold of; the row that the
 * page speaks of has a handle of its own.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, spread, nameOf } = atlas;
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const FAR_PX = 10; // what an arrow moves with the shift key held
  const NEAR_M = 0.5; // nearer than that it was not moved
  const handles = new Map(); // feature id -> what stands on the map for it

  /* Make the symbols of a layer movable, or no longer; before they come onto the map. */
  function holdable(layer, given) {
    const isMeant = Boolean(state.moving) && state.moving.layer === given.id;
    layer.eachLayer((mark) => {
      if (!(mark instanceof L.Marker)) return;
      Object.assign(mark.options, { draggable: isMeant, autoPan: true });
      if (!isMeant || mark.isHeld) return;
      mark.isHeld = true; // drawn once, put on the map many times
      mark.on("dragend", () => dropped(mark));
    });
  }

  function dropped(mark) {
    const [lng, lat] = mark.feature.geometry.coordinates;
    const facts = mark.feature.properties;
    // a symbol that makes room for others stands beside its place
    const seen = state.map.latLngToLayerPoint(mark.getLatLng()).add(spread(facts));
    const at = state.map.layerPointToLatLng(seen);
    mark.setLatLng([lat, lng]);
    show({ id: facts.id, name: nameOf(facts), at: [at.lat, at.lng], was: [lat, lng] });
    tell(facts.id, at);
  }

  /* Draw the handles that the page names, and no others. */
  function offerMoves(moving) {
    state.moving = moving;
    if (moving) atlas.forgetPoint();
    for (const id of [...handles.keys()]) drop(id);
    for (const handle of moving ? moving.handles : []) show(handle);
  }

  function drop(id) {
    handles.get(id).remove();
    handles.delete(id);
  }

  function show({ id, name, at, was }) {
    if (handles.has(id)) drop(id);
    const icon = L.divIcon({ className: "atlas-handle", iconSize: [26, 26], iconAnchor: [13, 13] });
    const mark = L.marker(at, { icon, draggable: true, autoPan: true, pane: paneOf() });
    const trail = L.polyline(was ? [was, at] : [], {
      pane: "results", interactive: false, color: "#C2410C", weight: 1.6, dashArray: "4 4",
    });
    mark.on("move", () => was && trail.setLatLngs([was, mark.getLatLng()]));
    mark.on("dragend", () => tell(id, mark.getLatLng()));
    handles.set(id, L.layerGroup([trail, mark]).addTo(state.map));
    const element = mark.getElement();
    atlas.label(element, `${name} · ${state.words[state.lang].move_hint}`);
    const isMoved = was && state.map.distance(was, at) > NEAR_M;
    element.classList.toggle("atlas-handle-moved", !was || isMoved);
    element.onkeydown = (event) => pressed(event, mark, id);
  }

  function paneOf() {
    if (!state.map.getPane("handles")) state.map.createPane("handles").style.zIndex = 648;
    return "handles";
  }

  function pressed(event, mark, id) {
    const step = STEPS[event.key];
    if (step) {
      const far = L.point(step).multiplyBy(event.shiftKey ? FAR_PX : 1);
      mark.setLatLng(state.map.layerPointToLatLng(state.map.latLngToLayerPoint(mark.getLatLng()).add(far)));
    } else if (event.key === "Enter") tell(id, mark.getLatLng());
    else return;
    L.DomEvent.stop(event); // the map itself must not move
  }

  function tell(id, at) {
    const moved = {
      type: "Feature", properties: { drawn: true, moved: id },
      geometry: { type: "Point", coordinates: [Number(at.lng.toFixed(7)), Number(at.lat.toFixed(7))] },
    };
    state.map.fire("draw:created", { layer: { toGeoJSON: () => moved } });
  }

  Object.assign(atlas, { holdable, offerMoves });
})();
