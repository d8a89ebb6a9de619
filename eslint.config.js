import js from "@eslint/js";

const LEAFLET = ["atlas/output/webmap/js/renderer/leaflet*.js"];
// where a renderer is chosen, once for the map in the page and once for the map in one file
const CHOICES = ["atlas/output/webmap/js/map.js", "atlas/output/standalone_map/handover.js"];

export default [
  {
    files: ["**/*.js"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...js.configs.recommended.rules,
      "no-undef": "off", // the type checker knows every name that a browser has
      "eqeqeq": "error",
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": ["error", {
        property: "innerHTML", message: "Text goes into the page as text (elements.js).",
      }],
    },
  },
  {
    files: ["atlas/**/*.js"],
    ignores: LEAFLET,
    rules: {
      "no-restricted-globals": ["error", {
        name: "L", message: "Leaflet stands behind renderer/renderer.js.",
      }],
    },
  },
  {
    files: ["atlas/**/*.js"],
    ignores: [...LEAFLET, ...CHOICES],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{
        group: ["**/leaflet*"], message: "Draw by state.map, whatever renderer it is.",
      }] }],
    },
  },
];
