/**
 * Draws in this browser what the server would be asked for: the network and its weights are fetched once, and from
 * then on an image takes no request. What cannot be drawn here is asked for as before.
 */

import { inARow, latentOf } from "../../../shared/frontend/generator/keyframes.js";
import { askedLatents, directionsOf, keyframeOf, viewOf } from "./view_latents.js";

/** @import { Generator } from "../../../shared/frontend/generator/generator.js" */
/** @import { GeneratorWorker } from "../../../shared/frontend/generator/worker_client.js" */
/** @import { Facts } from "../../../shared/frontend/generator/worker_client.js" */
/** @import { Sizes } from "../../../shared/frontend/generator/keyframes.js" */
/** @import { Pixels } from "../images/pixels.js" */
/** @import { ApiClient } from "../server/api_client.js" */
/** @import { View } from "../state/view.js" */
/** @import { Asked, Vectors } from "./view_latents.js" */
/**
 * @typedef {object} Local the generator that this browser draws
 * @property {string} model
 * @property {GeneratorWorker} worker
 * @property {Generator | null} here the same on the page's own thread, where it is fast enough for that
 * @property {number} late images that were not drawn as fast there; each that was takes one back
 * @property {Sizes} sizes
 * @property {Vectors} vectors
 * @property {() => void} lost
 */
/** @typedef {ReturnType<typeof createLocalDrawing>} DrawingClient */

const TIMED = 7; // images, after as many that only warm up
const SLOWEST_MS = 16; // for an image: a frame of the screen
// A Worker's answer comes after the frame of the event that asked for it, and is seen a frame later. An image that
// takes less than this is drawn within the event, and is seen in its frame.
const AT_ONCE_MS = 6;
export const MOST_LATE = 5; // images more than there were in time, until the Worker draws them all
const DIGITS = 4; // of z, as the server rounds it

/**
 * @param {ApiClient} client
 * @param {View} defaults
 */
export function createLocalDrawing(client, defaults) {
  /** @type {Local | null} */
  let local = null;
  let turn = 0, drawn = 0; // turn: of prepare(); only the latest counts

  /**
   * @param {string} model
   * @param {() => void} lost called if this browser gives up later
   * @returns {Promise<string>} who draws it, as the page says it; "" if another was asked for meanwhile
   */
  async function prepare(model, lost) {
    close();
    const own = turn;
    const query = new URLSearchParams(model === defaults.model ? {} : { model });
    const { network, digest, why } = await client.json("network.json", query);
    if (own !== turn) return "";
    if (!network) return `drawn by the server (${why})`;
    const file = await (await client.blob(`weights/${digest}.safetensors`, query)).arrayBuffer();
    const { GeneratorWorker } = await import("../../../shared/frontend/generator/worker_client.js");
    const worker = new GeneratorWorker();
    try {
      const sizes = await worker.load(network, file), took = await time(worker, sizes);
      const here = took <= AT_ONCE_MS ? await onThisThread(network, file, sizes) : null;
      const words = `${took.toFixed(took < 10 ? 1 : 0)} ms an image`;
      if (own !== turn) return "";
      if (took > SLOWEST_MS) return `drawn by the server (this browser takes ${words})`;
      local = { model, worker, here, late: 0, sizes, vectors: new Map(), lost };
      return `drawn in this browser, ${words}`;
    } finally {
      if (local?.worker !== worker) worker.stop();
    }
  }

  function close() {
    turn++;
    local?.worker.stop();
    local = null;
  }

  /**
   * @param {Local | null} own
   * @param {string} route
   * @param {URLSearchParams} [query]
   * @returns {Promise<Asked | null>} null where the server is to answer
   */
  async function latentsOf(own, route, query) {
    if (!own || !query || (query.get("model") ?? defaults.model) !== own.model) return null;
    const { sizes, vectors } = own, view = viewOf(query, defaults);
    const missing = directionsOf(query, view).filter((id) => !vectors.has(id));
    try {
      if (missing.length) await learn(missing, vectors, query);
      const asked = askedLatents(route, query, view, sizes, vectors);
      return asked?.latents.every(({ z }) => z.every(Number.isFinite)) ? asked : null;
    } catch (error) {
      if (error instanceof RangeError) return null; // the server has the sentence
      throw error;
    }
  }

  /** @param {string[]} ids @param {Vectors} vectors @param {URLSearchParams} query */
  async function learn(ids, vectors, query) {
    const asked = new URLSearchParams({ ids: ids.join(",") });
    if (query.has("model")) asked.set("model", query.get("model") ?? "");
    const found = await client.json("vectors.json", asked);
    for (const id of ids) vectors.set(id, Float32Array.from(found[id]));
  }

  return {
    ...client,
    answers: () => client.answers() + drawn,
    prepare,
    stop: close,
    /** @param {string} route @param {URLSearchParams} [query] */
    async json(route, query) {
      const asked = route === "latents.json" ? await latentsOf(local, route, query) : null;
      if (!asked) return client.json(route, query);
      drawn++;
      const rounded = (/** @type {Float32Array} */ row) => Array.from(row, (value) => Number(value.toFixed(DIGITS)));
      const [{ c }] = asked.latents;
      return {
        z: asked.latents.map((latent) => rounded(latent.z)),
        classes: c && asked.latents.map((latent) => rounded(/** @type {Float32Array} */ (latent.c))),
      };
    },
    /**
     * @param {string} route
     * @param {URLSearchParams} [query]
     * @returns {Promise<Pixels>}
     */
    async pixels(route, query) {
      const own = local; // another may be here by the time the latents are
      const asked = await latentsOf(own, route, query);
      const images = asked && own && (atOnce(own, asked) ?? await own.worker.images(inARow(asked.latents)).catch(() => null));
      if (asked && !images && own === local) { // not closed for another model: the Worker broke down
        close();
        own?.lost();
      }
      if (!asked || !images) return client.pixels(route, query);
      drawn++;
      return { ...images, norms: asked.norms };
    },
  };
}

/**
 * A second generator, beside that in the Worker; null where it would not be as fast.
 * @param {unknown} network @param {ArrayBuffer} file @param {Facts} facts of the Worker's
 */
async function onThisThread(network, file, facts) {
  const { Generator } = await import("../../../shared/frontend/generator/generator.js");
  try {
    const made = new Generator(network, file);
    return made.plan.isFast === facts.isFast ? made : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * One image, drawn now; null where the Worker is to draw.
 * @param {Local} own
 * @param {Asked} asked
 */
function atOnce(own, { latents }) {
  if (!own.here || latents.length > 1) return null;
  const began = performance.now(), { z, c } = inARow(latents), { image } = own.here.network;
  const data = own.here.images(z, c);
  own.late = lateAfter(own.late, performance.now() - began);
  if (own.late > MOST_LATE) own.here = null;
  return { ...image, count: 1, data };
}

/**
 * How many images more were late than in time, after one that took so long. A pause now and then, as for the
 * collection of garbage, is no reason to leave the page's own thread.
 * @param {number} late
 * @param {number} milliseconds
 */
export function lateAfter(late, milliseconds) {
  return milliseconds > AT_ONCE_MS ? late + 1 : Math.max(0, late - 1);
}

/**
 * The median time of an image, in ms.
 * @param {GeneratorWorker} worker
 * @param {Sizes} sizes
 */
async function time(worker, sizes) {
  const times = [];
  for (let seed = 0; seed < 2 * TIMED; seed++) {
    const key = keyframeOf(String(seed), { truncation: "", noise: "1" });
    const { milliseconds } = await worker.images(inARow([latentOf(key, sizes)]));
    if (seed >= TIMED) times.push(milliseconds);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMED / 2)];
}
