/* Expressions on attributes, after the manner of MapLibre's, as functions of the attributes. */

export const isThere = (value) => value !== null && value !== undefined;
const ORDER = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};
const FORMS = {
  literal: (value) => () => value,
  get: (name) => (facts) => (Object.hasOwn(facts, name) ? facts[name] : null),
  has: (name) => (facts) => Object.hasOwn(facts, name),
  "!": (a) => not(compiled(a)),
  all: (...parts) => every(parts.map((part) => compiled(part))),
  any: (...parts) => not(every(parts.map((part) => not(compiled(part))))),
  "==": (a, b) => both(a, b, (x, y) => x === y),
  "!=": (a, b) => both(a, b, (x, y) => x !== y),
  in: (a, list) => both(a, list, (x, among) => among.includes(x)),
  match: (input, ...rest) => {
    const value = compiled(input);
    const other = compiled(rest.pop());
    const cases = new Map();
    for (let at = 0; at < rest.length; at += 2) {
      for (const label of [rest[at]].flat()) cases.set(label, compiled(rest[at + 1]));
    }
    return (facts) => (cases.get(value(facts)) || other)(facts);
  },
  step: (input, first, ...rest) => {
    const value = compiled(input);
    const below = compiled(first);
    const steps = [];
    for (let at = 0; at < rest.length; at += 2) steps.push([rest[at], compiled(rest[at + 1])]);
    return (facts) => {
      const number = value(facts);
      let chosen = below;
      for (const [from, what] of steps) if (isThere(number) && number >= from) chosen = what;
      return chosen(facts);
    };
  },
};
for (const [sign, holds] of Object.entries(ORDER)) {
  FORMS[sign] = (a, b) => both(a, b, (x, y) => isThere(x) && isThere(y) && holds(x, y));
}

function both(a, b, holds) {
  const [first, second] = [compiled(a), compiled(b)];
  return (facts) => holds(first(facts), second(facts));
}

function not(holds) {
  return (facts) => !holds(facts);
}

function every(parts) {
  return (facts) => parts.every((holds) => holds(facts));
}

export function compiled(expression, otherwise = null) {
  if (!isThere(expression)) return () => otherwise;
  if (!Array.isArray(expression)) return () => expression;
  const [form, ...rest] = expression;
  if (!Object.hasOwn(FORMS, form)) throw new Error(`unknown expression: ${form}`);
  return FORMS[form](...rest);
}
