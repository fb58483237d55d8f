// What a tab is made of. Each file in this folder with HTML beside it makes one.

/** @import { ClickTarget } from "../controls/click_targets.js" */
/** @import { ModelFacts } from "../state/view.js" */
/**
 * @typedef {object} Tab
 * @property {string} name value of the address parameter "tab", and of data-panel in its HTML
 * @property {string} label
 * @property {string} help what it is for, in a line
 * @property {string[]} tasks names of the tasks that draw all that it shows
 * @property {Record<string, () => unknown>} draw its own tasks by name
 * @property {() => ClickTarget[]} targets
 * @property {(model: ModelFacts | null) => void} show shows the view, as far as that needs no server
 * @property {(model: ModelFacts | null) => string} sentence the current image in words
 * @property {(names: string[]) => void} [offerClasses] another model has other classes
 * @property {() => unknown} [enter] another tab was left for this one, or another model chosen; nothing is drawn before it ends
 * @property {() => void} [stop] this tab is left
 */

export {};
