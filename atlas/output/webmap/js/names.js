/* Names on the map: placed anew for every view, none over another, the more important first.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, nameOf } = atlas;

  // the smaller the order, the sooner a name takes its place; what finds none is left out;
  // `spacing` is that of map.css, in parts of the size
  const NAMES = {
    clusters: { order: 0, from: 11, sizes: [12, 11, 10, 9] },
    zones: { order: 1, from: 9, sizes: [15, 13], spacing: 0.06 },
    science_city: { order: 2, from: 0, to: 10, sizes: [16, 13] },
    belts: { order: 3, from: 8, sizes: [13, 11], spacing: 0.18 },
    districts: { order: 4, from: 9, sizes: [11], spacing: 0.22 },
    metro_stations: { order: 9, from: 13, sizes: [10] },
  };
  const POINT_NAMES = { order: 6, from: 13, sizes: [11] };
  const SQUEEZED = [12, 11, 10];
  const LINE = 1.25; // of the size of the letters
  const ruler = document.createElement("canvas").getContext("2d");

  function placeNames() {
    const { map } = state;
    const pane = map.getPane("names");
    pane.replaceChildren();
    pane.style.visibility = "visible";
    const corners = [[0, 0], map.getSize()].map((at) => map.containerPointToLayerPoint(at));
    const frame = L.bounds(corners).pad(-0.004);
    const taken = [...rankBoxes(), ...controlBoxes()];
    const wanted = wantedNames(map.getZoom());
    const bubbles = wanted.filter((name) => name.given.id === "clusters");
    state.bubbleSize = bubbles.length ? bubbleSize(bubbles) : 0;
    for (const name of wanted) placeName(pane, name, taken, frame);
  }

  function rankBoxes() {
    return state.ranks.map((where) => {
      const centre = state.map.latLngToLayerPoint(where);
      const box = [centre.x - 12, centre.y - 11, centre.x + 12, centre.y + 11];
      return { box, parts: [box], centre, isRank: true, reach: 0 };
    });
  }

  // buttons, scale and notes keep names away, but for those of clusters, which stand in bubbles
  function controlBoxes() {
    const { map } = state;
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const near = map.containerPointToLayerPoint([left, top]);
      const far = map.containerPointToLayerPoint([right, bottom]);
      const box = [near.x, near.y, far.x, far.y];
      return { box, parts: [box], isControl: true, reach: 0 };
    });
  }

  function wantedNames(zoom) {
    const wanted = [];
    for (const given of state.shown) {
      const rule = NAMES[given.id] || (given.kind === "point" ? POINT_NAMES : null);
      if (!rule || zoom < rule.from || zoom > (rule.to || 99)) continue;
      for (const { properties, geometry } of given.features) {
        wanted.push({ rule, given, facts: properties, geometry });
      }
    }
    return wanted.sort((a, b) => a.rule.order - b.rule.order);
  }

  function placeName(pane, name, taken, frame) {
    const places = name.facts.labels.map(([lng, lat]) => state.map.latLngToLayerPoint([lat, lng]))
      .filter((at) => frame.contains(at));
    const place = name.given.id === "zones" ? placeZone : placeAny;
    const found = place(name, places, taken, frame);
    if (!found) return;
    taken.push(found.own);
    write(pane, found.form, name, found.own.centre);
  }

  function placeAny(name, places, taken, frame) {
    // an area's name stands wholly inside it if it can
    const isArea = /Polygon/.test(name.geometry.type) && !name.facts.angle;
    const forms = formsOf(name);
    return (isArea && findPlace(name, forms, places, taken, frame, { isWithin: true }))
      || findPlace(name, forms, places, taken, frame);
  }

  /* A zone is always named: inside it and clear of the bubbles if there is room, else in smaller
   * letters over as little of a bubble's rim as will do, else across its own border. */
  function placeZone(name, places, taken, frame) {
    const text = nameOf(name.facts);
    const forms = formsOf(name);
    const borders = bordersOf(name.geometry);
    const small = SQUEEZED.flatMap((size) => [1, 2, 3].map((count) => (
      { lines: parted(text, count), size })));
    const ways = [
      [forms, places, 1, true], [small, borders.within, 0.9, true], [small, places, 0.9, true],
      [small, places, 0.75, true], [forms, places, 1], [small, places, 0.9],
      [small, places, 0.75], [small, borders.upon, 0.75], [small, places, 0.4],
      [small, borders.upon, 0], [small, places, 0],
    ];
    for (const [written, where, share, isWithin] of ways) {
      const found = findPlace(name, written, where, taken, frame, { share, isWithin });
      if (found) return found;
    }
    return null;
  }

  function findPlace(name, forms, places, taken, frame, { share = 1, isWithin = false } = {}) {
    for (const form of forms) {
      for (const at of places) {
        const own = boxAt(name, form, at);
        const [west, north, east, south] = own.box;
        // a name is read whole or not shown
        if (!frame.contains([[west, north], [east, south]])) continue;
        if (isWithin && !holds(name.geometry, own.box)) continue;
        if (!taken.some((other) => blocked(own, other, share))) return { own, form };
      }
    }
    return null;
  }

  // the middles of the sides of an area's frame, the lower first, and places just within them
  function bordersOf(geometry) {
    const box = L.geoJSON(geometry).getBounds();
    const { lat, lng } = box.getCenter();
    const upon = [[box.getSouth(), lng], [box.getNorth(), lng], [lat, box.getWest()],
      [lat, box.getEast()]].map((at) => state.map.latLngToLayerPoint(at));
    const inwards = [[0, -9], [0, 9], [9, 0], [-9, 0]];
    return { upon, within: upon.map((at, side) => at.add(inwards[side])) };
  }

  // a name in the ways it may be written, best first: lines of text and their size
  function formsOf({ rule, given, facts }) {
    const text = nameOf(facts);
    if (given.id === "clusters") return [inBubble(text, state.bubbleSize, facts)];
    const forms = rule.sizes.map((size) => ({ lines: [text], size }));
    if (given.id !== "zones") return forms;
    return forms.flatMap((form) => [form, { ...form, lines: parted(text, 2) }]);
  }

  // one size for all bubbles: the largest at which every name has room, or the smallest there is
  function bubbleSize(names) {
    const { sizes } = names[0].rule;
    const fits = (size) => names.every(({ facts }) => inBubble(nameOf(facts), size, facts).fits);
    return sizes.find(fits) || sizes[sizes.length - 1];
  }

  function inBubble(text, size, facts) {
    const width = 2 * reachOf(facts);
    for (let count = 1; count <= 4; count += 1) {
      const form = { lines: parted(text, count), size, fits: true };
      const high = form.lines.length * size * LINE;
      // the outer lines of a round bubble have less room than its middle
      const room = Math.sqrt(Math.max(0, width ** 2 - (high - size * LINE) ** 2));
      if (widest(form) <= room * 0.98) return form;
    }
    const lines = parted(text, Math.min(4, Math.max(2, Math.floor(width / (size * LINE)))));
    return { lines, size, fits: false };
  }

  // text in so many lines of about one length; words stay whole, Chinese breaks anywhere
  function parted(text, count) {
    if (count === 1) return [text];
    const isLatin = /^[\x00-\x7f]+$/.test(text);
    const parts = isLatin ? text.split(" ") : [...text];
    const joint = isLatin ? " " : "";
    const most = Math.max(Math.ceil(text.length / count), ...parts.map((part) => part.length));
    const lines = [""];
    for (const part of parts) {
      const last = lines[lines.length - 1];
      const longer = last ? last + joint + part : part;
      if (last && longer.length > most + (isLatin ? 1 : 0)) lines.push(part);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  function widest({ lines, size }) {
    ruler.font = `700 ${size}px "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif`;
    return Math.max(...lines.map((line) => ruler.measureText(line).width));
  }

  function boxAt({ given, facts, rule }, form, at) {
    const isBubble = given.id === "clusters";
    const letters = Math.max(...form.lines.map((line) => line.length));
    const wide = widest(form) + letters * (rule.spacing || 0) * form.size + 6;
    const high = form.lines.length * form.size * LINE + 2;
    const half = [wide / 2, high / 2];
    const centre = given.kind === "point" && !isBubble ? at.add([half[0] + 9, 0]) : at;
    const parts = facts.angle ? along(centre, wide, high, facts.angle)
      : [[centre.x - half[0], centre.y - half[1], centre.x + half[0], centre.y + half[1]]];
    const box = [0, 1, 2, 3].map((side) => (
      Math[side < 2 ? "min" : "max"](...parts.map((part) => part[side]))));
    return { box, parts, centre, isBubble, reach: isBubble ? reachOf(facts) : 0 };
  }

  // a slanted name as square boxes in a row
  function along(centre, wide, high, angle) {
    const turn = (angle * Math.PI) / 180;
    const count = Math.max(1, Math.ceil(wide / high));
    return [...Array(count).keys()].map((i) => {
      const off = (wide - high) * (count > 1 ? i / (count - 1) - 0.5 : 0);
      const [x, y] = [centre.x + off * Math.cos(turn), centre.y + off * Math.sin(turn)];
      return [x - high / 2, y - high / 2, x + high / 2, y + high / 2];
    });
  }

  // a bubble's own name may reach over its rim, other names keep off the bubble, or a share of it
  function blocked(own, other, share) {
    // between bubbles a little overlap of the boxes' corners is no overlap of letters
    const slack = own.isBubble && other.isBubble ? 6 : 0;
    if (own.isBubble && (other.isRank || other.isControl)) return false;
    if (other.isControl && share === 0) return false;
    if (own.parts.some((a) => other.parts.some((b) => meet(a, b, slack)))) return true;
    if (own.isBubble || !other.reach) return false;
    const [west, north, east, south] = own.box;
    const dx = other.centre.x - Math.min(Math.max(other.centre.x, west), east);
    const dy = other.centre.y - Math.min(Math.max(other.centre.y, north), south);
    return Math.hypot(dx, dy) < share * other.reach;
  }

  function meet([west, north, east, south], [w, n, e, s], slack) {
    return west + slack < e && w + slack < east && north < s && n < south;
  }

  function reachOf(facts) {
    const [lng, lat] = facts.labels[0];
    const at = state.map.latLngToLayerPoint([lat, lng]);
    return at.y - state.map.latLngToLayerPoint([lat + facts.radius / 111320, lng]).y;
  }

  function holds(geometry, [west, north, east, south]) {
    const middle = (west + east) / 2;
    const corners = [[west, north], [middle, north], [east, north], [west, south], [middle, south],
      [east, south]].map(([x, y]) => state.map.layerPointToLatLng([x, y]));
    const areas = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return corners.every((at) => areas.some((rings) => isIn(rings, at.lng, at.lat)));
  }

  function isIn(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
    }
    return inside;
  }

  function write(pane, { lines, size }, { given, facts }, centre) {
    const box = document.createElement("div");
    const kind = given.kind === "point" ? " atlas-name-point" : "";
    box.className = `atlas-name atlas-name-${given.id}${kind}`;
    for (const line of lines) box.appendChild(document.createElement("span")).textContent = line;
    if (facts.color) box.style.color = facts.color;
    box.style.fontSize = `${size}px`;
    box.style.transform =
      `translate(${centre.x}px, ${centre.y}px) translate(-50%, -50%) rotate(${facts.angle || 0}deg)`;
    pane.appendChild(box);
  }

  Object.assign(atlas, { placeNames });
})();
