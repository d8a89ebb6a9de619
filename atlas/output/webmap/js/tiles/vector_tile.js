/* Reads vector tiles (Mapbox Vector Tile 2.1): shapes as flat coordinates, attributes as tags. */

export const EXTENT = 4096; // to a side of a tile
export const PIXEL = EXTENT / 256;

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  varint() {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  }

  part() {
    const length = this.varint();
    this.at += length;
    return new Reader(this.bytes, this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.bytes.subarray(this.at, this.end));
  }

  // calls take(field) for every field; what it does not take is passed over
  fields(take) {
    while (this.at < this.end) {
      const key = this.varint();
      if (take(key >> 3)) continue;
      const form = key & 7;
      if (form === 0) this.varint();
      else if (form === 2) this.part();
      else this.at += form === 1 ? 8 : 4;
    }
  }
}

export function read(bytes) {
  const layers = {};
  const whole = new Reader(bytes);
  whole.fields((field) => {
    if (field !== 3) return false;
    const layer = readLayer(whole.part());
    layers[layer.name] = layer;
    return true;
  });
  return layers;
}

function readLayer(part) {
  const layer = {
    name: "", keys: [], values: [], tags: [], types: [],
    xy: [], rings: [0], features: [0], // where rings begin in xy, where features begin in rings
  };
  part.fields((field) => {
    if (field === 1) layer.name = part.part().text();
    else if (field === 2) readFeature(part.part(), layer);
    else if (field === 3) layer.keys.push(part.part().text());
    else if (field === 4) layer.values.push(readValue(part.part()));
    else return false;
    return true;
  });
  return layer;
}

function readValue(part) {
  let value = null;
  part.fields((field) => {
    if (field === 1) value = part.part().text();
    else if (field === 3) {
      value = new DataView(part.bytes.buffer, part.bytes.byteOffset + part.at).getFloat64(0, true);
      part.at += 8;
    } else return false;
    return true;
  });
  return value;
}

function readFeature(part, layer) {
  const tags = [];
  part.fields((field) => {
    if (field === 2) {
      const list = part.part();
      while (list.at < list.end) tags.push(list.varint());
    } else if (field === 3) layer.types.push(part.varint());
    else if (field === 4) readGeometry(part.part(), layer);
    else return false;
    return true;
  });
  layer.tags.push(tags);
  layer.features.push(layer.rings.length - 1);
}

function readGeometry(part, { xy, rings }) {
  let x = 0;
  let y = 0;
  let begun = xy.length;
  const step = () => {
    const value = part.varint();
    return (value >>> 1) ^ -(value & 1);
  };
  while (part.at < part.end) {
    const command = part.varint();
    const isMove = (command & 7) === 1;
    if (isMove && xy.length > begun) rings.push((begun = xy.length));
    if ((command & 7) === 7) continue;
    for (let count = command >> 3; count > 0; count -= 1) {
      x += step();
      y += step();
      xy.push(x, y);
    }
  }
  rings.push(xy.length);
}

export function factsOf(layer, feature) {
  const facts = {};
  const tags = layer.tags[feature];
  for (let at = 0; at < tags.length; at += 2) {
    facts[layer.keys[tags[at]]] = layer.values[tags[at + 1]];
  }
  return facts;
}
