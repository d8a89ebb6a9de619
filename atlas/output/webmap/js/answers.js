/* What an answer draws, by the role each thing has in it, its legend, and what is selected. */
/** @import { Drawing, Feature, Group, PointMark } from "./renderer/renderer.js" */
import { made } from "./elements.js";
import { drawing, spread, told, uncertainty } from "./features.js";
import { middleOf } from "./geometry.js";
import { roleOf, roleStyle, swatch } from "./roles.js";
import { state } from "./state.js";

/**
 * Draw what has one role in an answer; its ranks are places that names keep away from.
 *
 * @param {{ role: string, features: any }} answer
 * @param {{ isBadgeButton?: boolean }} [how] whether a rank takes clicks
 */
export function answerLayer({ role, features }, { isBadgeButton = false } = {}) {
  for (const { geometry, properties } of features.features || [features]) {
    if (properties.rank) state.ranks.push(middleOf(geometry));
  }
  return state.map.draw(features, {
    pane: "results",
    path: ({ properties }) => roleStyle(role, properties),
    point: ({ properties }) => (roleOf(role).radius
      ? { dot: { ...roleStyle(role, properties), radius: roleOf(role).radius } }
      : ringed(properties, role)),
    tip: ({ properties }) => (properties.name_zh ? () => told(properties) : null),
    badge: ({ properties: { rank } }) => (rank ? made("span", "", String(rank)) : null),
    isBadgeButton,
  });
}

/**
 * A ring round a symbol lets clicks through; one that stands for a thing itself takes them.
 *
 * @returns {PointMark}
 */
function ringed(facts, role = "") {
  const icon = { className: `atlas-ring atlas-ring-${role}`, size: 22, offset: spread(facts) };
  return { icon, pane: "marks", isButton: Boolean(role) && roleOf(role).is_thing };
}

/** @param {Group} group what takes the mark of what is selected */
export function select(group) {
  if (state.halo) group.remove(state.halo);
  const found = state.shown.flatMap((given) => given.features)
    .find((feature) => feature.properties.id === state.selected) || (state.picked || {}).feature;
  if (!found) return;
  const facts = found.properties;
  const parts = [halo(found)];
  if (found.geometry.type === "Point" && !facts.radius && facts.uncertainty > 0) {
    const [lng, lat] = facts.labels[0];
    parts.push(uncertainty({ lat, lng }, facts));
  }
  if (state.picked) parts.push(state.map.draw(found, drawing(state.picked.style)));
  state.halo = state.map.together(parts);
  group.add(state.halo);
}

/** @param {Feature} feature @returns {Drawing} */
function halo(feature) {
  const facts = feature.properties;
  return state.map.draw(feature, {
    pane: "results",
    path: () => roleStyle("selected"),
    point: () => (facts.radius ? { metres: facts.radius } : ringed(facts)),
  });
}

/** @param {string[]} roles */
export function explain(roles) {
  state.legend.replaceChildren(...roles.map((role) => {
    const line = made("div");
    line.append(swatch(role), state.words[state.lang].roles[role]);
    return line;
  }));
  state.legend.hidden = roles.length === 0;
}
