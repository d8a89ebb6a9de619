/* The worker that reads and draws vector tiles, as a renderer speaks to it.
 *
 * The page itself only moves bitmaps, so panning never waits for drawing.
 */

const SHARPER = 1.42; // a tile is shown at up to half a zoom more than it was drawn for
const MOST_RATIO = 2;
// both scripts are served from one folder; while a script is linked it runs as a classic one
const own = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const waiting = new Map(); // key of a tile, or number of a question: who waits for its answer
let worker = null;
let questions = 0;

function ask(message) {
  if (!worker) {
    worker = new Worker(new URL("tiles_worker.js", own));
    worker.onmessage = ({ data }) => {
      const answer = waiting.get(data.key);
      if (answer) answer(data);
    };
    worker.onerror = (event) => console.error("atlas: tiles cannot be drawn", event.message);
  }
  worker.postMessage(message);
}

/* Have a tile drawn, now and whenever `drawTile` names its key again. */
export function onTile(key, drawn) {
  waiting.set(key, drawn);
}

/* Draw a tile; where `holding` lists ids, only if it holds one of them. */
export function drawTile(key, { url, coords, side, look, holding }) {
  ask({ ask: "draw", key, url: new URL(url, own).href, coords, side, holding, look });
}

export function forgetTile(key) {
  waiting.delete(key);
  ask({ ask: "forget", key });
}

/* Find what lies at a point of a tile, from 0 to 1 right and down. */
export function pick({ tile, x, y, look }, answer) {
  const key = `q${(questions += 1)}`;
  waiting.set(key, ({ facts }) => {
    waiting.delete(key);
    answer(facts);
  });
  ask({ ask: "pick", key, tile, x, y, look });
}

/* Pixels to a side of a tile's bitmap, for one that is shown so large. */
export function bitmapSide(shown) {
  return Math.round(shown * Math.min(MOST_RATIO, (window.devicePixelRatio || 1) * SHARPER));
}
