// The page to take home: a generator in one HTML file, which opens from a disk without a network.

import { find } from "../elements.js";
import { Generator } from "../generator/generator.js";
import { createArtist, keyOf } from "./artist.js";
import { createClassMix } from "./class_mix.js";
import { createDirectionSliders } from "./direction_sliders.js";
import { createPath } from "./path.js";
import { createPlane } from "./plane.js";
import { createSamples } from "./samples.js";
import { createSeedMap } from "./seed_map.js";

/** @import { Keyframe } from "../generator/keyframes.js" */
/** @import { Direction } from "./direction_sliders.js" */

const TIMED = 5; // images

function begin() {
  /** @type {{ description: unknown, class_names: string[], directions: Direction[] }} */
  const { description, class_names: classNames, directions } = JSON.parse(textOf("network"));
  const generator = new Generator(description, bytesOf(textOf("weights")).buffer);
  const artist = createArtist(generator, new Map(directions.map(({ id, vector }) => [id, Float32Array.from(vector)])));
  const ends = { a: keyOf([[0, 1]]), b: keyOf([[3, 1]]), c: keyOf([[17, 1]]) };
  const path = createPath(artist, ends), plane = createPlane(artist, ends);
  const mix = createClassMix(artist, classNames, use), sliders = createDirectionSliders(artist, directions, use);
  const samples = createSamples(artist, classNames, use);

  /** The chosen one of A, B and C becomes this keyframe; what shows it follows. @param {Keyframe} key */
  function use(key) {
    path.set(key);
    mix.show(ends.a);
    sliders.show(ends.a);
    plane.show();
  }

  use(ends.a);
  samples.draw();
  createSeedMap(artist, use);
  const how = generator.plan.isFast ? "" : ", as it has no fast WebAssembly";
  find(document, ".speed", "span").textContent = `An image takes ${took(artist)} ms${how}.`;
}

/** @param {string} id of an element that holds data */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @param {string} base64 */
function bytesOf(base64) {
  const letters = atob(base64), bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

/** @param {import("./artist.js").Artist} artist */
function took(artist) {
  const canvas = document.createElement("canvas"), began = performance.now();
  for (let seed = 0; seed < TIMED; seed++) artist.drawKey(canvas, keyOf([[seed, 1]]));
  return ((performance.now() - began) / TIMED).toFixed(1);
}

try {
  begin();
} catch (error) {
  const problem = find(document, ".problem", "p");
  problem.hidden = false;
  for (const section of document.querySelectorAll("main section:not(.card)")) section.remove();
  problem.textContent = error instanceof RangeError ? error.message : "This browser cannot show this page.";
}
