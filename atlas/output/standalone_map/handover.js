/* A map by itself: draws what the file holds, with its legend, switches, cards and languages.
 *
 * Names and notes go into the page as text. A card is markup that was escaped where it was made;
 * the policy of the page keeps whatever should have slipped through from running.
 */
(function () {
  "use strict";

  const atlas = window.atlasMap;
  const { state, drawing, answerLayer, select, hatching, placeNames, layPanes, paneAt } = atlas;
  const { sayToReaders, nameOf, told, uncertainty, button, label, addCorner, addPointer } = atlas;
  const data = JSON.parse(document.getElementById("data").textContent);
  const USUAL_WIDTH = 1040; // of a map on a desk; a narrower one shows the same ground smaller
  const PARTS_OF_GROUND = ["reached", "overlap", "ways", "gained", "gap"]; // how many says nothing
  const at = (id) => document.getElementById(id);
  const parts = [...data.layers.map(layerPart), ...data.answers.map(answerPart)];
  const doubt = { isOn: true, group: L.layerGroup() };
  const markings = L.layerGroup();

  /* ---- what is on the map ---------------------------------------------------------------- */

  function layerPart(given) {
    return { ...given, kind: "layer", isOn: given.on, drawn: null };
  }

  function answerPart(given) {
    return { ...given, kind: "answer", isOn: true, drawn: null };
  }

  function drawn(part) {
    if (part.drawn) return part.drawn;
    if (part.kind === "layer") {
      if (part.level) paneAt(state.map, part.level);
      part.drawn = L.geoJSON(part.given, drawing(part.given.style, part.level));
    } else if (part.address) {
      part.drawn = L.imageOverlay(part.address, part.bounds, { pane: "results" });
    } else {
      part.drawn = answerLayer(part);
    }
    if (part.drawn.eachLayer) part.drawn.eachLayer(openByRank);
    part.drawn.on("click", ({ propagatedFrom: hit }) => {
      const { feature } = (hit && hit._source) || hit || {};
      if (feature) choose(feature, part);
    });
    return part.drawn;
  }

  // a rank stands over all else: pressed, it opens what bears it
  function openByRank(layer) {
    const tip = layer.getTooltip && layer.getTooltip();
    if (tip && tip.options.permanent) tip.options.interactive = true;
  }

  function show() {
    for (const part of parts) {
      const layer = drawn(part);
      if (part.isOn && !state.map.hasLayer(layer)) layer.addTo(state.map);
      if (!part.isOn) layer.remove();
    }
    // those of one pane lie as they are listed
    for (const part of parts) if (part.isOn && part.drawn.bringToFront) part.drawn.bringToFront();
    const on = parts.filter((part) => part.isOn);
    state.shown = on.filter((part) => part.kind === "layer").map((part) => part.given);
    state.ranks = on.flatMap(rankPlaces);
    for (const part of on) if (part.drawn.eachLayer) part.drawn.eachLayer(sayToReaders);
    showDoubt();
    warn(on);
    placeNames();
  }

  function rankPlaces({ features }) {
    const ranked = (features ? features.features : []).filter(({ properties }) => properties.rank);
    return ranked.map((feature) => L.geoJSON(feature).getBounds().getCenter());
  }

  /* Say what of it is schematic, of what is on. */
  function warn(on) {
    const named = on.filter((part) => part.schematic).map((part) => part.name[state.lang]);
    const names = named.join(state.lang === "zh" ? "、" : ", ");
    state.notice.textContent = named.length ? words().notice.split("{layers}").join(names) : "";
    state.notice.hidden = !named.length;
  }

  /* ---- how sure places are --------------------------------------------------------------- */

  function unsure(part) {
    if (part.kind !== "layer" || part.given.kind !== "point") return [];
    return part.given.features.filter(({ properties }) => (
      properties.uncertainty > 0 && !properties.radius));
  }

  function showDoubt() {
    doubt.group.clearLayers();
    if (!doubt.isOn) return;
    for (const part of parts.filter(({ isOn }) => isOn)) {
      for (const { geometry, properties } of unsure(part)) {
        const [lng, lat] = geometry.coordinates;
        doubt.group.addLayer(uncertainty([lat, lng], properties));
      }
    }
  }

  /* ---- the card -------------------------------------------------------------------------- */

  function choose(feature, part) {
    state.chosen = { feature, part };
    state.selected = feature.properties.id;
    ring();
    openCard();
    comeOut(feature);
  }

  /* Bring what is chosen out from below its card. */
  function comeOut({ geometry, properties }) {
    const [place] = properties.labels || [];
    const where = place ? L.latLng(place[1], place[0]) : L.geoJSON(geometry).getBounds().getCenter();
    const [frame, card] = [at("map"), at("card")].map((box) => box.getBoundingClientRect());
    const isBeside = card.left > frame.left + 40;
    const edge = 28;
    const hidden = isBeside ? [frame.right - card.left + edge, edge]
      : [edge, Math.max(0, frame.bottom - card.top) + edge];
    state.map.panInside(where, { paddingTopLeft: [edge, edge], paddingBottomRight: hidden });
  }

  /* Mark what is chosen, a place by its halo, a part of an answer by its rim. */
  function ring() {
    markings.clearLayers();
    const { feature, part } = state.chosen;
    if (part.kind === "layer") select(markings);
    else markings.addLayer(answerLayer({ role: "selected", features: feature }));
  }

  function openCard() {
    const { feature, part } = state.chosen;
    const card = at("card");
    card.replaceChildren();
    const close = card.appendChild(made("button", "close", "×"));
    close.type = "button";
    label(close, words().close);
    close.addEventListener("click", closeCard);
    const facts = feature.properties;
    const key = data.cards[facts.id] ? facts.id : facts.zone;
    const lines = data.rows.rows[facts.id] || data.rows.rows[facts.zone];
    if (!data.cards[key]) card.appendChild(plainCard(facts, part));
    for (const cells of lines || []) card.appendChild(rowOf(cells[state.lang]));
    if (data.cards[key]) {
      const whole = card.appendChild(document.createElement("div"));
      whole.innerHTML = data.cards[key][state.lang];
    }
    card.hidden = false;
    document.body.classList.add("carded");
  }

  function plainCard(facts, part) {
    const box = made("div", "atlas-card");
    const kind = part.kind === "layer" ? part.name[state.lang] : words().roles[part.role];
    box.appendChild(made("h3", "", nameOf(facts) || facts.id));
    box.appendChild(made("div", "quiet", nameOf(facts) ? `${kind} · ${facts.id}` : kind));
    const how = told(facts).lastChild;
    how.className = "quiet";
    box.appendChild(how);
    return box;
  }

  function rowOf(cells) {
    const list = made("dl", "answered");
    data.rows.headings[state.lang].forEach((heading, place) => {
      if (!cells[place]) return;
      list.appendChild(made("dt", "", heading));
      list.appendChild(made("dd", "", cells[place]));
    });
    return list;
  }

  function closeCard() {
    at("card").hidden = true;
    document.body.classList.remove("carded");
    state.chosen = state.selected = null;
    markings.clearLayers();
    at("map").focus();
  }

  /* ---- the legend ------------------------------------------------------------------------ */

  function writeLegend() {
    const box = at("legend");
    const kept = box.scrollTop;
    box.replaceChildren();
    if (data.headline[state.lang]) box.appendChild(made("p", "headline", data.headline[state.lang]));
    group(box, words().answer, parts.filter(({ kind }) => kind === "answer"), answerRow);
    const layers = parts.filter(({ kind }) => kind === "layer").reverse();
    for (const theme of new Set(layers.map((part) => part.theme[state.lang]))) {
      group(box, theme, layers.filter((part) => part.theme[state.lang] === theme), layerRow);
    }
    const foot = box.appendChild(made("div", "foot"));
    if (parts.some((part) => unsure(part).length)) foot.appendChild(doubtRow());
    foot.appendChild(made("p", "quiet", words().how));
    const { date, definition_hash: hash } = data.facts;
    const marks = [[words().date, date], [words().hash, hash]].filter(([, value]) => value);
    foot.appendChild(made("p", "quiet", marks.map((pair) => pair.join(" ")).join(" · ")));
    writeNotes(box);
    box.scrollTop = kept;
  }

  function group(box, heading, rows, rowOfPart) {
    if (!rows.length) return;
    box.appendChild(made("h2", "", heading));
    for (const part of rows) box.appendChild(rowOfPart(part));
  }

  function switchRow(isOn, sign, text, turn) {
    const row = made("label", "row");
    const box = row.appendChild(document.createElement("input"));
    box.type = "checkbox";
    box.checked = isOn;
    box.addEventListener("change", () => turn(box.checked));
    row.appendChild(sign);
    row.appendChild(made("span", "name", text));
    return row;
  }

  function layerRow(part) {
    const sign = made("img", "sign");
    sign.alt = "";
    sign.src = `data:image/svg+xml,${encodeURIComponent(part.symbol)}`;
    const row = switchRow(part.isOn, sign, part.name[state.lang], (isOn) => turn(part, isOn));
    row.dataset.layer = part.id;
    row.appendChild(made("span", "count", part.count)).title = words().count;
    const badges = [[part.schematic, "badge", words().schematic],
      [part.internal && data.mark.is_internal, "badge inner", words().internal]];
    for (const [isTrue, kind, text] of badges) {
      if (isTrue) row.querySelector(".name").append(" ", made("span", kind, text));
    }
    return row;
  }

  function answerRow(part) {
    const sign = made("i", `atlas-swatch atlas-swatch-${part.role}`, part.role === "chosen" ? "1" : "");
    const text = words().roles[part.role];
    const row = switchRow(part.isOn, sign, text, (isOn) => turn(part, isOn));
    row.dataset.role = part.role;
    if (part.features && !PARTS_OF_GROUND.includes(part.role)) {
      row.appendChild(made("span", "count", part.features.features.length.toLocaleString()));
    }
    return row;
  }

  function doubtRow() {
    return switchRow(doubt.isOn, made("i", "ring"), words().doubt, (isOn) => {
      doubt.isOn = isOn;
      showDoubt();
    });
  }

  function turn(part, isOn) {
    part.isOn = isOn;
    show();
  }

  /* ---- notes, sources, licences ---------------------------------------------------------- */

  function writeNotes(box) {
    const { facts } = data;
    listed(box, "said", data.notes[state.lang], true);
    listed(box, "held", data.held[state.lang], false);
    listed(box, "sources", data.sources.map(cited), false);
    const about = section(box, "about", false);
    const list = about.appendChild(document.createElement("dl"));
    const versions = Object.entries(facts.versions).map((pair) => pair.join(" "));
    for (const [name, value] of [["date", facts.date], ["hash", facts.definition_hash],
      ["versions", versions.join("\n")], ["question", JSON.stringify(facts.definition)]]) {
      if (!value) continue;
      list.appendChild(made("dt", "", words()[name]));
      list.appendChild(made("dd", name, value));
    }
    const software = section(box, "software", false);
    for (const piece of at("licences").children) software.appendChild(piece.cloneNode(true));
  }

  function cited(source) {
    const { cited: line, licence } = source[state.lang];
    return [line, licence].filter(Boolean).join("\n");
  }

  const opened = new Map(); // whether a section is open, as the reader left it

  function section(box, name, isOpen) {
    const whole = box.appendChild(made("details", name));
    whole.open = opened.has(name) ? opened.get(name) : isOpen;
    whole.addEventListener("toggle", () => opened.set(name, whole.open));
    whole.appendChild(made("summary", "", words()[name]));
    return whole;
  }

  function listed(box, name, lines, isOpen) {
    if (!lines.length) return;
    const list = section(box, name, isOpen).appendChild(document.createElement("ul"));
    for (const line of lines) list.appendChild(made("li", "", line));
  }

  /* ---- words, light and dark ------------------------------------------------------------- */

  function words() {
    return data.words[state.lang];
  }

  function made(tag, name = "", text = "") {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }

  function speak(lang) {
    state.lang = lang;
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = data.title[lang];
    at("title").textContent = data.title[lang];
    at("mark").textContent = data.mark.text[lang];
    at("mark").classList.toggle("inner", data.mark.is_internal);
    label(at("language"), words().language);
    for (const choice of at("language").children) {
      choice.setAttribute("aria-pressed", String(choice.dataset.lang === lang));
    }
    at("map").setAttribute("aria-label", words().map);
    label(state.map.zoomControl._zoomInButton, words().zoom_in);
    label(state.map.zoomControl._zoomOutButton, words().zoom_out);
    label(state.reset, words().reset);
    state.north.title = words().north;
    fold(at("fold").getAttribute("aria-expanded") === "true");
    writeLegend();
    if (state.chosen) openCard();
    show();
  }

  function fold(isOpen) {
    at("fold").setAttribute("aria-expanded", String(isOpen));
    at("fold").textContent = words().legend;
    at("fold").title = isOpen ? words().fold : words().unfold;
    document.body.classList.toggle("folded", !isOpen);
  }

  function dress(isDark) {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  }

  /* ---- the beginning --------------------------------------------------------------------- */

  function look() {
    const { map } = state;
    if (!data.view) {
      if (data.bounds) map.fitBounds(data.bounds, { padding: [24, 24], maxZoom: 14, animate: false });
      return;
    }
    const [lat, lng, zoom] = data.view;
    const less = Math.max(-1, Math.min(0, Math.round(2 * Math.log2(map.getSize().x / USUAL_WIDTH)) / 2));
    map.setView([lat, lng], Math.max(map.getMinZoom(), zoom + less), { animate: false });
  }

  function build() {
    const map = L.map("map", {
      attributionControl: false, minZoom: 7, maxZoom: 18, zoomSnap: 0.5, zoomDelta: 0.5,
      wheelPxPerZoomLevel: 90,
    });
    Object.assign(state, { map, words: data.words, shown: [], ranks: [], lang: data.lang });
    state.selected = state.chosen = null;
    layPanes(map);
    document.body.appendChild(hatching());
    const bar = L.control({ position: "topleft" });
    bar.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar");
      state.reset = button(box, "M3 9 9 3.5 15 9M5 8v7h8V8", look);
      return box;
    };
    bar.addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    addPointer(map);
    addCorner(map, "topright", "atlas-north", (corner) => {
      corner.textContent = "N";
      state.north = corner;
    });
    addCorner(map, "bottomright", "atlas-notice", (corner) => (state.notice = corner));
    map.on("zoomstart", () => (map.getPane("names").style.visibility = "hidden"));
    map.on("zoomend moveend", placeNames);
    look();
    for (const group of [doubt.group, markings]) group.addTo(map);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(at("map"));
  }

  function begin() {
    build();
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dress(dark.matches);
    dark.addEventListener("change", () => dress(dark.matches));
    at("fold").addEventListener("click", () => fold(document.body.classList.contains("folded")));
    for (const choice of at("language").children) {
      choice.addEventListener("click", () => speak(choice.dataset.lang));
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && closeCard());
    document.body.classList.toggle("answered", data.answers.length > 0);
    speak(data.lang);
    const part = parts.find(({ kind, given }) => kind === "layer"
      && given.features.some(({ properties }) => properties.id === data.selected));
    if (part) choose(part.given.features.find(({ properties }) => properties.id === data.selected), part);
  }

  begin();
})();
