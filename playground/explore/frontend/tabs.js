// The tabs: ways to play with one picture. It goes along from one tab to the next.

function buildTabs(canvas) {
  const { root, view } = canvas;
  const list = root.querySelector(".tabs");
  const panels = Object.values(canvas.panels);
  const buttons = panels.map(({ name, label }) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: label });
    button.setAttribute("role", "tab");
    button.dataset.tab = name;
    button.addEventListener("click", () => open(name));
    return button;
  });
  list.append(...buttons);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const usable = buttons.filter((button) => !button.disabled);
    const next = usable[(usable.indexOf(event.target) + step + usable.length) % usable.length];
    next.focus();
    next.click();
  });

  async function open(tab, values = {}) {
    if (tab === view.tab) return;
    stopPanels(canvas);
    // A plain point goes along as it is; what was made out of others has to be asked for.
    const point = canvas.about && !Object.keys(values).length ? await canvas.point() : null;
    Object.assign(view, point === null ? {} : { point }, { tab }, values);
    canvas.panel().enter?.();
    canvas.changeAll({});
  }
  let shown = null;
  return {
    open,
    show() {
      if (shown === view.tab) return;
      shown = view.tab;
      const button = buttons[panels.indexOf(canvas.panel())];
      // In a narrow window the row is scrolled, the page is not.
      list.scrollLeft = button.offsetLeft - (list.clientWidth - button.offsetWidth) / 2;
      for (const [index, panel] of panels.entries()) {
        const chosen = panel === canvas.panel();
        buttons[index].setAttribute("aria-selected", chosen);
        buttons[index].tabIndex = chosen ? 0 : -1;
        const section = root.querySelector(`[data-panel=${panel.name}]`);
        section.hidden = !chosen;
        const slot = section.querySelector(".now-slot"), box = root.querySelector(".now-box");
        if (chosen && box.parentElement !== slot) slot.append(box);
      }
    },
  };
}
