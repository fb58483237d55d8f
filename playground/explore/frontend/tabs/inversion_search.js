// A search for the latent of an image: started on the server, then asked for until it ends.

/** @import { Pixels } from "../images/pixels.js" */
/** @import { ApiClient } from "../server/api_client.js" */
/** @typedef {{ done: boolean, inverted: boolean, progress: number, error?: number, point?: string }} Progress */

const ASK_MS = 250; // between two questions for the progress

/**
 * @param {ApiClient} client
 * @param {object} on
 * @param {(progress: Progress, pixels: Pixels) => void} on.onProgress pixels: the image, and its match so far
 * @param {(error?: string) => void} on.onEnd
 */
export function createInversionSearch(client, { onProgress, onEnd }) {
  let newest = 0; // number of the newest search; an older one says nothing more

  return {
    /**
     * @param {Blob} image
     * @param {URLSearchParams} parameters
     */
    async start(image, parameters) {
      const own = ++newest;
      try {
        const { id } = await client.post("invert", image, parameters);
        for (let isDone = false; !isDone && own === newest; ) {
          /** @type {Progress} */
          const progress = await client.json(`invert/${id}.json`);
          const pixels = await client.pixels(`invert/${id}.raw`);
          if (own !== newest) return;
          isDone = progress.done;
          onProgress(progress, pixels);
          if (!isDone) await new Promise((resolve) => { setTimeout(resolve, ASK_MS); });
        }
        if (own === newest) onEnd();
      } catch (error) {
        if (own === newest) onEnd(error instanceof Error ? error.message : String(error));
      }
    },
    stop() {
      newest++;
      onEnd();
    },
  };
}

/** @param {Pick<Progress, "error" | "inverted">} progress */
export function errorWords({ error = 0, inverted }) {
  return `mean pixel error ${error.toFixed(3)} (0 = identical)${inverted ? ", light and dark inverted" : ""}`;
}
