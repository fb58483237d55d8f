// The tabs. The current image is kept from one tab to the next.

import { textButton } from "./elements.js";

/** @import { Explorer } from "../explorer.js" */
/** @import { View } from "../state/view.js" */

/** @param {Explorer} explorer */
export function createTabBar(explorer) {
  const { view, find } = explorer;
  const list = find(".tabs");
  const tabs = Object.values(explorer.tabs);
  const buttons = tabs.map(({ name, label, help }) => {
    const button = textButton(label, () => open(name));
    button.title = help;
    button.setAttribute("role", "tab");
    button.dataset.tab = name;
    return button;
  });
  list.append(...buttons);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.repeat) return; // each is an entry of the history
    const from = buttons.findIndex((button) => button === event.target);
    const next = buttons[(from + step + buttons.length) % buttons.length];
    next.focus();
    next.click();
  });

  /**
   * @param {string} name
   * @param {Partial<View>} [values] of the view, to begin with instead of the current image
   */
  async function open(name, values = {}) {
    if (name === view.tab) return;
    explorer.stopTabs();
    const point = explorer.model && !Object.keys(values).length ? await explorer.currentPoint() : null;
    explorer.address.writeNow(view); // Back returns to what was shown last
    Object.assign(view, point === null ? {} : { point }, { tab: name }, values);
    const entered = explorer.tab().enter?.();
    explorer.address.push(view);
    explorer.show();
    await entered;
    explorer.changeAll({});
  }

  let shown = "";
  return {
    open,
    show() {
      if (shown === view.tab) return;
      shown = view.tab;
      for (const [index, tab] of tabs.entries()) {
        const isChosen = tab === explorer.tab(), button = buttons[index];
        button.setAttribute("aria-selected", String(isChosen));
        button.tabIndex = isChosen ? 0 : -1;
        const panel = find(`[data-panel=${tab.name}]`);
        panel.hidden = !isChosen;
        if (!isChosen) continue;
        // In a narrow window the row is scrolled, the page is not.
        list.scrollLeft = button.offsetLeft - (list.clientWidth - button.offsetWidth) / 2;
        find(".latent-canvas").dataset.tab = tab.name;
        explorer.place.in(panel);
      }
    },
  };
}
