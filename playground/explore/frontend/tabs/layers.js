// Layers: the activation of each channel of a layer, and the current image without some of them.

import { say } from "../../../shared/frontend/elements.js";
import { currentTarget } from "../controls/click_targets.js";
import { closest, finder, setCount } from "../controls/elements.js";
import { drawImage, pixelCanvas } from "../images/pixels.js";
import { describe } from "../state/point_words.js";
import { currentFields, query } from "../state/view.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */
/** @typedef {{ name: string, channels: number, side: number }} Layer */

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createLayersTab(explorer) {
  const { view, defaults, client } = explorer;
  const at = finder(explorer.find("[data-panel=layers]"));
  const choice = at("select", HTMLSelectElement), maps = at(".feature-maps");
  const channels = createChannelSwitches(explorer);
  let knownFor = ""; // the model whose layers stand in the list

  choice.addEventListener("change", () => {
    channels.allOn();
    maps.replaceChildren();
    explorer.queue.ask("feature_maps", "without");
    explorer.show();
  });
  const layerQuery = () => {
    const parameters = query(view, defaults, currentFields(view));
    parameters.set("layer", choice.value);
    return parameters;
  };

  async function learn() {
    if (view.tab !== "layers" || knownFor === view.model) return;
    /** @type {{ layers: Layer[] }} */
    const { layers } = await client.json("layers.json", query(view, defaults, currentFields(view)));
    knownFor = view.model;
    const before = choice.value;
    choice.replaceChildren(...layers.map(({ name, channels, side }) =>
      new Option(`${name}: ${channels} channels of ${side} × ${side}`, name)));
    if (layers.some(({ name }) => name === before)) choice.value = before;
    else channels.allOn();
    explorer.queue.ask("feature_maps", "without");
  }
  async function drawMaps() {
    if (view.tab !== "layers" || !choice.value) return;
    const pixels = await client.pixels("feature_maps.raw", layerQuery());
    setCount(maps, pixels.count, channelButton);
    maps.querySelectorAll("canvas").forEach((canvas, channel) => drawImage(canvas, pixels, channel));
    channels.show();
  }
  async function drawWithout() {
    const off = channels.off();
    if (view.tab !== "layers" || !choice.value) return;
    const parameters = layerQuery();
    if (off.length) parameters.set("off", off.join(","));
    drawImage(explorer.find(".without canvas", HTMLCanvasElement), await client.pixels("without.raw", parameters), 1);
  }

  return {
    name: "layers",
    label: "Layers",
    help: "What the channels inside G respond to",
    tasks: ["current", "layers", "feature_maps", "without"],
    draw: { layers: learn, feature_maps: drawMaps, without: drawWithout },
    targets: () => [currentTarget(explorer)],
    show: channels.show,
    sentence: (model) => describe(view.point, model),
  };
}

/**
 * Which channels of the layer are switched off.
 * @param {Explorer} explorer
 */
function createChannelSwitches(explorer) {
  const at = finder(explorer.find("[data-panel=layers]"));
  const maps = at(".feature-maps"), allOn = at(".all-on", HTMLButtonElement);
  /** @type {Set<number>} */
  const off = new Set();

  function show() {
    [...maps.children].forEach((button, channel) => button.setAttribute("aria-pressed", String(!off.has(channel))));
    allOn.disabled = !off.size;
    // It stands there from the beginning: the first click on a channel moves nothing.
    say(explorer.find(".without figcaption"), off.size
      ? `without ${off.size} of ${maps.childElementCount} channels`
      : "with all channels");
  }
  allOn.addEventListener("click", () => {
    off.clear();
    show();
    explorer.queue.ask("without");
  });
  maps.addEventListener("click", (event) => {
    const button = closest(event, "button");
    if (!button) return;
    const channel = [...maps.children].indexOf(button);
    if (!off.delete(channel)) off.add(channel);
    show();
    explorer.queue.ask("without");
  });
  return { show, off: () => [...off], allOn: () => off.clear() };
}

/** @param {number} channel */
function channelButton(channel) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "sample" });
  button.setAttribute("aria-label", `Channel ${channel}`);
  button.append(pixelCanvas());
  return button;
}
