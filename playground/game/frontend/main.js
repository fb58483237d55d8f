// Entry point: one game for each mounted element; it goes on when Python runs again.

import { GamePage } from "./game_page.js";

/** @import { PageData } from "./game_page.js" */

/** @type {WeakMap<ParentNode, GamePage>} */
const mounted = new WeakMap();

/**
 * What Streamlit calls at the first mount and again at each run of the page; what it returns undoes it.
 * @param {{ data: PageData, parentElement: ParentNode }} component
 */
export default function mount({ data, parentElement }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, new GamePage(parentElement, data));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}
