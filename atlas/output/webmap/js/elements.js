/* Elements of a page, made of a tag, a class and text; text is never read as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag @returns {HTMLElement & Record<string, any>} */
export function made(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

/** @param {string} tag @param {Record<string, string | number>} facts */
export function madeSvg(tag, facts, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(facts)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}
