/* The renderer by Leaflet: its view, its panes, what stands on its corners. */
/** @import { Box, Corners, Edges, Features, Look, PathStyle, Pixel, Place, Renderer } from "./renderer.js" */
import { LeafletDrawing, LeafletGroup, LeafletHandle, LeafletShape, drawn } from "./leaflet_layers.js";

const STILL = { animate: false };
const MOST_ZOOM = 14; // what is brought into view is not looked at from nearer
const EVENTS = { moving: "move", moved: "zoomend moveend", zooming: "zoomstart" };

/** @implements {Renderer} */
export class LeafletMap {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.container = map.getContainer();
  }

  /* ---- the view -------------------------------------------------------------------------- */

  centre() {
    return this.map.getCenter();
  }

  zoom() {
    return this.map.getZoom();
  }

  /** @returns {[number, number]} */
  zoomRange() {
    return [this.map.getMinZoom(), this.map.getMaxZoom()];
  }

  size() {
    return this.map.getSize();
  }

  /** @param {Place} centre @param {number} zoom */
  look(centre, zoom) {
    this.map.setView(centre, zoom, STILL);
  }

  /** @param {Corners} corners @param {Edges} edges */
  fit(corners, edges) {
    this.map.fitBounds(L.latLngBounds(corners), { ...padded(edges), maxZoom: MOST_ZOOM, ...STILL });
  }

  /** @param {Place} place @param {Edges} edges */
  bringIn(place, edges) {
    this.map.panInside(place, padded(edges));
  }

  resize() {
    this.map.invalidateSize(STILL);
  }

  /** @param {keyof EVENTS} event @param {() => void} act */
  onView(event, act) {
    this.map.on(EVENTS[event], act);
  }

  /* ---- places and pixels ----------------------------------------------------------------- */

  /** @param {Place} place */
  pixel(place) {
    return this.map.latLngToLayerPoint(place);
  }

  /** @param {Pixel} pixel */
  place(pixel) {
    return this.map.layerPointToLatLng([pixel.x, pixel.y]);
  }

  /** @param {MouseEvent} event */
  placeAt(event) {
    return this.map.mouseEventToLatLng(event);
  }

  frame() {
    const { x, y } = this.map.getSize();
    return this.box(0, 0, x, y);
  }

  covered() {
    return [...this.container.querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      return this.box(left, top, right, bottom);
    });
  }

  /** @returns {Box} */
  box(left, top, right, bottom) {
    const near = this.map.containerPointToLayerPoint([left, top]);
    const far = this.map.containerPointToLayerPoint([right, bottom]);
    return [near.x, near.y, far.x, far.y];
  }

  /** @param {(place: Place) => void} act */
  onPointer(act) {
    return this.on("mousemove", act);
  }

  /** @param {(place: Place) => void} act */
  onClick(act) {
    return this.on("click", act);
  }

  on(event, act) {
    const heard = ({ latlng }) => act(latlng);
    this.map.on(event, heard);
    return () => {
      this.map.off(event, heard);
    };
  }

  /* ---- what stands about the map --------------------------------------------------------- */

  /** @param {string} name @param {number} [level] */
  pane(name, level) {
    const pane = this.map.getPane(name) || this.map.createPane(name);
    if (level !== undefined) pane.style.zIndex = String(level);
    return pane;
  }

  /** @param {L.ControlPosition} position @param {string} className */
  corner(position, className) {
    const control = new L.Control({ position });
    const box = L.DomUtil.create("div", className);
    control.onAdd = () => box;
    control.addTo(this.map);
    return box;
  }

  /** @param {L.ControlPosition} position */
  bar(position, className = "") {
    return this.corner(position, `leaflet-bar ${className}`.trim());
  }

  /** @param {HTMLElement} element */
  shield(element) {
    L.DomEvent.disableClickPropagation(element);
  }

  zoomButtons() {
    const { _zoomInButton: nearer, _zoomOutButton: farther } = /** @type {any} */ (this.map.zoomControl);
    return [nearer, farther];
  }

  scale() {
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(this.map);
  }

  /** @param {string} className */
  cover(className) {
    return L.DomUtil.create("div", `leaflet-pane ${className}`, this.container);
  }

  gestures(isFree, isDragged = isFree) {
    const { doubleClickZoom, boxZoom, dragging } = this.map;
    for (const [gesture, isOn] of /** @type {[L.Handler, boolean][]} */ (
      [[doubleClickZoom, isFree], [boxZoom, isFree], [dragging, isDragged]])) {
      if (isOn) gesture.enable();
      else gesture.disable();
    }
  }

  /* ---- what lies on it ------------------------------------------------------------------- */

  /** @param {Features} features @param {Look} look */
  draw(features, look) {
    return drawn(this.map, features, look);
  }

  /** @param {Place} place @param {number} metres @param {PathStyle} style */
  circle(place, metres, style) {
    return new LeafletDrawing(L.circle(place, { ...style, radius: metres }), this.map);
  }

  /** @param {string} address @param {Corners} corners @param {string} pane */
  picture(address, corners, pane) {
    return new LeafletDrawing(L.imageOverlay(address, L.latLngBounds(corners), { pane }), this.map);
  }

  /** @param {LeafletDrawing[]} drawings */
  together(drawings) {
    return new LeafletDrawing(L.layerGroup(drawings.map(({ layer }) => layer)), this.map);
  }

  /** @param {L.FeatureGroup} [native] */
  group(native) {
    return new LeafletGroup(native || L.featureGroup().addTo(this.map));
  }

  /** @param {"line" | "area" | "dot"} kind @param {Place[]} places @param {PathStyle} style */
  shape(kind, places, style) {
    return new LeafletShape(kind, places, style, this.map);
  }

  handle(place, icon, pane, acts) {
    return new LeafletHandle(place, icon, pane, acts, this.map);
  }

  /* As streamlit-folium expects it of a plug-in for drawing. */
  report(feature, isGone = false) {
    const layer = { toGeoJSON: () => feature };
    this.map.fire(isGone ? "draw:deleted" : "draw:created", { layer });
  }
}

/* A map of its own in an element of the page, with room for half steps of zoom. */
export function createMap(id) {
  return new LeafletMap(L.map(id, {
    attributionControl: false, minZoom: 7, maxZoom: 18, zoomSnap: 0.5, zoomDelta: 0.5,
    wheelPxPerZoomLevel: 90,
  }));
}

/** @param {Edges} edges @returns {L.FitBoundsOptions} */
function padded({ topLeft, bottomRight }) {
  return { paddingTopLeft: topLeft, paddingBottomRight: bottomRight };
}
