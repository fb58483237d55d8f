// Latent sliders: one native range input for each number of z, filled with what the point drew.

const EDIT_LIMIT = 4; // 1 draw in 16,000 of a normal lies beyond

function buildSliders(canvas) {
  const { root } = canvas;
  const at = (selector) => root.querySelector(`.sliders ${selector}`);
  const panel = root.querySelector(".sliders"), opener = root.querySelector(".open-sliders"), dims = at(".dims");
  let z = null, shown = "";

  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", !panel.hidden);
    if (!panel.hidden) canvas.wire.mark("numbers");
    canvas.show();
  });
  at(".hands").addEventListener("change", () => { z = null; canvas.wire.mark("numbers"); });
  at(".reset-all").addEventListener("click", () => edit(new Map()));
  dims.addEventListener("input", (event) => {
    edit(new Map([...edits(), [event.target.dataset.dim, Number(event.target.value)]]));
  });
  dims.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const rest = edits();
    rest.delete(button.dataset.dim);
    button.closest(".dim").querySelector("input").focus();
    edit(rest);
  });

  const hand = () => canvas.targets().find(({ id }) => id === at(".hands input:checked")?.value) ?? canvas.targets()[0];
  const edits = () => readPairs(partOf(hand().point(), "e"));
  const edit = (pairs) => hand().set(withPart(hand().point(), "e", writePairs([...pairs].sort((x, y) => x[0] - y[0]))));

  return {
    // What the sliders stand at before any of them is moved.
    async numbers() {
      if (panel.hidden) return;
      const { view, defaults, about } = canvas;
      const parameters = query(view, defaults, ["model", "truncation"]);
      parameters.set("points", withPart(withPart(fitPoint(hand().point(), about), "e", ""), "s", ""));
      z = (await (await ask("numbers.json", parameters)).json()).z[0];
      showDims();
    },
    show() {
      if (panel.hidden || !canvas.about) return;
      showHands();
      showDims();
    },
  };

  function showHands() {
    const targets = canvas.targets();
    const words = canvas.view.tab + targets.map(({ label }) => label).join();
    if (words === shown) return;
    const before = at(".hands input:checked")?.value;
    shown = words;
    at(".hands").innerHTML = '<span class="name">z of</span>' + targets.map(({ id, label }) => `
      <label><input type="radio" name="hand" value="${id}"><span>${label}</span></label>`).join("");
    (at(`.hands [value="${before}"]`) ?? at(".hands input")).checked = true;
    canvas.wire.mark("numbers");
  }

  function showDims() {
    const { z_dim } = canvas.about;
    if (!z || z.length !== z_dim) return;
    while (dims.childElementCount > z_dim) dims.lastChild.remove();
    while (dims.childElementCount < z_dim) dims.append(buildDim(dims.childElementCount));
    const moved = edits();
    [...dims.children].forEach((dim, index) => showDim(dim, moved.get(String(index)) ?? z[index], moved.has(String(index))));
    at(".reset-all").disabled = !moved.size;
    at(".edited").textContent = moved.size
      ? `${moved.size} of ${z_dim} moved`
      : `${z_dim} numbers, drawn by ${seedWords(hand().point())}`;
  }
}

function buildDim(index) {
  const dim = document.createElement("div");
  dim.className = "dim";
  dim.innerHTML = `
    <span class="name" aria-hidden="true">z${index}</span>
    <input type="range" min="${-EDIT_LIMIT}" max="${EDIT_LIMIT}" step="0.01" data-dim="${index}" aria-label="z${index}">
    <output></output>
    <button type="button" data-dim="${index}" aria-label="Reset z${index}" title="Back to the seed's value">↺</button>`;
  return dim;
}

function showDim(dim, value, moved) {
  const input = dim.querySelector("input");
  if (Number(input.value) !== value) input.value = value;
  dim.querySelector("output").textContent = value.toFixed(2).replace("-", "−");
  dim.classList.toggle("moved", moved);
}
