/* Layers too large to be drawn shape by shape: tiles of our own, which a worker draws to bitmaps.
 *
 * A click asks the worker what lies there and is then an event of Leaflet's like a click on any
 * other shape. Far out a tile holds squares with counts instead of shapes: `told` says which, and
 * how many were left out.
 */
/** @import { TileCount, TileLayer as Told, TileSpec } from "./renderer.js" */
import { bitmapSide, drawTile, forgetTile, onTile, pick } from "../tiles/client.js";

const PANE = "tiles";
const LEVEL = 335; // over areas, under answers
const FIRST_LEVEL = 310; // below the first pane of an order made by hand

/** @implements {Told} */
class TileLayer extends L.GridLayer {
  /** @param {TileSpec} spec @param {string} pane */
  constructor(spec, pane) {
    super({
      pane, noWrap: true, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 2,
      maxNativeZoom: spec.max_zoom,
    });
    this._spec = spec;
    const { style, filter = null, marked } = spec;
    this._look = { style, filter, selected: null, marked };
    this._seen = new Map(); // key of a tile on the map: what it holds
    this._last = "";
    this._isAsking = false;
    this._isOver = false;
    this.on("tileunload", ({ coords }) => this._forget(this._key(coords)));
  }

  onAdd(map) {
    super.onAdd(map);
    map.on("click", this._clicked, this);
    map.on("mousemove", this._pointed, this);
    return this;
  }

  onRemove(map) {
    map.off("click", this._clicked, this);
    map.off("mousemove", this._pointed, this);
    map.getContainer().style.cursor = "";
    for (const key of [...this._seen.keys()]) this._forget(key);
    return super.onRemove(map);
  }

  /* Show only what an expression on the attributes is true for; null shows all again. */
  filter(expression) {
    if (JSON.stringify(expression) === JSON.stringify(this._look.filter)) return this;
    return this._changed({ filter: expression });
  }

  /* Draw otherwise: any of color (also an expression), fill, width. Nothing is fetched anew. */
  restyle(style) {
    return this._changed({ style: { ...this._look.style, ...style } });
  }

  /* Mark one feature by its id, or none. */
  select(id) {
    const { selected } = this._look;
    if (id === selected) return this;
    // tiles that hold neither look as they did
    return this._changed({ selected: id }, [selected, id]);
  }

  /* What the tiles in view hold: shapes or squares; if shapes, how many of how many. */
  told() {
    const tiles = [...this._seen.values()].filter(Boolean);
    const thinned = tiles.filter((tile) => tile.there > tile.shown);
    const sum = (name) => thinned.reduce((total, tile) => total + tile[name], 0);
    /** @type {TileCount} */
    const count = {
      id: this._spec.id,
      mode: tiles.some((tile) => tile.mode === "cells") ? "cells" : "shapes",
      shown: sum("shown"), there: sum("there"),
      is_filtered: tiles.every((tile) => tile.is_filtered),
    };
    return count;
  }

  /** @param {() => void} heard */
  onTold(heard) {
    this.on("told", heard);
  }

  name(lang) {
    return this._spec.name[lang];
  }

  getBounds() {
    return L.latLngBounds([]); // a group asks every layer; where tiles end is not known here
  }

  createTile(coords, done) {
    const canvas = L.DomUtil.create("canvas", "atlas-tile");
    canvas.width = canvas.height = bitmapSide(this.getTileSize().x);
    const key = this._key(coords);
    this._seen.set(key, null);
    let isNew = true;
    onTile(key, ({ bitmap, told, error }) => {
      if (error) console.error("atlas: tile not drawn", key, error);
      else canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
      this._seen.set(key, told || null);
      if (isNew) done(error ? new Error(error) : null, canvas);
      isNew = false;
      this._tell();
    });
    this._draw(key, coords, canvas.width);
    return canvas;
  }

  _draw(key, coords, side, holding = null) {
    const url = L.Util.template(this._spec.tiles, coords);
    drawTile(key, { url, coords, side, holding, look: this._look });
  }

  _changed(change, holding = null) {
    this._look = { ...this._look, ...change };
    for (const { coords, el } of Object.values(/** @type {any} */ (this)._tiles || {})) {
      this._draw(this._key(coords), coords, el.width, holding);
    }
    return this;
  }

  _tell() {
    const told = JSON.stringify(this.told());
    if (told === this._last) return;
    this._last = told;
    this.fire("told", this.told());
  }

  _key({ x, y, z }) {
    return `${L.stamp(this)}/${z}/${x}/${y}`;
  }

  _forget(key) {
    this._seen.delete(key);
    forgetTile(key);
  }

  _at(latlng, answer) {
    const zoom = /** @type {any} */ (this)._tileZoom;
    const { x, y } = this._map.project(latlng, zoom).divideBy(this.getTileSize().x);
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const tile = this._key({ x: column, y: row, z: zoom });
    const look = this._look;
    pick({ tile, x: x - column, y: y - row, look }, (facts) => this._map && answer(facts));
  }

  _clicked(event) {
    if (isCovered(event, this.getPane())) return;
    this._at(event.latlng, (facts) => {
      if (!facts) return;
      const { lat, lng } = event.latlng;
      const feature = {
        type: "Feature", geometry: { type: "Point", coordinates: [lng, lat] },
        properties: { ...facts, layer: this._spec.id },
      };
      // what a click on a shape of a group says, so that the page need not know of tiles
      this.fire("click", { latlng: event.latlng, layer: { toGeoJSON: () => feature } }, true);
    });
  }

  _pointed(event) {
    if (this._isAsking) return;
    this._isAsking = true;
    this._at(event.latlng, (facts) => {
      this._isAsking = false;
      this._point(Boolean(facts) && !isCovered(event, this.getPane()));
    });
  }

  _point(isOver) {
    if (isOver === this._isOver) return;
    this._isOver = isOver;
    this._map.getContainer().style.cursor = isOver ? "pointer" : "";
  }
}

/* Whether something that lies above the tiles was meant. */
function isCovered({ originalEvent }, ours) {
  const target = originalEvent && originalEvent.target;
  const pane = target && target.closest && target.closest(".leaflet-pane");
  return Boolean(pane) && Number(getComputedStyle(pane).zIndex) > Number(ours.style.zIndex);
}

/** @param {L.Map} map @param {TileSpec} spec */
export function tileLayer(map, spec) {
  const name = spec.level ? `${PANE}-${spec.level}` : PANE;
  if (!map.getPane(name)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(spec.level ? FIRST_LEVEL + spec.level : LEVEL);
    pane.style.pointerEvents = "none";
  }
  return new TileLayer(spec, name);
}

/** @type {Map<string, TileLayer>} */
const kept = new Map(); // address and level: layer on the map
let parent = null;

/**
 * Put just these layers on the map. Those that stay are not touched, whatever the group: a new
 * one takes their clicks, and nothing is fetched or drawn again.
 *
 * @param {{ map: L.Map }} renderer
 * @param {{ native: L.FeatureGroup }} group
 * @param {TileSpec[]} specs
 * @param {string | null} selected
 */
export function showTiles({ map }, { native: group }, specs, selected) {
  const wanted = new Map(specs.map((spec) => [`${spec.tiles} ${spec.level}`, spec]));
  for (const [address, old] of kept) {
    if (parent) old.removeEventParent(parent);
    if (wanted.has(address)) continue;
    map.removeLayer(old);
    kept.delete(address);
  }
  for (const [address, spec] of wanted) {
    if (!kept.has(address)) kept.set(address, tileLayer(map, spec).addTo(map));
    kept.get(address).filter(spec.filter || null).select(selected).addEventParent(group);
  }
  parent = group;
  return [...kept.values()];
}
