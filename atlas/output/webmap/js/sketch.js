/* One shape while it is being sketched: points by click, tap, drag or Enter, and a preview.
 *
 * A sheet over the map takes the clicks meanwhile, so that nothing below is opened by them; none
 * of this is told to the server.
 */
(function () {
  "use strict";

  const { circle, crosses, distance } = window.atlasGeodesy;
  const CLOSE_PX = 8; // a click so near to a point means that point
  const LINGER_MS = 400;
  const COLOR = "#C2410C";
  const WRONG = "#B3261E";
  const SHARES = {
    fillOpacity: 0.1, weight: 2, pane: "sketch", interactive: false, smoothFactor: 0.3,
  };

  // `outline` makes the corners of a shape out of the points that were put
  const KINDS = {
    box: { most: 2, outline: ([a, b]) => corners(a, b) },
    point: { most: 1, outline: (points) => points },
    radius: { most: 2, outline: ([centre, rim]) => circle(centre, distance(centre, rim)) },
    polygon: { least: 3, outline: (points) => points },
    area: { least: 3, outline: (points) => points },
    length: { least: 2, isOpen: true, outline: (points) => points },
  };

  function corners(a, b) {
    return [a, { lat: a.lat, lng: b.lng }, b, { lat: b.lat, lng: a.lng }];
  }

  function shape(kind, outline, look = {}) {
    if (kind === "point") {
      const [at] = outline; // of a point not put yet there is nothing to see
      return at ? L.circleMarker(at, { ...SHARES, radius: 6, color: COLOR }) : L.layerGroup();
    }
    const make = KINDS[kind].isOpen ? L.polyline : L.polygon;
    return make(outline, { ...SHARES, color: COLOR, ...look });
  }

  class Sketch {
    /* `tell` is told of each change: `changed`, `refused`, and once `ended` or `dropped`. */
    constructor(map, kind, tell) {
      Object.assign(this, { map, kind, tell, rule: KINDS[kind], points: [], here: null });
      if (!map.getPane("sketch")) map.createPane("sketch").style.zIndex = 645;
      map.getPane("sketch").style.pointerEvents = "none";
      this.sheet = L.DomUtil.create("div", "leaflet-pane atlas-sheet", map.getContainer());
      this.preview = shape(kind, [], { dashArray: "5 4" }).addTo(map);
      this.dots = L.layerGroup().addTo(map);
      this.listen("on");
      this.settings("disable");
    }

    listen(how) {
      const isPair = Boolean(this.rule.most);
      this.map[how]("mousemove", this.moved, this);
      if (!isPair) this.map[how]("click", this.clicked, this);
      L.DomEvent[how](document, "keydown", this.pressed, this);
      if (!isPair) return;
      L.DomEvent[how](this.sheet, "pointerdown", this.down, this);
      L.DomEvent[how](this.sheet, "pointermove", this.moved, this);
      L.DomEvent[how](this.sheet, "pointerup", this.up, this);
    }

    settings(how) {
      this.map.doubleClickZoom[how]();
      this.map.boxZoom[how]();
      this.map.dragging[how === "disable" && !this.rule.most ? "enable" : how]();
    }

    stop() {
      this.listen("off");
      this.preview.remove();
      this.dots.remove();
      // the rest of a double click must not open what lies below, nor zoom
      setTimeout(() => {
        this.sheet.remove();
        if (!this.map.getContainer().querySelector(".atlas-sheet")) this.settings("enable");
      }, LINGER_MS);
    }

    clicked({ latlng }) {
      this.put(latlng);
    }

    moved(event) {
      this.here = event.latlng || this.map.mouseEventToLatLng(event);
      this.draw();
    }

    down(event) {
      this.here = this.map.mouseEventToLatLng(event);
      if (this.points.length === 0) this.put(this.here);
    }

    // a second click, or the end of a drag
    up(event) {
      const place = this.map.mouseEventToLatLng(event);
      if (this.points.length && !this.isNear(this.points[0], place)) this.put(place);
    }

    pressed(event) {
      const act = {
        Escape: () => this.escape(),
        Backspace: () => this.takeBack(),
        // a map that has the focus is pointed at in its middle, which the arrow keys move
        Enter: () => event.target === this.map.getContainer() && this.put(this.map.getCenter()),
      }[event.key];
      if (!act) return;
      if (event.key !== "Enter") L.DomEvent.stop(event);
      act();
    }

    put(place) {
      const { points, rule } = this;
      const isRing = !rule.most && !rule.isOpen && points.length >= rule.least;
      const meant = [points[points.length - 1], isRing && points[0]];
      if (meant.some((point) => point && this.isNear(point, place))) {
        this.end();
        return;
      }
      points.push({ lat: place.lat, lng: place.lng });
      if (points.length === rule.most) this.end();
      else this.draw();
    }

    takeBack() {
      this.points.pop();
      this.draw();
    }

    isNear(point, place) {
      const [a, b] = [point, place].map((one) => this.map.latLngToContainerPoint(one));
      return a.distanceTo(b) <= CLOSE_PX;
    }

    end() {
      const { points, rule, kind, tell } = this;
      if (points.length < (rule.most || rule.least)) return;
      if (!rule.most && !rule.isOpen && crosses(points)) {
        tell.refused();
        return;
      }
      this.stop();
      tell.ended({ kind, points, outline: rule.outline(points) });
    }

    // what was measured so far is kept, what was drawn is not
    escape() {
      const isMeasured = this.kind === "length" || this.kind === "area";
      if (isMeasured && this.points.length >= this.rule.least && !this.isCrossing(this.points)) {
        this.end();
        return;
      }
      this.stop();
      this.tell.dropped();
    }

    isCrossing(points) {
      return !this.rule.isOpen && !this.rule.most && points.length > 3 && crosses(points);
    }

    draw() {
      const { points, here, rule, kind } = this;
      const all = points.length && here ? [...points, here] : points;
      const isNothing = rule.most && (all.length < 2 || this.isNear(all[0], all[1]));
      const outline = isNothing ? [] : rule.outline(all);
      if (kind === "point") {
        this.tell.changed({ kind, points, outline: [] });
        return;
      }
      this.preview.setLatLngs(outline);
      this.preview.setStyle({ color: this.isCrossing(points) ? WRONG : COLOR });
      this.dots.clearLayers();
      for (const point of points) {
        this.dots.addLayer(L.circleMarker(point, {
          ...SHARES, radius: 4, color: COLOR, fillColor: "#FFFFFF", fillOpacity: 1,
        }));
      }
      this.tell.changed({ kind, points: all, outline });
    }
  }

  window.atlasSketch = { Sketch, shape };
})();
