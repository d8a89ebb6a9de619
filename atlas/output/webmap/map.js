/* Draws what Python lists: layers fetched once by address, answers handed over whole.
 *
 * Every text of a feature goes into the page as text, never as markup. Layers are kept once drawn,
 * so that taking one off and putting it back moves nothing else and fetches nothing.
 */
(function () {
  "use strict";

  const NS = "http://www.w3.org/2000/svg";
  const PANES = { base: 310, bands: 320, areas: 330, results: 340, lines: 350, bubbles: 360 };
  const SPREAD_PX = 9; // things that share one point stand on a ring of this radius
  const fetched = new Map(); // address -> promise of its data
  const SETTLING_MS = 2000; // while the page lays itself out, a goal is aimed at again
  let state = null; // of the one map of this frame

  /* ---- the map itself -------------------------------------------------------------------- */

  function start(map, words, home) {
    state = { map, words, home, shown: [], ranks: [], selected: null, asked: "" };
    for (const [name, level] of Object.entries(PANES)) {
      map.createPane(name).style.zIndex = level;
      map.getPane(name).style.pointerEvents = "auto";
    }
    map.createPane("names").style.zIndex = 640;
    map.getPane("names").style.pointerEvents = "none";
    map.createPane("marks").style.zIndex = 630;
    document.body.appendChild(hatching());
    addButtons(map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    addCorner(map, "bottomleft", "atlas-pointer", (corner) => {
      map.on("mousemove", (event) => {
        const { lat, lng } = event.latlng;
        corner.textContent = `${lng.toFixed(5)}, ${lat.toFixed(5)}  WGS84`;
      });
    });
    addCorner(map, "bottomleft", "atlas-legend", (corner) => {
      state.legend = corner;
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
    aim(home);
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

  function head() {
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

  function button(box, shape, act) {
    const made = box.appendChild(document.createElement("a"));
    made.href = "#";
    made.role = "button";
    const svg = made.appendChild(document.createElementNS(NS, "svg"));
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.appendChild(document.createElementNS(NS, "path")).setAttribute("d", shape);
    L.DomEvent.disableClickPropagation(made);
    L.DomEvent.on(made, "click", (event) => {
      L.DomEvent.stop(event);
      act();
    });
    return made;
  }

  function name(element, text) {
    element.title = text;
    element.setAttribute("aria-label", text);
  }

  function addCorner(map, position, name, fill) {
    const control = L.control({ position });
    control.onAdd = () => {
      const corner = L.DomUtil.create("div", name);
      fill(corner);
      return corner;
    };
    control.addTo(map);
  }

  function hatching() {
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("class", "atlas-defs");
    for (const [id, color] of [["gap", "#9A5B00"], ["excluded", "#5B6776"]]) {
      const pattern = document.createElementNS(NS, "pattern");
      for (const [key, value] of Object.entries({
        id: `atlas-${id}`, width: 7, height: 7, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      })) pattern.setAttribute(key, value);
      const line = document.createElementNS(NS, "line");
      for (const [key, value] of Object.entries({
        x1: 0, y1: 0, x2: 0, y2: 7, stroke: color, "stroke-width": id === "gap" ? 1.6 : 0.8,
      })) line.setAttribute(key, value);
      pattern.appendChild(line);
      svg.appendChild(pattern);
    }
    return svg;
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
    speak(state.words[spec.lang]);
    state.turn = (state.turn || 0) + 1;
    const turn = state.turn;
    for (const layer of spec.layers) {
      data(layer.url).then((given) => {
        if (turn !== state.turn) return; // another choice was made meanwhile
        add(group, drawnLayer(layer.url, given), given);
      }, () => console.error("atlas: layer not served", layer.url));
    }
    for (const answer of spec.answers) group.addLayer(answerLayer(answer));
    explain(spec.answers.map((answer) => answer.role));
    follow(spec);
    if (state.selected) select(group);
    placeNames();
  }

  function speak(words) {
    document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
    state.north.title = words.north;
    state.notice.textContent = words.notice;
    name(state.buttons.home, words.home);
    name(state.buttons.answer, words.fit);
    name(state.map.zoomControl._zoomInButton, words.zoom_in);
    name(state.map.zoomControl._zoomOutButton, words.zoom_out);
  }

  function follow({ fit, look, asked }) {
    // a goal is taken once: what is drawn again later does not pull the map back
    state.fit = fit;
    state.buttons.answer.hidden = !fit;
    if (look && look.turn !== state.looked) {
      state.looked = look.turn;
      aim(look.bounds);
    } else if (fit && asked !== state.asked) aim(fit);
    state.asked = asked;
  }

  function explain(roles) {
    state.legend.replaceChildren();
    for (const role of roles) {
      const line = state.legend.appendChild(document.createElement("div"));
      const swatch = line.appendChild(document.createElement("i"));
      swatch.className = `atlas-swatch atlas-swatch-${role}`;
      if (role === "chosen") swatch.textContent = "1";
      line.append(state.words[state.lang].roles[role]);
    }
    state.legend.hidden = roles.length === 0;
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

  function drawnLayer(url, given) {
    if (!drawn.has(url)) drawn.set(url, L.geoJSON(given, drawing(given.style)));
    return drawn.get(url);
  }

  function add(group, layer, given) {
    group.addLayer(layer);
    layer.eachLayer(sayToReaders);
    state.shown.push(given);
    if (state.selected) select(group);
    placeNames();
  }

  // a symbol is a button for whoever does not use a mouse; its name may be in another language now
  function sayToReaders(part) {
    const element = part.options.icon && part.getElement();
    if (!element || !part.options.keyboard) return;
    element.setAttribute("aria-label", nameOf(part.feature.properties));
    element.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") element.click();
    };
  }

  function drawing(style) {
    return {
      style: (feature) => pathStyle(style, feature.properties),
      pane: paneOf(style.symbol),
      pointToLayer: (feature, at) => pointLayer(style, feature.properties, at),
      onEachFeature: (feature, layer) => layer.bindTooltip(() => told(feature.properties), {
        sticky: true, direction: "top", className: "atlas-tip", opacity: 1,
      }),
    };
  }

  function paneOf(symbol) {
    return { band: "bands", area: "areas", line: "lines", bubble: "bubbles", base: "base" }[symbol]
      || "markerPane";
  }

  function pathStyle(style, facts) {
    const color = facts.color || style.color;
    const { symbol } = style;
    const isPaper = symbol === "bubble" || symbol === "dot"; // white inside, coloured rim
    return {
      color, weight: style.width, opacity: symbol === "band" ? 0 : 0.95,
      dashArray: style.dash || null, fill: symbol !== "line",
      fillColor: isPaper ? "#FFFFFF" : color, fillOpacity: style.fill,
      className: symbol === "band" ? "atlas-band" : "", lineJoin: "round",
    };
  }

  function pointLayer(style, facts, at) {
    if (style.symbol === "bubble") {
      return L.circle(at, { pane: "bubbles", radius: facts.radius });
    }
    if (style.symbol === "dot") return L.circleMarker(at, { pane: "lines", radius: 2.4 });
    return L.marker(at, { icon: symbol(style, facts), keyboard: true, alt: nameOf(facts) });
  }

  const SHAPES = {
    circle: "M8 2.6a5.4 5.4 0 1 0 .01 0Z",
    square: "M3.2 3.2h9.6v9.6h-9.6Z",
    triangle: "M8 2.2 14 13H2Z",
    diamond: "M8 1.8 14.2 8 8 14.2 1.8 8Z",
    small_diamond: "M8 3.8 12.2 8 8 12.2 3.8 8Z",
    star: "m8 1.4 1.9 4.5 4.9.4-3.7 3.2 1.1 4.8L8 11.8l-4.2 2.5 1.1-4.8L1.2 6.3l4.9-.4Z",
  };

  function symbol(style, facts) {
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    const color = facts.color || style.color;
    const path = document.createElementNS(NS, "path");
    path.setAttribute("d", SHAPES[style.symbol] || SHAPES.circle);
    path.setAttribute("fill", facts.planned ? "#FFFFFF" : color);
    path.setAttribute("stroke", facts.planned ? color : "#FFFFFF");
    path.setAttribute("stroke-width", facts.planned ? 1.8 : 1);
    if (facts.basis === "proxy") path.setAttribute("stroke-dasharray", "2.2 1.4");
    svg.appendChild(path);
    const [dx, dy] = spread(facts);
    return L.divIcon({
      html: svg, className: "atlas-symbol", iconSize: [16, 16], iconAnchor: [8 - dx, 8 - dy],
    });
  }

  function spread(facts) {
    if (!facts.sharing) return [0, 0];
    const angle = (2 * Math.PI * facts.turn) / facts.sharing;
    return [SPREAD_PX * Math.cos(angle), SPREAD_PX * Math.sin(angle)];
  }

  function nameOf(facts) {
    return (state.lang === "en" && facts.name_en) || facts.name_zh || "";
  }

  function told(facts) {
    const box = document.createElement("div");
    const name = box.appendChild(document.createElement("strong"));
    name.textContent = nameOf(facts);
    const how = box.appendChild(document.createElement("div"));
    const words = state.words[state.lang];
    const basis = words.basis[facts.basis] || "";
    const sure = facts.uncertainty > 0 ? ` ± ${facts.uncertainty.toLocaleString()} m` : "";
    how.textContent = [facts.planned ? words.planned : "", basis + sure].filter(Boolean).join(" · ");
    return box;
  }

  /* ---- answers --------------------------------------------------------------------------- */

  const ROLES = {
    reached: { color: "#2F8F9D", weight: 0.8, fillColor: "#2F8F9D", fillOpacity: 0.25 },
    gap: { color: "#9A5B00", weight: 0.8, fillColor: "url(#atlas-gap)", fillOpacity: 0.55 },
    excluded: { color: "#5B6776", weight: 0.3, fillColor: "url(#atlas-excluded)", fillOpacity: 0.6 },
    candidates: { color: "#2F6F7D", weight: 0, fillColor: "#1F6F80" },
    chosen: { color: "#1F4E8C", weight: 2, fillOpacity: 0 },
    selected: { color: "#1F4E8C", weight: 2.4, fillColor: "#1F4E8C", fillOpacity: 0.08 },
    facilities: { color: "#1F4E8C", weight: 1.6, fillOpacity: 0 },
  };

  function answerLayer(answer) {
    const style = ROLES[answer.role];
    return L.geoJSON(answer.features, {
      pane: "results",
      style: (feature) => graded(answer.role, style, feature.properties),
      pointToLayer: (feature, at) => ringed(feature.properties, at, answer.role === "selected"),
      onEachFeature: (feature, layer) => {
        layer.on("add", () => sayToReaders(layer));
        if (feature.properties.name_zh) layer.bindTooltip(() => told(feature.properties), {
          sticky: true, direction: "top", className: "atlas-tip", opacity: 1,
        });
        if (feature.properties.rank) rank(layer, feature.properties.rank);
      },
    });
  }

  function graded(role, style, facts) {
    if (role !== "candidates") return style;
    return { ...style, fillOpacity: 0.04 + 0.6 * facts.score ** 2 };
  }

  // a ring round a symbol lets clicks through; one that stands for a thing itself takes them
  function ringed(facts, at, isThing = false) {
    const [dx, dy] = spread(facts);
    const ring = L.divIcon({
      className: "atlas-ring", iconSize: [22, 22], iconAnchor: [11 - dx, 11 - dy],
    });
    return L.marker(at, { icon: ring, pane: "marks", interactive: isThing, keyboard: isThing });
  }

  function rank(layer, number) {
    const box = document.createElement("span");
    box.textContent = String(number);
    state.ranks.push(layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng());
    layer.bindTooltip(box, {
      permanent: true, direction: "center", className: "atlas-rank", opacity: 1,
    });
  }

  function select(group) {
    if (state.halo) group.removeLayer(state.halo);
    const found = state.shown.flatMap((given) => given.features)
      .find((feature) => feature.properties.id === state.selected);
    if (!found) return;
    const facts = found.properties;
    const at = L.latLng(facts.labels[0][1], facts.labels[0][0]);
    const parts = [L.geoJSON(found, {
      pane: "results", style: () => ROLES.selected,
      pointToLayer: (feature, where) => (facts.radius
        ? L.circle(where, { pane: "results", radius: facts.radius })
        : ringed(facts, where)),
    })];
    if (found.geometry.type === "Point" && !facts.radius && facts.uncertainty > 0) {
      parts.push(L.circle(at, {
        pane: "results", radius: facts.uncertainty, color: "#1F4E8C", weight: 0.8, opacity: 0.5,
        dashArray: "3 4", fillOpacity: 0.05, interactive: false,
      }));
    }
    state.halo = L.layerGroup(parts);
    group.addLayer(state.halo);
  }

  /* ---- names ----------------------------------------------------------------------------- */

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

  window.atlasMap = { start, fill };
})();
