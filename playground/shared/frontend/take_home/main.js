// The page to take home: a generator in one HTML file, which opens from a disk without a network.

import { find } from "../elements.js";
import { Generator } from "../generator/generator.js";
import { createArtist, keyOf } from "./artist.js";
import { createClassMix } from "./class_mix.js";
import { createPath } from "./path.js";
import { createSamples } from "./samples.js";

const TIMED = 5; // images

function begin() {
  const { description, class_names: classNames } = JSON.parse(textOf("network"));
  const file = Uint8Array.from(atob(textOf("weights")), (letter) => letter.charCodeAt(0));
  const generator = new Generator(description, file.buffer), artist = createArtist(generator);
  const ends = { a: keyOf(0, null), b: keyOf(3, null) };
  const path = createPath(artist, ends), mix = createClassMix(artist, classNames);
  const samples = createSamples(artist, classNames, (key) => {
    path.set(key);
    mix.show(ends.a);
  });
  path.draw();
  mix.show(ends.a);
  samples.draw();
  const how = generator.plan.isFast ? "" : ", as it has no fast WebAssembly";
  find(document, ".speed", "span").textContent = `An image takes ${took(artist)} ms${how}.`;
}

/** @param {string} id of an element that holds data */
function textOf(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @param {import("./artist.js").Artist} artist */
function took(artist) {
  const canvas = document.createElement("canvas"), began = performance.now();
  for (let seed = 0; seed < TIMED; seed++) artist.drawKey(canvas, keyOf(seed, null));
  return ((performance.now() - began) / TIMED).toFixed(1);
}

try {
  begin();
} catch (error) {
  const problem = find(document, ".problem", "p");
  problem.hidden = false;
  problem.textContent = error instanceof RangeError ? error.message : "This browser cannot show this page.";
}
