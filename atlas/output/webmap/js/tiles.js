/* Layers too large to be drawn shape by shape: tiles of our own, drawn to bitmaps by a worker.
 *
 * The page itself only moves bitmaps, so panning never waits for drawing. A click asks the worker
 * what lies there and is then told to Leaflet like a click on any other shape. Far out a tile
 * holds squares with counts instead of shapes: `told` says which, and how many were left out.
 */
(function () {
  "use strict";

  const own = document.currentScript.src;
  const PANE = ["tiles", 335]; // over areas, under answers
  const FIRST_LEVEL = 310; // below the first pane of an order made by hand
  const SHARPER = 1.42; // a tile is shown at up to half a zoom more than it was drawn for
  const MOST_RATIO = 2;
  const EXTENT = 4096;
  const waiting = new Map(); // key of a tile, or number of a question: who wants to know
  let worker = null;
  let questions = 0;

  function ask(message) {
    if (!worker) {
      worker = new Worker(new URL("tiles_worker.js", own));
      worker.onmessage = ({ data }) => {
        const told = waiting.get(data.key);
        if (told) told(data);
      };
      worker.onerror = (event) => console.error("atlas: tiles cannot be drawn", event.message);
    }
    worker.postMessage(message);
  }

  const TileLayer = L.GridLayer.extend({
    initialize(spec, options) {
      L.GridLayer.prototype.initialize.call(this, {
        pane: PANE[0], noWrap: true, updateWhenZooming: false, updateWhenIdle: false,
        keepBuffer: 2, maxNativeZoom: spec.max_zoom, ...options,
      });
      this._spec = spec;
      this._look = { style: spec.style, filter: spec.filter || null, selected: null };
      this._seen = new Map(); // key of a tile on the map: what it holds
      this.on("tileunload", ({ coords }) => this._forget(this._key(coords)));
    },

    onAdd(map) {
      L.GridLayer.prototype.onAdd.call(this, map);
      map.on("click", this._clicked, this);
      map.on("mousemove", this._pointed, this);
      return this;
    },

    onRemove(map) {
      map.off("click", this._clicked, this);
      map.off("mousemove", this._pointed, this);
      map.getContainer().style.cursor = "";
      for (const key of [...this._seen.keys()]) this._forget(key);
      L.GridLayer.prototype.onRemove.call(this, map);
    },

    /* Show only what an expression on the attributes is true for; null shows all again. */
    filter(expression) {
      if (JSON.stringify(expression) === JSON.stringify(this._look.filter)) return this;
      return this._changed({ filter: expression });
    },

    /* Draw otherwise: any of color (also an expression), fill, width. Nothing is fetched anew. */
    restyle(style) {
      return this._changed({ style: { ...this._look.style, ...style } });
    },

    /* Mark one feature by its id, or none. */
    select(id) {
      const { selected } = this._look;
      if (id === selected) return this;
      // tiles that hold neither look as they did
      return this._changed({ selected: id }, [selected, id]);
    },

    /* What the tiles in view hold: shapes or squares; if shapes, how many of how many. */
    told() {
      const tiles = [...this._seen.values()].filter(Boolean);
      const thinned = tiles.filter((tile) => tile.there > tile.shown);
      const sum = (name) => thinned.reduce((total, tile) => total + tile[name], 0);
      return {
        id: this._spec.id,
        mode: tiles.some((tile) => tile.mode === "cells") ? "cells" : "shapes",
        shown: sum("shown"), there: sum("there"),
        is_filtered: tiles.every((tile) => tile.is_filtered),
      };
    },

    name(lang) {
      return this._spec.name[lang];
    },

    getBounds() {
      return L.latLngBounds([]); // a group asks every layer; where tiles end is not known here
    },

    createTile(coords, done) {
      const canvas = L.DomUtil.create("canvas", "atlas-tile");
      const ratio = Math.min(MOST_RATIO, (window.devicePixelRatio || 1) * SHARPER);
      canvas.width = canvas.height = Math.round(this.getTileSize().x * ratio);
      const key = this._key(coords);
      this._seen.set(key, null);
      let isNew = true;
      waiting.set(key, ({ bitmap, told, error }) => {
        if (error) console.error("atlas: tile not drawn", key, error);
        else canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
        this._seen.set(key, told || null);
        if (isNew) done(error ? new Error(error) : null, canvas);
        isNew = false;
        this._tell();
      });
      this._draw(key, coords, canvas.width);
      return canvas;
    },

    _draw(key, coords, side, holding) {
      const url = L.Util.template(this._spec.tiles, coords);
      ask({ ask: "draw", key, url: new URL(url, own).href, coords, side, holding, look: this._look });
    },

    _changed(change, holding) {
      this._look = { ...this._look, ...change };
      for (const { coords, el } of Object.values(this._tiles || {})) {
        this._draw(this._key(coords), coords, el.width, holding);
      }
      return this;
    },

    _tell() {
      const told = JSON.stringify(this.told());
      if (told === this._last) return;
      this._last = told;
      this.fire("told", this.told());
    },

    _key({ x, y, z }) {
      return `${L.stamp(this)}/${z}/${x}/${y}`;
    },

    _forget(key) {
      this._seen.delete(key);
      waiting.delete(key);
      ask({ ask: "forget", key });
    },

    _at(latlng, answer) {
      const zoom = this._tileZoom;
      const { x, y } = this._map.project(latlng, zoom).divideBy(this.getTileSize().x);
      const column = Math.floor(x);
      const row = Math.floor(y);
      const key = `q${(questions += 1)}`;
      waiting.set(key, (found) => {
        waiting.delete(key);
        if (this._map) answer(found.facts);
      });
      ask({
        ask: "pick", key, tile: this._key({ x: column, y: row, z: zoom }),
        x: (x - column) * EXTENT, y: (y - row) * EXTENT, look: this._look,
      });
    },

    _clicked(event) {
      if (isCovered(event, this.getPane())) return;
      this._at(event.latlng, (facts) => {
        if (!facts) return;
        const { lat, lng } = event.latlng;
        const layer = {
          toGeoJSON: () => ({
            type: "Feature", geometry: { type: "Point", coordinates: [lng, lat] },
            properties: { ...facts, layer: this._spec.id },
          }),
        };
        // what a click on a shape of a group says, so that the page need not know of tiles
        this.fire("click", { latlng: event.latlng, layer }, true);
      });
    },

    _pointed(event) {
      if (this._asking) return;
      this._asking = true;
      this._at(event.latlng, (facts) => {
        this._asking = false;
        this._point(Boolean(facts) && !isCovered(event, this.getPane()));
      });
    },

    _point(isOver) {
      if (isOver === Boolean(this._isOver)) return;
      this._isOver = isOver;
      this._map.getContainer().style.cursor = isOver ? "pointer" : "";
    },
  });

  // whether something that lies above the tiles was meant
  function isCovered({ originalEvent }, own) {
    const target = originalEvent && originalEvent.target;
    const pane = target && target.closest && target.closest(".leaflet-pane");
    return Boolean(pane) && Number(getComputedStyle(pane).zIndex) > Number(own.style.zIndex);
  }

  function layer(map, spec) {
    const name = spec.level ? `${PANE[0]}-${spec.level}` : PANE[0];
    if (!map.getPane(name)) {
      const pane = map.createPane(name);
      pane.style.zIndex = spec.level ? FIRST_LEVEL + spec.level : PANE[1];
      pane.style.pointerEvents = "none";
    }
    return new TileLayer(spec, { pane: name });
  }

  const kept = new Map(); // address and level: layer on the map
  let parent = null;

  /* Put just these layers on the map. Those that stay are not touched, whatever the group: a new
   * one takes their clicks, and nothing is fetched or drawn again. */
  function show(map, group, specs, selected) {
    const wanted = new Map(specs.map((spec) => [`${spec.tiles} ${spec.level}`, spec]));
    for (const [address, old] of kept) {
      if (parent) old.removeEventParent(parent);
      if (wanted.has(address)) continue;
      map.removeLayer(old);
      kept.delete(address);
    }
    for (const [address, spec] of wanted) {
      if (!kept.has(address)) kept.set(address, layer(map, spec).addTo(map));
      kept.get(address).filter(spec.filter || null).select(selected).addEventParent(group);
    }
    parent = group;
    return [...kept.values()];
  }

  window.atlasTiles = { layer, show };
})();
