/* As much of a page and of a renderer as a test needs: elements are kept and never drawn. */

class FakeElement {
  constructor(tag) {
    Object.assign(this, { tag, children: [], className: "", textContent: "", attributes: {} });
    this.style = { setProperty: (name, value) => (this.style[name] = value) };
  }

  append(...children) {
    this.children.push(...children);
  }

  appendChild(child) {
    this.children.push(child);
    return child;
  }

  replaceChildren(...children) {
    this.children = children;
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  // every letter is as wide as it is high
  getContext() {
    return { measureText(text) { return { width: text.length * parseInt(this.font.split(" ")[1], 10) }; } };
  }
}

/* Put a document in the place of a browser's, and return it. */
export function fakePage() {
  const made = (tag) => new FakeElement(tag);
  globalThis.document = /** @type {any} */ ({
    createElement: made, createElementNS: (_, tag) => made(tag),
    documentElement: made("html"), body: made("body"),
  });
  return globalThis.document;
}

/* A renderer of another kind: 100 pixels to a degree, north up, 400 by 300 of them. */
export function fakeRenderer(zoom = 12) {
  const panes = {};
  return {
    panes,
    pane: (name) => (panes[name] ||= new FakeElement("div")),
    zoom: () => zoom,
    frame: () => [0, -300, 400, 0],
    covered: () => [],
    pixel: ({ lat, lng }) => ({ x: Math.round(lng * 100), y: Math.round(-lat * 100) }),
    place: ({ x, y }) => ({ lng: x / 100, lat: -y / 100 }),
    draw: (features, look) => ({ features, look }),
  };
}
