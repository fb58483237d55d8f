// What grids_view.py sends to the grids at one moment. Types only.

/**
 * @typedef {object} ComparedRun
 * @property {string} name its letter
 * @property {string} id
 * @property {string} called its own name; "" without one
 * @property {string} state in words
 * @property {string} colour of its curves
 * @property {string} dash of its curves, as Plotly calls it
 * @property {number} columns samples in a row of its grids
 * @property {number[]} seeds of the samples; [] for 0, 1, 2 and so on
 * @property {{ seeds: number[], columns: number, kept: number[] } | null} again the seeds that it is drawn again with, which are those of
 *   another run, and images seen at the generators that it kept; null where its own grids are shown
 * @property {number} departs images seen where it left its parent; 0 for a run that is no branch
 * @property {number[]} seen images seen at its grids, rising
 * @property {number[]} places of these on the axis
 */

/**
 * What is looked at; the address keeps it.
 * @typedef {object} View
 * @property {number | null} at the moment on the axis; null follows the newest
 * @property {Record<string, number>} held images seen of runs, by letter, that stay where they are
 * @property {string} minus two letters whose difference is shown; "" for none
 */

/**
 * @typedef {View & { along: "images_seen" | "epochs" | "minutes", z: string, runs: ComparedRun[] }} ComparedData
 */

/**
 * What Streamlit gives the component.
 * @typedef {object} Component
 * @property {HTMLElement} parentElement
 * @property {ComparedData} data
 * @property {(name: string, value: unknown) => void} setStateValue
 */

export {};
