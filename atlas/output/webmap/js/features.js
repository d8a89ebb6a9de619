/* A layer's features as marks: areas, lines, bubbles, symbols, and what each tells when pointed at.
 *
 * Every text of a feature goes into the page as text, never as markup. What the scripts of the
 * map share is `atlasMap`, which begins here, and its `state`, which is of the one map of a frame.
 */
(function () {
  "use strict";

  const NS = "http://www.w3.org/2000/svg";
  const SPREAD_PX = 9; // things that share one point stand on a ring of this radius
  const PLANNED_DASH = "7 5"; // lines and areas that are not there yet; what is there is solid
  const state = {};

  /* How a layer is drawn; `level` is its place in an order made by hand, from 1, or nothing. */
  function drawing(style, level) {
    const pane = level ? `level-${level}` : paneOf(style.symbol);
    return {
      style: (feature) => pathStyle(style, feature.properties),
      pane,
      pointToLayer: (feature, at) => pointLayer(style, feature.properties, at, pane, level),
      onEachFeature: (feature, layer) => {
        layer.bindTooltip(() => told(feature.properties), {
          sticky: true, direction: "top", className: "atlas-tip", opacity: 1,
        });
        if (feature.geometry.type === "Point") doubt(layer, feature.properties);
      },
    };
  }

  // a point that is pointed at shows how far off it may be
  function doubt(layer, facts) {
    if (!(facts.uncertainty > 0) || facts.radius) return;
    let ring = null;
    layer.on("mouseover", () => {
      if (!ring) ring = uncertainty(layer.getLatLng(), facts);
      ring.addTo(state.map);
    });
    layer.on("mouseout remove", () => ring && ring.remove());
  }

  function uncertainty(at, facts) {
    return L.circle(at, {
      pane: "results", radius: facts.uncertainty, color: "#1F4E8C", weight: 0.8, opacity: 0.5,
      dashArray: "3 4", fillOpacity: 0.05, interactive: false, className: "atlas-doubt",
    });
  }

  function paneOf(symbol) {
    return { band: "bands", area: "areas", line: "lines", bubble: "bubbles", base: "base", dot: "lines" }[symbol]
      || "markerPane";
  }

  function pathStyle(style, facts) {
    const color = facts.color || style.color;
    const { symbol } = style;
    const isPaper = symbol === "bubble" || symbol === "dot"; // white inside, coloured rim
    return {
      color, weight: style.width, opacity: symbol === "band" ? 0 : 0.95,
      dashArray: style.dash || (facts.planned ? PLANNED_DASH : null), fill: symbol !== "line",
      fillColor: isPaper ? "var(--paper)" : color, fillOpacity: style.fill,
      className: symbol === "band" ? "atlas-band" : "", lineJoin: "round",
    };
  }

  function pointLayer(style, facts, at, pane, level) {
    if (style.symbol === "bubble") return L.circle(at, { pane, radius: facts.radius });
    if (style.symbol === "dot") return L.circleMarker(at, { pane, radius: 2.4 });
    // symbols stand above all areas and lines, and among themselves in their order
    return L.marker(at, {
      icon: symbol(style, facts), keyboard: true, alt: nameOf(facts), zIndexOffset: 1000 * (level || 0),
    });
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
    how.textContent = [words.status[facts.status], basis + sure].filter(Boolean).join(" · ");
    return box;
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

  window.atlasMap = { state, drawing, nameOf, told, spread, uncertainty, sayToReaders };
})();
