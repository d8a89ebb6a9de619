/* Names on the map: placed anew for every view, none over another, the more important first.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, nameOf } = atlas;

  // the smaller the order, the sooner a name takes its place; what finds none is left out
  const NAMES = {
    clusters: { order: 0, from: 11, sizes: [12, 11, 10, 9] },
    zones: { order: 1, from: 9, sizes: [15, 13] },
    science_city: { order: 2, from: 0, to: 10, sizes: [16, 13] },
    belts: { order: 3, from: 8, sizes: [13] }, districts: { order: 4, from: 9, sizes: [11] },
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
    const view = map.getBounds().pad(0.02);
    const taken = rankBoxes();
    const wanted = wantedNames(map.getZoom());
    const bubbles = wanted.filter((name) => name.given.id === "clusters");
    state.bubbleSize = bubbles.length ? bubbleSize(bubbles) : 0;
    for (const name of wanted) placeName(pane, name, taken, view);
  }

  function rankBoxes() {
    return state.ranks.map((where) => {
      const centre = state.map.latLngToLayerPoint(where);
      const box = [centre.x - 12, centre.y - 11, centre.x + 12, centre.y + 11];
      return { box, centre, isRank: true, reach: 0 };
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

  function placeName(pane, name, taken, view) {
    const places = name.facts.labels.filter(([lng, lat]) => view.contains([lat, lng]));
    const found = findPlace(name, formsOf(name), places, taken)
      || (name.given.id === "zones" && squeezeIn(name, places, taken));
    if (!found) return;
    taken.push(found.own);
    write(pane, found.form, name, found.own.centre);
  }

  function findPlace(name, forms, places, taken, share = 1) {
    // an area's name stands wholly inside it if it can
    const isArea = /Polygon/.test(name.geometry.type) && !name.facts.angle;
    for (const within of isArea ? [true, false] : [false]) {
      for (const form of forms) {
        for (const [lng, lat] of places) {
          const own = boxAt(name, form, lat, lng);
          if (within && !holds(name.geometry, own.box)) continue;
          if (!taken.some((other) => blocked(own, other, share))) return { own, form };
        }
      }
    }
    return null;
  }

  // a zone is always named: in smaller letters, over a bubble's rim, as little of it as will do
  function squeezeIn(name, places, taken) {
    const text = nameOf(name.facts);
    const forms = SQUEEZED.flatMap((size) => [1, 2, 3].map((count) => (
      { lines: parted(text, count), size })));
    for (const share of [0.9, 0.75, 0.6, 0.4, 0]) {
      const found = findPlace(name, forms, places, taken, share);
      if (found) return found;
    }
    return null;
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

  function boxAt({ given, facts }, form, lat, lng) {
    const isBubble = given.id === "clusters";
    const wide = widest(form) * (isBubble ? 1 : 1.08) + 6;
    const high = form.lines.length * form.size * LINE + 2;
    const tilt = ((facts.angle || 0) * Math.PI) / 180;
    const [sin, cos] = [Math.abs(Math.sin(tilt)), Math.abs(Math.cos(tilt))];
    const half = [(wide * cos + high * sin) / 2, (wide * sin + high * cos) / 2];
    const at = state.map.latLngToLayerPoint([lat, lng]);
    const centre = given.kind === "point" && !isBubble ? at.add([half[0] + 9, 0]) : at;
    const box = [
      centre.x - half[0], centre.y - half[1], centre.x + half[0], centre.y + half[1],
    ];
    return { box, centre, isBubble, reach: isBubble ? reachOf(facts) : 0 };
  }

  // a bubble's own name may reach over its rim, other names keep off the bubble, or a share of it
  function blocked(own, other, share) {
    const [west, north, east, south] = own.box;
    const [w, n, e, s] = other.box;
    // between bubbles a little overlap of the boxes' corners is no overlap of letters
    const slack = own.isBubble && other.isBubble ? 6 : 0;
    if (own.isBubble && other.isRank) return false;
    if (west + slack < e && w + slack < east && north < s && n < south) return true;
    if (own.isBubble || !other.reach) return false;
    const dx = other.centre.x - Math.min(Math.max(other.centre.x, west), east);
    const dy = other.centre.y - Math.min(Math.max(other.centre.y, north), south);
    return Math.hypot(dx, dy) < share * other.reach;
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
