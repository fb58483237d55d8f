// Directions: sliders sorted by strength, each with the picture at -3 to +3, and sums that got a name.

const REACH = 3; // standard deviations a slider goes either way, as the preview strip does
const STEPS_SHOWN = 7;
const ASK_AGAIN_MS = 1500;
const NAMED_KEY = "gan-playground-named";
const KIND_WORDS = {
  measured: "Measured on the pictures: a step of 1 changes what is measured by the figure beside it.",
  pca: "Principal components of the first layer's features: found without labels; what they do is for you to name.",
  sefa: "Factors of the first layer's weights, in closed form: found without labels; what they do is for you to name.",
};

function buildDirections(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=directions]");
  const at = (selector) => panel.querySelector(selector);
  const rows = at(".ways"), kinds = at(".kinds");
  let all = [], knownFor = "", again = 0;
  let named = rememberedNames();

  kinds.addEventListener("change", () => { rows.replaceChildren(); canvas.show(); canvas.wire.mark("along"); });
  at(".rest").addEventListener("click", () => set(new Map()));
  at(".name-it").addEventListener("click", nameThese);
  rows.addEventListener("input", (event) => move(event.target.dataset.id, Number(event.target.value)));
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) move(button.dataset.id, Number(button.dataset.amount));
  });
  at(".named").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const entry = named[Number(button.dataset.index)];
    if (button.dataset.forget) return remember(named.filter((each) => each !== entry));
    const sum = amounts();
    for (const [id, amount] of readPairs(entry.text)) sum.set(id, (sum.get(id) ?? 0) + amount);
    set(sum);
  });

  const amounts = () => readPairs(partOf(view.point, "d"));
  const shown = () => all.filter(({ kind }) => kind === kinds.querySelector(":checked").value);
  function set(pairs) {
    const kept = [...pairs].filter(([, amount]) => Math.abs(amount) > 0.005);
    canvas.change({ point: withPart(view.point, "d", writePairs(kept)) }, "hand");
    if (!panel.querySelector("input[type=range]:active")) canvas.wire.mark("along");
  }
  const move = (id, amount) => set(amounts().set(id, amount));
  rows.addEventListener("change", () => canvas.wire.mark("along")); // a slider has come to rest

  function nameThese() {
    const name = window.prompt("What do these do together?", "");
    if (name?.trim()) remember([...named, { name: name.trim().slice(0, 40), text: partOf(view.point, "d") }]);
  }
  function remember(fresh) {
    named = fresh.slice(-20);
    try { localStorage.setItem(NAMED_KEY, JSON.stringify(named)); } catch { /* private window */ }
    showNamed();
  }
  function showNamed() {
    at(".named").replaceChildren(...named.map(({ name, text }, index) => {
      const chip = document.createElement("span");
      chip.className = "group";
      chip.innerHTML = `<button type="button" data-index="${index}"></button><button type="button" data-index="${index}" data-forget="1">✕</button>`;
      chip.firstChild.textContent = name;
      chip.firstChild.title = `Adds ${text}`;
      chip.lastChild.setAttribute("aria-label", `Forget ${name}`);
      return chip;
    }));
  }

  return {
    name: "directions",
    label: "Directions",
    all: ["hand", "directions", "along"],
    jobs: {
      // What is known so far; asked for again until the search is over.
      async directions() {
        if (view.tab !== "directions") return;
        clearTimeout(again);
        const facts = await (await ask("directions.json", query(view, canvas.defaults, ["model"]))).json();
        if (knownFor !== view.model) { rows.replaceChildren(); knownFor = view.model; }
        const more = facts.directions.length !== all.length;
        all = facts.directions;
        at(".found").textContent = facts.done ? "" : `Looking for directions, ${Math.round(100 * facts.progress)}% done.`;
        if (!facts.done) again = setTimeout(() => canvas.wire.mark("directions"), ASK_AGAIN_MS);
        if (more) { canvas.show(); canvas.wire.mark("along"); }
      },
      async along() {
        const ids = shown().map(({ id }) => id);
        if (view.tab !== "directions" || !ids.length) return;
        const asked = query(view, canvas.defaults, handFields(view));
        asked.set("ids", ids.join(","));
        const pixels = await askPixels("along.raw", asked);
        [...rows.querySelectorAll(".strip canvas")].forEach((tile, index) => {
          if (index < pixels.count) drawTile(tile, pixels, index);
        });
      },
    },
    targets: () => [handTarget(canvas)],
    stop: () => clearTimeout(again),
    show(about) {
      const list = shown(), moved = amounts();
      if ([...rows.children].map((row) => row.dataset.id).join() !== list.map(({ id }) => id).join()) {
        rows.replaceChildren(...list.map(directionRow));
      }
      list.forEach(({ id }, index) => showDirection(rows.children[index], moved.get(id) ?? 0));
      at(".rest").disabled = at(".name-it").disabled = !moved.size;
      at(".words").textContent = describe(view.point, about);
      if (all.length && !at(".found").textContent.startsWith("Looking")) {
        at(".found").textContent = KIND_WORDS[kinds.querySelector(":checked").value];
      }
      showNamed();
    },
    sentence: (about) => describe(view.point, about),
  };
}

function directionRow({ id, kind, name, opposite, strength, effect, unit, rising, explains }) {
  const row = document.createElement("div");
  row.className = "way-row";
  row.dataset.id = id;
  const facts = [`strength ${strength.toFixed(3)}`];
  if (effect !== null) facts.push(`${signed(effect, 2)} ${unit} a step`);
  if (rising !== null) facts.push(`rises at every step on ${Math.round(100 * rising)}% of 200 seeds`);
  if (explains !== null) facts.push(`explains ${(100 * explains).toFixed(1)}%`);
  row.innerHTML = `
    <div class="who"></div>
    <div class="strip"></div>
    <div class="range"><input type="range" min="${-REACH}" max="${REACH}" step="0.05" data-id="${id}"><output></output></div>`;
  row.querySelector(".who").textContent = kind === "measured" ? `${opposite} ↔ ${name}` : name;
  row.querySelector(".who").title = `${facts.join("; ")}. Strength is the mean change of a pixel, of 1, for one standard deviation of z.`;
  row.querySelector(".who").append(Object.assign(document.createElement("small"), { textContent: ` ${facts.slice(0, 2).join(", ")}` }));
  row.querySelector("input").setAttribute("aria-label", name);
  for (let step = 0; step < STEPS_SHOWN; step++) {
    const amount = REACH * ((2 * step) / (STEPS_SHOWN - 1) - 1);
    const button = document.createElement("button");
    button.type = "button";
    Object.assign(button.dataset, { id, amount });
    button.setAttribute("aria-label", `${name} to ${signed(amount, 0)}`);
    button.append(pixelCanvas());
    row.querySelector(".strip").append(button);
  }
  return row;
}

function showDirection(row, amount) {
  const input = row.querySelector("input");
  if (Number(input.value) !== amount) input.value = amount;
  row.querySelector("output").textContent = signed(amount, 1);
  row.querySelectorAll(".strip button").forEach((button) => {
    button.setAttribute("aria-current", Math.abs(Number(button.dataset.amount) - amount) < 0.5);
  });
}

function rememberedNames() {
  try {
    const found = JSON.parse(localStorage.getItem(NAMED_KEY));
    return Array.isArray(found) ? found.filter(({ name, text }) => typeof name === "string" && /^[\w:,.-]+$/.test(text)) : [];
  } catch {
    return [];
  }
}
