// The buttons of the run, the speed, the layers, data and seed, and the keys.

import { copyLink } from "./copy_link.js";
import { element, find, say } from "../../shared/frontend/elements.js";
import { actionOf, HELP } from "./keys.js";
import { LAYERS } from "./picture.js";
import { PointBoard } from "./point_board.js";
import { SPEEDS, speedWords } from "./pace.js";
import { choicesOf } from "./titles.js";

/** @import { LabView } from "./lab_view.js" */

/** @param {LabView} view @returns {{show: () => void}} */
export function connectControls(view) {
  const { root } = view;
  const on = (/** @type {string} */ selector, /** @type {() => void} */ does) =>
    find(root, selector, "button").addEventListener("click", does);
  const actions = actionsOf(view);
  on(".play", actions.play);
  on(".both", actions.both);
  on(".only-d", actions.D);
  on(".only-g", actions.G);
  on(".slow-motion", actions.slow);
  on(".restart", () => view.start({ settings: view.course.settings, step: 0, changes: [] }));
  on(".copy", () => copyLink(view, find(root, ".copy", "button")));
  connectHelp(root);
  connectSpeed(view);
  connectData(view);
  const board = new PointBoard(view);
  on(".draw", () => board.toggle());
  const layers = find(root, ".layers", "div");
  layers.replaceChildren(...LAYERS.map((layer, k) => chip(view, layer, k + 1)));
  root.addEventListener("keydown", (event) => onKey(view, /** @type {KeyboardEvent} */ (event), actions));
  view.locks.apply(root);
  return { show: () => show(view) };
}

/** @param {LabView} view */
function actionsOf(view) {
  /** @param {string} name @param {() => unknown} does */
  const unlessLocked = (name, does) => () => {
    const why = view.locks.why(name);
    if (why) view.say(why);
    else does();
  };
  return /** @type {Record<string, (detail?: any) => void>} */ ({
    play: unlessLocked("play", () => view.setPlaying(!moves(view))),
    both: unlessLocked("step", () => view.advance("both")),
    D: unlessLocked("only_D", () => view.advance("D")),
    G: unlessLocked("only_G", () => view.advance("G")),
    slow: unlessLocked("slow", () => view.slow.toggle()),
    layer: (name) => view.toggleLayer(name),
    bare: () => {
      const why = view.locks.why("layers") || view.locks.why("arrows");
      if (why) return view.say(why);
      view.bare = !view.bare;
      view.layers.arrows = true;
      view.dirty = true;
      view.say(view.bare ? "Arrows: the gradient of D’s logit." : "Arrows: minus the gradient of G’s loss.");
    },
    help: () => find(view.root, ".help", "button").click(),
  });
}

/** @param {LabView} view @param {KeyboardEvent} event @param {Record<string, (detail?: any) => void>} actions */
function onKey(view, event, actions) {
  const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
  if (target.matches("input:not([type=range]), select, textarea")) {
    event.stopPropagation(); // Streamlit would find its own keys in what is typed here
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (view.slow.on && (event.key === "ArrowRight" || event.key === "ArrowLeft") && !target.matches("input, [role=tab]")) {
    event.preventDefault();
    if (event.key === "ArrowRight") view.slow.next();
    else view.slow.back();
    return;
  }
  const action = actionOf(event.key, target.matches("button, summary, a, input"));
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  actions[action.does](action.layer);
}

/** @param {HTMLElement} root */
function connectHelp(root) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, ".keys", "dialog"));
  const close = element("button", { type: "button", textContent: "Close", className: "close" });
  close.addEventListener("click", () => dialog.close());
  const list = element("dl", {}, ...HELP.flatMap(([key, words]) => [element("dt", { textContent: key }), element("dd", { textContent: words })]));
  dialog.replaceChildren(element("h2", { textContent: "Keys, while the lab has the focus" }), list, close);
  find(root, ".help", "button").addEventListener("click", () => dialog.showModal());
}

/** @param {LabView} view */
function connectSpeed(view) {
  const select = find(view.root, ".speed select", "select");
  select.replaceChildren(...SPEEDS.map((speed) => element("option", { value: String(speed), textContent: speedWords(speed) })));
  select.value = String(view.speed);
  select.addEventListener("change", () => {
    view.speed = Number(select.value);
    view.pace.rest();
    view.options.onMoment?.();
  });
}

/** @param {LabView} view */
function connectData(view) {
  const select = find(view.root, ".data select", "select");
  const options = choicesOf("data").map(([value, text]) => element("option", { value, textContent: text }));
  select.replaceChildren(...options);
  select.addEventListener("change", () => {
    if (select.value === "drawn" && view.settings.points.length === 0) {
      select.value = view.settings.data;
      find(view.root, ".draw", "button").click();
    } else view.change({ data: select.value });
  });
  const seed = find(view.root, ".seed input", "input");
  seed.addEventListener("change", () => view.change({ seed: seed.valueAsNumber }));
}

/** @param {LabView} view @param {{name: string, title: string, mark: string, words: string}} layer @param {number} key */
function chip(view, { name, title, mark, words }, key) {
  const button = element("button", { type: "button", className: `layer ${name}`, title: `${words} (key ${key})`, "data-control": name },
    element("span", { className: "mark", "aria-hidden": "true", textContent: mark }), title);
  button.addEventListener("click", () => view.toggleLayer(name));
  return button;
}

/** @param {LabView} view */
const moves = (view) => view.playing || view.onItsWay;

/** @param {LabView} view */
function show(view) {
  const { root, settings } = view;
  const play = find(root, ".play", "button");
  say(play, moves(view) ? "Pause" : "Play");
  for (const { name } of LAYERS) {
    find(root, `.layer.${name}`, "button").setAttribute("aria-pressed", String(view.layers[name]));
  }
  const select = find(root, ".data select", "select");
  const seed = find(root, ".seed input", "input");
  const focused = /** @type {ShadowRoot | Document} */ (root.getRootNode()).activeElement;
  if (focused !== select) select.value = settings.data;
  if (focused !== seed) seed.value = String(settings.seed);
}
