// The tools below the stage: path, swap, truncation, and the files to take away.

const NO_TRUNCATION = 3; // the slider's last step beyond stands for "off"

function bindTools(root, { view, locked, changed, zChanged }) {
  for (const radio of root.querySelectorAll("[name=method]")) {
    radio.addEventListener("change", () => { view.method = radio.value; changed("scene"); });
  }
  root.querySelector(".swap").addEventListener("click", () => {
    for (const what of ["seed", "class", "edits"]) {
      const [a, b] = [`${what}_a`, `${what}_b`];
      [view[a], view[b]] = [view[b], view[a]];
    }
    [locked.a, locked.b] = [locked.b, locked.a];
    zChanged("scene");
  });
  const truncation = root.querySelector(".truncation input");
  truncation.addEventListener("input", () => {
    const value = Number(truncation.value);
    view.truncation = value > NO_TRUNCATION ? null : value;
    zChanged("scene", "grid");
  });
}

function showTools(root, view) {
  root.querySelector(`[name=method][value=${view.method}]`).checked = true;
  const text = view.truncation === null ? "off" : view.truncation.toFixed(2);
  const slider = root.querySelector(".truncation input");
  slider.value = view.truncation ?? slider.max;
  slider.setAttribute("aria-valuetext", text);
  root.querySelector(".truncation output").textContent = text;

  const stem = `${view.model.replace(/^run:/, "").replace("@", "-")}-seeds-${view.seed_a}-${view.seed_b}`;
  const link = (selector, route, name) => {
    const anchor = root.querySelector(selector);
    anchor.href = `${basePath()}/api/explore/${route}`;
    anchor.download = `${stem}-${name}`;
  };
  link(".save-frame", `frame.png?${query(view, FRAME_FIELDS)}&scale=16`, `t${view.t.toFixed(2)}.png`);
  link(".save-strip", `strip.png?${query(view, WAY_FIELDS)}&frames=9&scale=4`, "strip.png");
  link(".save-walk", `walk.gif?${query(view, WAY_FIELDS)}&frames=48`, `${view.method}.gif`);
}
