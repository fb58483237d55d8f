// Seed map: move over a map of all seeds.

import { positionWords } from "../../../shared/frontend/generator/seed_map.js";
import { onPointerDrag } from "../../../shared/frontend/pointer_drag.js";
import { currentTarget } from "../controls/click_targets.js";
import { finder } from "../controls/elements.js";
import { offerClasses, showClass, showNumber } from "../controls/form_fields.js";
import { createPlayer } from "../controls/player.js";
import { digits, isSeed, seedPart, withPart } from "../state/point.js";
import { describe, signed } from "../state/point_words.js";
import { onMap, positionOf } from "../state/seed_map.js";
import { createMapCanvas } from "./map_canvas.js";
import { createMapMovement } from "./map_movement.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { Tab } from "./tab.js" */

const ZOOM_STEP = 1.5;
const EDGE = 1e6; // of the map, in seeds either way
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {Explorer} explorer
 * @returns {Tab}
 */
export function createSeedMapTab(explorer) {
  const { view } = explorer;
  const at = finder(explorer.find("[data-panel=seed-map]"));
  const element = at(".map", HTMLCanvasElement), speed = at(".speed", HTMLInputElement);
  const choice = at("select", HTMLSelectElement), box = explorer.find(".current-box");
  const fields = [at(".x", HTMLInputElement), at(".y", HTMLInputElement)];
  const map = createMapCanvas(explorer, element, () => positionOf(view.point));
  const { moveTo, moveBy, advance, snap } = createMapMovement(explorer, () => Number(speed.value));
  const player = createPlayer(at(".play"), advance, () => explorer.change({}));
  /** @param {number} factor */
  function zoom(factor) { map.zoom(factor); explorer.queue.ask("map"); }

  onPointerDrag(element, {
    start: player.stop,
    move: (dx, dy) => moveBy(-dx / map.unit(), -dy / map.unit()),
    click: (x, y) => moveTo(...map.cellAt(x, y)),
  });
  onPointerDrag(box, {
    start: player.stop,
    // across the whole image is one seed
    move: (dx, dy) => { if (view.tab === "seed-map") moveBy(-dx / box.clientWidth, -dy / box.clientWidth); },
  });
  onWheelAndKeys(element, { moveBy, zoom, snap });
  at(".zoom-in").addEventListener("click", () => zoom(ZOOM_STEP));
  at(".zoom-out").addEventListener("click", () => zoom(1 / ZOOM_STEP));
  at(".snap").addEventListener("click", snap);
  speed.addEventListener("input", showSpeed);
  at(".hold-page").addEventListener("click", () => {
    at(".hold-page").setAttribute("aria-pressed", String(element.classList.toggle("held")));
  });
  fields.forEach((field, axis) => field.addEventListener("change", () => {
    const position = positionOf(view.point), value = Number(field.value);
    if (Number.isFinite(value) && Math.abs(value) <= EDGE) position[axis] = value;
    moveTo(...position);
  }));
  choice.addEventListener("change", () => {
    explorer.change({ point: withPart(view.point, "c", choice.value) }, "current", "map", "latents");
  });
  function showSpeed() { at(".speed-value").textContent = `${signed(Number(speed.value), 1)} /s`; }
  showSpeed();

  return {
    name: "seed-map",
    label: "Seed map",
    help: "A map of all seeds; between them neighbours are blended",
    tasks: ["current", "map"],
    draw: { map: map.fetch },
    targets: () => [currentTarget(explorer, (point) => {
      explorer.change({ point: isSeed(point) ? onMap(point) : point }, "current", "map", "latents");
    })],
    offerClasses: (names) => offerClasses(choice, names, "automatic"),
    // From another tab the map begins at the seed that weighs most, with nothing added to it.
    enter() {
      if (seedPart(view.point)[0] !== "@") view.point = `@${positionOf(view.point).join(":")}`;
    },
    stop: player.stop,
    show(model) {
      const [x, y] = positionOf(view.point);
      showNumber(fields[0], digits(x.toFixed(2)));
      showNumber(fields[1], digits(y.toFixed(2)));
      showClass(choice, view.point);
      at(".class-field").hidden = !model?.num_classes;
      at(".description").textContent = positionWords(x, y);
      map.draw();
    },
    sentence: (model) => describe(view.point, model),
  };
}

/**
 * @param {HTMLElement} map
 * @param {{ moveBy: (dx: number, dy: number) => void, zoom: (factor: number) => void, snap: () => void }} actions
 */
function onWheelAndKeys(map, { moveBy, zoom, snap }) {
  map.addEventListener("wheel", (event) => { event.preventDefault(); zoom(1.0015 ** -event.deltaY); }, { passive: false });
  map.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key], distance = event.shiftKey ? 1 : 0.1;
    if (arrow) moveBy(arrow[0] * distance, arrow[1] * distance);
    else if (event.key === "+" || event.key === "=") zoom(ZOOM_STEP);
    else if (event.key === "-") zoom(1 / ZOOM_STEP);
    else if (event.key === "Enter") snap();
    else return;
    event.preventDefault();
  });
}
