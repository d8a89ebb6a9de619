/* What an answer draws, by the role each thing has in it, its legend, and what is selected.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, drawing, told, spread, uncertainty, sayToReaders } = atlas;
  const NS = "http://www.w3.org/2000/svg";

  const ROLES = {
    reached: { color: "#2F8F9D", weight: 0.8, fillColor: "#2F8F9D", fillOpacity: 0.25 },
    overlap: { color: "#1F4E8C", weight: 0.6, fillColor: "#1F4E8C", fillOpacity: 0.16 },
    ways: { color: "#22748A", weight: 1.6, opacity: 0.85, fillOpacity: 0 },
    gained: { color: "#1F4E8C", weight: 1.8, dashArray: "6 4", fillColor: "#1F4E8C", fillOpacity: 0.18 },
    gap: { color: "#9A5B00", weight: 0.8, fillColor: "url(#atlas-gap)", fillOpacity: 0.55 },
    excluded: { color: "#5B6776", weight: 0.3, fillColor: "url(#atlas-excluded)", fillOpacity: 0.6 },
    candidates: { color: "#2F6F7D", weight: 0, fillColor: "#1F6F80" },
    chosen: { color: "#1F4E8C", weight: 2, fillOpacity: 0 },
    selected: { color: "#1F4E8C", weight: 2.4, fillColor: "#1F4E8C", fillOpacity: 0.08 },
    related: { color: "#9A3A7A", weight: 2.2, fillColor: "#9A3A7A", fillOpacity: 0.07 },
    ties: { color: "#9A3A7A", weight: 1.6, opacity: 0.75, dashArray: "7 4", fillOpacity: 0 },
    facilities: { color: "#1F4E8C", weight: 1.6, fillOpacity: 0 },
    before: { color: "#5B6776", weight: 1.6, dashArray: "5 4", fillOpacity: 0.04, radius: 4 },
    removed: { color: "#9A5B00", weight: 1.4, fillColor: "url(#atlas-gap)", fillOpacity: 0.5, radius: 5 },
    unshifted: { color: "#9A5B00", weight: 1.4, dashArray: "2 4", fillOpacity: 0, radius: 4 },
    incoming: { color: "#1F4E8C", weight: 2, fillOpacity: 0.12, radius: 5 },
    altered: { color: "#7A5AA6", weight: 2, fillOpacity: 0.18, radius: 5 },
    added: { color: "#2F8F9D", weight: 2, fillOpacity: 0.25, radius: 5 },
    faults: { color: "#B3261E", weight: 2.4, fillOpacity: 0.25, radius: 7 },
  };

  const THINGS = ["selected", "related"]; // roles whose rings stand for a thing itself

  function answerLayer(answer) {
    const style = ROLES[answer.role];
    return L.geoJSON(answer.features, {
      pane: "results",
      style: (feature) => graded(answer.role, style, feature.properties),
      pointToLayer: (feature, at) => (style.radius
        ? L.circleMarker(at, { ...style, pane: "results" })
        : ringed(feature.properties, at, answer.role)),
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
  function ringed(facts, at, role = "") {
    const isThing = THINGS.includes(role);
    const [dx, dy] = spread(facts);
    const ring = L.divIcon({
      className: `atlas-ring atlas-ring-${role}`, iconSize: [22, 22], iconAnchor: [11 - dx, 11 - dy],
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
      .find((feature) => feature.properties.id === state.selected) || (state.picked || {}).feature;
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
      parts.push(uncertainty(at, facts));
    }
    if (state.picked) parts.push(L.geoJSON(found, drawing(state.picked.style)));
    state.halo = L.layerGroup(parts);
    group.addLayer(state.halo);
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

  Object.assign(atlas, { answerLayer, select, explain, hatching });
})();
