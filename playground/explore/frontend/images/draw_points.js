// The images of points, wherever they are shown.

import { fitPoint } from "../state/point.js";
import { DRAWING_FIELDS, query } from "../state/view.js";
import { drawImage } from "./pixels.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { PixelElement } from "./pixels.js" */

const ADDRESS_ROOM = 16000; // characters of points in one address; servers refuse beyond 64,000

/**
 * Asks for the images of these points and shows them. Points that came from an uploaded image name every
 * number of z, so a grid of them takes more than one address.
 * @param {Explorer} explorer
 * @param {string[]} points
 * @param {(PixelElement | undefined)[]} targets for each of the points
 */
export async function drawPoints(explorer, points, targets) {
  const { view, defaults, model, client } = explorer;
  if (!model) return;
  const fitting = points.map((point) => fitPoint(point, model));
  for (let from = 0, to = 0; from < fitting.length; from = to) {
    let room = ADDRESS_ROOM;
    do room -= encodeURIComponent(fitting[to++]).length + 3; while (to < fitting.length && room > 0);
    const parameters = query(view, defaults, DRAWING_FIELDS);
    parameters.set("points", fitting.slice(from, to).join(";"));
    const pixels = await client.pixels("images.raw", parameters);
    targets.slice(from, to).forEach((target, index) => target && drawImage(target, pixels, index));
  }
}
