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
  let state = null; // of the one map of this frame

  /* ---- the map itself -------------------------------------------------------------------- */

  function start(map, words) {
    state = { map, words, shown: [], labels: [], selected: null };
    for (const [name, level] of Object.entries(PANES)) {
      map.createPane(name).style.zIndex = level;
      map.getPane(name).style.pointerEvents = "auto";
    }
    map.createPane("names").style.zIndex = 640;
    map.getPane("names").style.pointerEvents = "none";
    map.createPane("marks").style.zIndex = 630;
    document.body.appendChild(hatching());
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    addCorner(map, "bottomleft", "atlas-pointer", (corner) => {
      map.on("mousemove", (event) => {
        const { lat, lng } = event.latlng;
        corner.textContent = `${lng.toFixed(5)}, ${lat.toFixed(5)}  WGS84`;
      });
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
    fitFrame(map);
  }

  function fitFrame(map) {
    // the page decides how high the frame is, not the number that Python had to name
    const box = map.getContainer();
    box.style.height = "100vh";
    box.style.width = "100%";
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
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
    state.lang = spec.lang;
    state.selected = spec.selected;
    state.north.title = state.words[spec.lang].north;
    state.notice.textContent = state.words[spec.lang].notice;
    state.turn = (state.turn || 0) + 1;
    const turn = state.turn;
    for (const layer of spec.layers) {
      data(layer.url).then((given) => {
        if (turn !== state.turn) return; // another choice was made meanwhile
        add(group, drawnLayer(layer.url, given), given);
      }, () => console.error("atlas: layer not served", layer.url));
    }
    for (const answer of spec.answers) group.addLayer(answerLayer(answer));
    placeNames();
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
    state.shown.push(given);
    if (state.selected) select(group);
    placeNames();
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
      pointToLayer: (feature, at) => ringed(style, feature.properties, at),
      onEachFeature: (feature, layer) => {
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

  function ringed(style, facts, at) {
    const [dx, dy] = spread(facts);
    const ring = L.divIcon({
      className: "atlas-ring", iconSize: [22, 22], iconAnchor: [11 - dx, 11 - dy],
    });
    return L.marker(at, { icon: ring, pane: "marks" });
  }

  function rank(layer, number) {
    const box = document.createElement("span");
    box.textContent = String(number);
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
      pointToLayer: (feature, where) => ringed(ROLES.selected, facts, where),
    })];
    if (found.geometry.type === "Point" && facts.uncertainty > 0) {
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
    clusters: { order: 0, from: 11, size: 12 }, zones: { order: 1, from: 9, size: 15 },
    science_city: { order: 2, from: 0, to: 10, size: 16 }, belts: { order: 3, from: 8, size: 13 },
    districts: { order: 4, from: 9, size: 11 }, metro_stations: { order: 9, from: 13, size: 10 },
  };
  const POINT_NAMES = { order: 6, from: 13, size: 11 };
  const ruler = document.createElement("canvas").getContext("2d");

  function placeNames() {
    const { map } = state;
    const pane = map.getPane("names");
    pane.replaceChildren();
    pane.style.visibility = "visible";
    const view = map.getBounds().pad(0.02);
    const taken = [];
    for (const name of wantedNames(map.getZoom())) placeName(pane, name, taken, view);
  }

  function wantedNames(zoom) {
    const wanted = [];
    for (const given of state.shown) {
      const rule = NAMES[given.id] || (given.kind === "point" ? POINT_NAMES : null);
      if (!rule || zoom < rule.from || zoom > (rule.to || 99)) continue;
      for (const { properties } of given.features) wanted.push({ rule, given, facts: properties });
    }
    return wanted.sort((a, b) => a.rule.order - b.rule.order);
  }

  function placeName(pane, { rule, given, facts }, taken, view) {
    const lines = wrapped(nameOf(facts), given.id);
    const angle = facts.angle || 0;
    const size = boxSize(lines, rule.size, angle);
    const isBeside = given.kind === "point" && given.id !== "clusters";
    for (const [lng, lat] of facts.labels) {
      if (!view.contains([lat, lng])) continue;
      const at = state.map.latLngToLayerPoint([lat, lng]);
      const centre = isBeside ? at.add([size[0] / 2 + 9, 0]) : at;
      const own = [
        centre.x - size[0] / 2, centre.y - size[1] / 2,
        centre.x + size[0] / 2, centre.y + size[1] / 2,
      ];
      const isBubble = given.id === "clusters";
      // a bubble's own name may reach over its rim, other names keep off the whole bubble
      if (taken.some((b) => meet(own, isBubble ? b.name : b.all))) continue;
      taken.push({ name: own, all: isBubble ? bubbleBox(at, facts, own) : own });
      write(pane, lines, given, facts, centre, angle);
      return;
    }
  }

  function meet(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  }

  function boxSize(lines, size, angle) {
    ruler.font = `700 ${size}px "Noto Sans SC", sans-serif`;
    const wide = Math.max(...lines.map((line) => ruler.measureText(line).width)) * 1.1 + 6;
    const high = lines.length * size * 1.3 + 2;
    const tilt = Math.abs(Math.sin((angle * Math.PI) / 180));
    const flat = Math.abs(Math.cos((angle * Math.PI) / 180));
    return [wide * flat + high * tilt, wide * tilt + high * flat];
  }

  function bubbleBox(at, facts, own) {
    // nothing is written over a bubble: its inner square is taken, not just its name
    const north = L.latLng(facts.labels[0][1] + facts.radius / 111320, facts.labels[0][0]);
    const reach = Math.abs(at.y - state.map.latLngToLayerPoint(north).y) * 0.8;
    return [
      Math.min(own[0], at.x - reach), Math.min(own[1], at.y - reach),
      Math.max(own[2], at.x + reach), Math.max(own[3], at.y + reach),
    ];
  }

  function write(pane, lines, given, facts, centre, angle) {
    const box = document.createElement("div");
    const kind = given.kind === "point" ? " atlas-name-point" : "";
    box.className = `atlas-name atlas-name-${given.id}${kind}`;
    for (const line of lines) box.appendChild(document.createElement("span")).textContent = line;
    if (facts.color) box.style.color = facts.color;
    box.style.transform =
      `translate(${centre.x}px, ${centre.y}px) translate(-50%, -50%) rotate(${angle}deg)`;
    pane.appendChild(box);
  }

  function wrapped(text, id) {
    if (id !== "clusters") return [text];
    if (!/^[\x00-\x7f]+$/.test(text)) {
      const most = text.length > 8 ? Math.ceil(text.length / 2) : text.length;
      return [text.slice(0, most), text.slice(most)].filter(Boolean);
    }
    const lines = [""];
    for (const word of text.split(" ")) {
      const last = lines[lines.length - 1];
      if (last && last.length + word.length > 14) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines;
  }

  window.atlasMap = { start, fill };
})();
