// The keyframes of the walk in order, each with the segment to the next.

import { acceptDrops } from "../controls/drag_and_drop.js";
import { closest, setCount } from "../controls/elements.js";
import { setChoice, showNumber } from "../controls/form_fields.js";
import { nameSample, sampleButton, sampleImages } from "../controls/sample_button.js";
import { drawPoints } from "../images/draw_points.js";
import * as keyframes from "../state/keyframes.js";
import { randomSeed, splitPoints } from "../state/point.js";

/** @import { ClickTarget } from "../controls/click_targets.js" */
/** @import { Explorer } from "../explorer.js" */
/** @import { Keyframe, Segment } from "../state/keyframes.js" */
/** @import { ModelFacts } from "../state/view.js" */

/** What the buttons of a keyframe do. @type {Record<string, (all: Keyframe[], index: number) => Keyframe[]>} */
const ACTIONS = {
  left: (all, index) => keyframes.swapped(all, index, index - 1),
  right: (all, index) => keyframes.swapped(all, index, index + 1),
  lock: (all, index) => keyframes.changed(all, index, { locked: !all[index].locked }),
  copy: (all, index) => keyframes.duplicated(all, index),
  remove: (all, index) => all.toSpliced(index, 1),
};

/**
 * @param {Explorer} explorer
 * @param {HTMLElement} list
 */
export function createKeyframeList(explorer, list) {
  const { view } = explorer;
  const template = explorer.find(".keyframe-template", HTMLTemplateElement);
  /** @type {boolean[]} */
  let locked = []; // by place; not in the address, as it changes nothing that is drawn

  /** @param {(all: Keyframe[]) => Keyframe[]} change */
  function edit(change) {
    const all = change(keyframes.readKeyframes(view, locked));
    locked = all.map((keyframe) => keyframe.locked);
    explorer.change(keyframes.writeKeyframes(all), "walk_strip", "keyframes", "latents");
  }
  /**
   * @param {number} index
   * @param {string} point
   */
  function set(index, point) {
    if (locked[index]) return explorer.announce(`Keyframe ${index + 1} is locked.`);
    edit((all) => keyframes.changed(all, index, { point }));
  }
  /** @param {string} point */
  const add = (point) => edit((all) => keyframes.added(all, point));

  function keyframeItem() {
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const index = () => [...list.children].indexOf(item);
    item.prepend(sampleButton(() => explorer.chooseTarget(targetId(index()))));
    acceptDrops(item, (point) => set(index(), point));
    item.addEventListener("click", (event) => {
      const action = closest(event, "[data-action]")?.dataset.action;
      if (action) edit((all) => ACTIONS[action](all, index()));
    });
    fieldsOf(item).segment.addEventListener("change", () => {
      const segment = readSegment(item);
      if (segment) edit((all) => keyframes.changed(all, index(), { segment }));
    });
    return item;
  }

  return {
    add,
    /** Other seeds for all that are not locked. */
    shuffle: () => edit((all) => all.map((each) => (each.locked ? each : { ...each, point: randomSeed() }))),
    /** @returns {ClickTarget[]} */
    targets() {
      const points = splitPoints(view.keys);
      const targets = points.map((_, index) => ({
        id: targetId(index),
        label: String(index + 1),
        point: () => splitPoints(view.keys)[index],
        set: (/** @type {string} */ point) => set(index, point),
      }));
      if (points.length >= keyframes.MAX_KEYFRAMES) return targets;
      return [...targets, { id: "new", label: "new", point: () => "", set: add }];
    },
    /** @param {ModelFacts | null} model */
    show(model) {
      const points = splitPoints(view.keys), segments = keyframes.segmentsOf(view);
      setCount(list, points.length, keyframeItem);
      points.forEach((point, index) => {
        const item = /** @type {HTMLElement} */ (list.children[index]), fields = fieldsOf(item);
        nameSample(fields.sample, point, model, { prefix: `${index + 1}: ` });
        fields.lock.setAttribute("aria-pressed", String(Boolean(locked[index])));
        fields.left.disabled = index === 0;
        fields.right.disabled = index === points.length - 1;
        fields.copy.disabled = points.length >= keyframes.MAX_KEYFRAMES;
        fields.remove.disabled = points.length <= 2;
        showSegment(item, segments[index]);
      });
    },
    async draw() {
      if (view.tab === "walk") await drawPoints(explorer, splitPoints(view.keys), sampleImages(list));
    },
  };
}

/** @param {number} index */
function targetId(index) {
  return `keyframe${index}`;
}

/**
 * The segment that a person has set, or null where its frames are not a number it may have.
 * @param {HTMLElement} item
 * @returns {Segment | null}
 */
function readSegment(item) {
  const { frames, method, easing } = fieldsOf(item), count = Number(frames.value);
  const isGood = Number.isInteger(count) && count >= 1 && count <= keyframes.MAX_SEGMENT;
  frames.setAttribute("aria-invalid", String(!isGood));
  return isGood ? [String(count), method.value, easing.value] : null;
}

/**
 * @param {HTMLElement} item
 * @param {Segment | undefined} segment none after the last keyframe
 */
function showSegment(item, segment) {
  const fields = fieldsOf(item);
  fields.segment.hidden = !segment;
  if (!segment) return;
  showNumber(fields.frames, segment[0]);
  setChoice(fields.method, segment[1]);
  setChoice(fields.easing, segment[2]);
}

/** @param {HTMLElement} item */
function fieldsOf(item) {
  const find = (/** @type {string} */ selector) => /** @type {any} */ (item.querySelector(selector));
  const button = (/** @type {string} */ action) => /** @type {HTMLButtonElement} */ (find(`[data-action=${action}]`));
  return {
    sample: /** @type {HTMLElement} */ (find(".sample")),
    left: button("left"), right: button("right"), lock: button("lock"), copy: button("copy"), remove: button("remove"),
    segment: /** @type {HTMLElement} */ (find(".segment")),
    frames: /** @type {HTMLInputElement} */ (find(".frames")),
    method: /** @type {HTMLSelectElement} */ (find(".method")),
    easing: /** @type {HTMLSelectElement} */ (find(".easing")),
  };
}
