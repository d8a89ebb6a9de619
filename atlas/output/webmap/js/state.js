/* What the scripts of one map share: the map, its words, what is on it and what is selected. */
/** @import { Drawing, Feature, Place, Renderer } from "./renderer/renderer.js" */

/**
 * @typedef {object} LayerData a layer as the server hands it over
 * @property {string} id
 * @property {string} kind
 * @property {any} style
 * @property {Feature[]} features
 */

/**
 * @typedef {object} State
 * @property {Renderer} map
 * @property {Record<string, any>} words by language
 * @property {string} lang
 * @property {LayerData[]} shown
 * @property {Place[]} ranks where the numbers of an answer stand
 * @property {string | null} selected
 * @property {{ feature: Feature, style: any } | null} [picked] what is selected, its layer being off
 * @property {Drawing | null} [halo]
 * @property {number} [bubbleSize] of the letters in bubbles, pixels
 */

/** @type {State & Record<string, any>} */
export const state = /** @type {any} */ ({});
