// Classes: shares of each for the picture in hand, and a sheet of one z in every class.

const SHEET_SEEDS = 3; // rows of the sheet below the picture in hand
const MANY_CLASSES = 16; // more do not stand in a row: the picture in hand alone, in rows of so many

function buildClasses(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=classes]");
  const at = finder(panel);
  const rows = at(".weights"), sheet = at(".sheet");

  const set = (text) => canvas.change({ point: withPart(view.point, "c", text) }, "hand", "numbers");
  at(".by-seed").addEventListener("click", () => set(""));
  at(".equal").addEventListener("click", () => set(canvas.about.class_names.map((_, index) => `${index}:1`).join(",")));
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) set(button.dataset.index);
  });
  rows.addEventListener("input", (event) => {
    const weights = shares();
    weights.set(event.target.dataset.index, Number(event.target.value));
    const kept = [...weights].filter(([, weight]) => weight > 0).sort((x, y) => x[0] - y[0]);
    set(writePairs(kept)); // none left: the seed's own again
  });

  // Weights as they are set, or the class that a plain seed shows.
  function shares() {
    const found = readPairs(partOf(view.point, "c"));
    if (!found.size && canvas.about) {
      for (const [seed, weight] of seedWeights(view.point)) {
        const index = String(seed % canvas.about.num_classes);
        found.set(index, (found.get(index) ?? 0) + Math.max(0, weight));
      }
    }
    const sum = [...found.values()].reduce((total, weight) => total + weight, 0) || 1;
    return new Map([...found].map(([index, weight]) => [index, weight / sum]));
  }

  function sheetPoints() {
    const { about } = canvas;
    const seeds = Array.from({ length: about.num_classes > MANY_CLASSES ? 0 : SHEET_SEEDS }, (_, index) => String(Number(view.first) + index));
    return [view.point, ...seeds].flatMap((point) =>
      Array.from({ length: about.num_classes }, (_, index) => withPart(point, "c", String(index))));
  }

  return {
    name: "classes",
    label: "Classes",
    all: ["hand", "sheet"],
    jobs: {
      async sheet() {
        if (view.tab !== "classes" || !canvas.about.num_classes) return;
        const points = sheetPoints();
        sheet.style.setProperty("--columns", Math.min(MANY_CLASSES, canvas.about.num_classes));
        sheet.classList.toggle("many", canvas.about.num_classes > MANY_CLASSES);
        showTiles(sheet, points, canvas.about, canvas.use);
        if (sheet.matches(".many")) {
          [...sheet.children].forEach((tile, index) => { tile.lastChild.textContent = className(index, canvas.about); });
        }
        await drawPoints(canvas, points, [...sheet.children].map((tile) => tile.firstChild));
      },
    },
    targets: () => [handTarget(canvas)],
    offerClasses(names) {
      at(".below .name").textContent = names.length > MANY_CLASSES
        ? "The z in hand in every class"
        : "One z in every class: the picture in hand above, then the first seeds of the samples";
      rows.replaceChildren(...names.map((name, index) => weightRow(name, index)));
    },
    show(about) {
      const none = about && !about.num_classes;
      for (const part of [at(".right"), at(".below")]) part.hidden = none;
      at(".words").textContent = none
        ? "This model was trained without labels, so it has no classes to choose from."
        : describe(view.point, about);
      const weights = shares();
      [...rows.children].forEach((row, index) => {
        const share = weights.get(String(index)) ?? 0;
        const slider = row.find("input");
        if (slider.getRootNode().activeElement !== slider || Math.abs(slider.value - share) > 0.5) {
          const rounded = share.toFixed(2); // a slider's step
          if (Number(slider.value) !== Number(rounded)) slider.value = rounded;
        }
        putText(row.find("output"), `${Math.round(100 * share)}%`);
        row.find("button").setAttribute("aria-pressed", share > 0.995);
      });
    },
    sentence: (about) => describe(view.point, about),
  };
}

function seedWeights(point) {
  if (seedsOf(point)[0] !== "@") return [...readPairs(seedsOf(point))].map(([seed, weight]) => [Number(seed), weight]);
  const [x, y] = placeOf(point), left = Math.floor(x), top = Math.floor(y);
  const wrap = (value) => ((value % PLANE_WIDTH) + PLANE_WIDTH) % PLANE_WIDTH;
  return [[0, 0], [1, 0], [0, 1], [1, 1]].map(([i, j]) => [
    wrap(left + i) + PLANE_WIDTH * wrap(top + j),
    (i ? x - left : 1 - x + left) * (j ? y - top : 1 - y + top),
  ]);
}

function weightRow(name, index) {
  const row = document.createElement("div");
  row.className = "weight";
  row.find = finder(row);
  row.innerHTML = `<button type="button" data-index="${index}"></button>
    <input type="range" min="0" max="1" step="0.01" data-index="${index}"><output></output>`;
  row.querySelector("button").textContent = name;
  row.querySelector("input").setAttribute("aria-label", `Share of ${name}`);
  return row;
}
