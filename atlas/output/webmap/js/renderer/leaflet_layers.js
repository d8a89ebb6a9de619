/* Features, shapes and handles as layers of Leaflet. */
/** @import { Drawing, Feature, Features, Group, Handle, Icon } from "./renderer.js" */
/** @import { Look, PathStyle, Place, PointMark, Shape } from "./renderer.js" */

/** @type {L.TooltipOptions} */
const TIP = { sticky: true, direction: "top", className: "atlas-tip", opacity: 1 };
/** @type {L.TooltipOptions} */
const IN_THE_MIDDLE = { permanent: true, direction: "center", opacity: 1 };

/** @implements {Drawing} */
export class LeafletDrawing {
  /** @param {any} layer @param {L.Map} map */
  constructor(layer, map) {
    this.layer = layer;
    this.map = map;
  }

  show() {
    this.layer.addTo(this.map);
  }

  hide() {
    this.layer.remove();
  }

  isShown() {
    return this.map.hasLayer(this.layer);
  }

  raise() {
    if (this.layer.bringToFront) this.layer.bringToFront();
  }

  buttons() {
    return this.icons().filter((mark) => mark.options.keyboard && mark.getElement())
      .map((mark) => ({ feature: mark.feature, element: mark.getElement() }));
  }

  /** @param {(feature: Feature) => void} pressed */
  onClick(pressed) {
    this.layer.on("click", ({ propagatedFrom: hit }) => {
      const { feature } = (hit && hit._source) || hit || {};
      if (feature) pressed(feature);
    });
  }

  /** @param {boolean} isOn @param {(feature: Feature, at: Place) => void} dropped */
  letDrag(isOn, dropped) {
    for (const mark of this.icons()) {
      // an icon takes this up when it comes onto the map
      Object.assign(mark.options, { draggable: isOn, autoPan: true });
      mark.off("dragend");
      if (isOn) mark.on("dragend", () => {
        const at = mark.getLatLng();
        const [lng, lat] = mark.feature.geometry.coordinates;
        mark.setLatLng([lat, lng]);
        dropped(mark.feature, at);
      });
    }
  }

  /** @returns {any[]} */
  icons() {
    return this.layer.getLayers ? this.layer.getLayers().filter((one) => one instanceof L.Marker) : [];
  }
}

/** @implements {Group} */
export class LeafletGroup {
  /** @param {L.FeatureGroup} native */
  constructor(native) {
    this.native = native;
  }

  /** @param {LeafletDrawing} drawing */
  add({ layer }) {
    this.native.addLayer(layer);
  }

  /** @param {LeafletDrawing} drawing */
  remove({ layer }) {
    this.native.removeLayer(layer);
  }

  /** @param {LeafletDrawing} drawing */
  has({ layer }) {
    return this.native.hasLayer(layer);
  }

  clear() {
    this.native.clearLayers();
  }
}

/** @implements {Shape} */
export class LeafletShape {
  /** @param {"line" | "area" | "dot"} kind @param {Place[]} places @param {PathStyle} style */
  constructor(kind, places, style, map) {
    const make = {
      line: () => L.polyline(places, style),
      area: () => L.polygon(places, style),
      dot: () => L.circleMarker(places[0], style),
    };
    /** @type {any} */
    this.layer = make[kind]().addTo(map);
  }

  /** @param {Place[]} places */
  reshape(places) {
    this.layer.setLatLngs(places);
  }

  /** @param {PathStyle} style */
  restyle(style) {
    this.layer.setStyle(style);
  }

  /** @param {HTMLElement} element */
  label(element) {
    const options = { ...IN_THE_MIDDLE, className: "atlas-measure" };
    this.layer.unbindTooltip().bindTooltip(element, options);
  }

  remove() {
    this.layer.remove();
  }
}

/** @implements {Handle} */
export class LeafletHandle {
  /** @param {Place} place @param {Icon} icon @param {string} pane @param {any} acts @param {L.Map} map */
  constructor(place, icon, pane, { moved, dropped }, map) {
    const options = { icon: iconOf(icon), draggable: true, autoPan: true, pane };
    this.mark = L.marker(place, options).addTo(map);
    this.mark.on("move", () => moved(this.place()));
    this.mark.on("dragend", () => dropped(this.place()));
    this.element = this.mark.getElement();
  }

  place() {
    return this.mark.getLatLng();
  }

  /** @param {Place} place */
  move(place) {
    this.mark.setLatLng(place);
  }

  remove() {
    this.mark.remove();
  }
}

/** @param {L.Map} map @param {Features} features @param {Look} look */
export function drawn(map, features, look) {
  const layer = L.geoJSON(/** @type {any} */ (features), {
    style: /** @type {any} */ (look.path),
    pane: look.pane,
    pointToLayer: (feature, at) => pointLayer(look.point(/** @type {any} */ (feature)), at, look.pane),
    onEachFeature: (feature, one) => {
      speak(feature, one, look);
      if (look.halo && feature.geometry.type === "Point") surround(feature, one, look);
    },
  });
  return new LeafletDrawing(layer, map);
}

/** @param {PointMark} mark @param {L.LatLng} at @param {string} pane @returns {L.Layer} */
function pointLayer({ metres, dot, icon, ...rest }, at, pane) {
  if (metres) return L.circle(at, { pane, radius: metres });
  if (dot) return L.circleMarker(at, { ...dot, pane });
  const { pane: own = "markerPane", isButton = true, name = "", order = 0 } = rest;
  return L.marker(at, {
    icon: iconOf(icon), pane: own, alt: name, zIndexOffset: 1000 * order,
    interactive: isButton, keyboard: isButton,
  });
}

/** @param {Icon} icon */
function iconOf({ element, className, size, offset: [dx, dy] = [0, 0] }) {
  return L.divIcon({
    html: /** @type {any} */ (element) || false, className,
    iconSize: [size, size], iconAnchor: [size / 2 - dx, size / 2 - dy],
  });
}

/**
 * What is said of a feature: beside the pointer, or on it for good.
 *
 * @param {any} feature @param {L.Layer} layer @param {Look} look
 */
function speak(feature, layer, { tip, badge, isBadgeButton }) {
  const onIt = badge && badge(feature);
  if (onIt) {
    const options = { ...IN_THE_MIDDLE, className: "atlas-rank", interactive: Boolean(isBadgeButton) };
    layer.bindTooltip(onIt, options);
    return;
  }
  const making = tip && tip(feature);
  if (making) layer.bindTooltip(making, TIP);
}

/**
 * Draw what surrounds a point while it is pointed at.
 *
 * @param {any} feature @param {L.Layer} layer @param {Look} look
 */
function surround(feature, layer, { halo }) {
  let ring = null;
  layer.on("mouseover", () => {
    if (!ring) ring = halo(feature);
    if (ring) ring.show();
  });
  layer.on("mouseout remove", () => ring && ring.hide());
}
