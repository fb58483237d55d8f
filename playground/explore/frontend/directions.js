// Directions: sliders sorted by strength, each with a strip of the picture in hand from -3 to +3.

const WAY_STEPS = 7, WAY_LIMIT = 4; // pictures of a strip; standard deviations either way
const HOLDS = 0.9; // share of seeds from which on a measured direction is taken at its word
const ASK_AGAIN_MS = 700;
const MY_WAYS = "gan-playground directions";

function buildDirections(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=directions]");
  const at = finder(panel);
  const list = at(".ways"), scope = at(".scope select");
  let shown = "", timer = 0;

  const amounts = () => readPairs(partOf(view.point, "d"));
  const setAll = (pairs, ...jobs) => {
    const moved = [...pairs].filter(([, amount]) => amount !== 0);
    canvas.change({ point: withPart(view.point, "d", writePairs(moved)) }, "hand", "numbers", ...jobs);
  };
  const setOne = (id, amount, ...jobs) => setAll(amounts().set(id, Number(amount)), ...jobs);

  list.addEventListener("input", ({ target }) => setOne(target.dataset.id, target.value));
  // Strips follow when the slider has come to rest: each is seven pictures.
  list.addEventListener("change", () => canvas.wire.mark("strips"));
  list.addEventListener("click", (event) => {
    const reset = event.target.closest(".reset"), step = event.target.closest("[data-amount]");
    if (reset) setOne(reset.dataset.id, 0, "strips");
    if (step) setOne(step.dataset.id, (amounts().get(step.dataset.id) ?? 0) + Number(step.dataset.amount), "strips");
  });
  scope.addEventListener("change", () => canvas.wire.mark("ways"));
  at(".still").addEventListener("click", () => setAll([], "strips"));
  at(".keep-way").addEventListener("click", () => {
    const name = window.prompt("A name for this way of changing the picture");
    if (name?.trim()) keepWays([...myWays(), { name: name.trim().slice(0, 40), text: partOf(view.point, "d") }]);
    showMine();
  });

  function showMine() {
    const mine = myWays();
    at(".my-ways").hidden = !mine.length;
    at(".my-ways").replaceChildren(at(".my-ways .name"), ...mine.map(({ name, text }, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
      button.title = `${text}; Delete removes it`;
      button.addEventListener("click", () => setAll(readPairs(text), "strips"));
      button.addEventListener("keydown", ({ key }) => {
        if (key !== "Delete") return;
        keepWays(mine.filter((_, other) => other !== index));
        showMine();
      });
      return button;
    }));
  }

  async function learnWays() {
    if (view.tab !== "directions") return;
    const asked = query(view, canvas.defaults, ["model"]);
    if (scope.value) asked.set("of", scope.value);
    const wanted = String(asked);
    const { directions, done, progress } = await (await ask("directions.json", asked)).json();
    at(".search").hidden = done;
    at(".search").value = progress;
    at(".searching").textContent = done ? "" : "still looking; what is found can be used";
    const fresh = wanted + directions.map(({ id }) => id);
    if (fresh !== shown) {
      shown = fresh;
      const inOrder = [...directions.filter((way) => !fallsShort(way)), ...directions.filter(fallsShort)];
      list.replaceChildren(...inOrder.map((way) => wayRow(way, canvas.about)));
      canvas.panel().show(canvas.about);
      canvas.wire.mark("strips");
    }
    clearTimeout(timer);
    if (!done) timer = setTimeout(() => canvas.wire.mark("ways"), ASK_AGAIN_MS);
  }

  async function drawStrips() {
    const rows = [...list.children];
    if (view.tab !== "directions" || !rows.length) return;
    const asked = query(view, canvas.defaults, handFields(view));
    asked.set("ids", rows.map((row) => row.dataset.id).join(","));
    const pixels = await askPixels("along.raw", asked);
    rows.forEach((row, place) => drawRow(row.querySelector(".pixels"), pixels, WAY_STEPS * place, WAY_STEPS));
  }

  showMine();
  return {
    name: "directions",
    label: "Directions",
    all: ["hand", "ways", "strips"],
    jobs: { ways: learnWays, strips: drawStrips },
    targets: () => [handTarget(canvas)],
    offerClasses(names) {
      scope.replaceChildren(new Option("all classes", ""), ...names.map((name, index) => new Option(name, index)));
      at(".scope").hidden = !names.length;
    },
    show(about) {
      const now = amounts();
      putText(at(".words"), describe(view.point, about));
      at(".still").disabled = at(".keep-way").disabled = !now.size;
      for (const row of list.children) {
        const amount = now.get(row.dataset.id) ?? 0, slider = row.find("input");
        if (Number(slider.value) !== amount) slider.value = amount;
        row.classList.toggle("moved", amount !== 0);
        putText(row.find("output"), signed(amount, 1));
      }
    },
    stop() { clearTimeout(timer); },
    sentence: (about) => describe(view.point, about),
  };
}

// Measured, but not to be taken at its word; such directions stand below the others.
const fallsShort = ({ kind, rising }) => kind === "measured" && rising < HOLDS;

function wayFacts(way, about) {
  const { kind, effect, unit, rising, explains, without, only } = way;
  if (kind !== "measured") return `explains ${(100 * explains).toFixed(1)}%`;
  const facts = `${signed(effect, Math.abs(effect) < 0.1 ? 3 : 2)} ${unit} a step, rises on ${Math.floor(100 * rising)}%`;
  const names = without.slice(0, 3).map((index) => className(index, about));
  const left = names.length ? `, not in ${names.join(", ")}${without.length > 3 ? " …" : ""}` : "";
  const advice = only === null && about?.num_classes ? ", look in one class" : "";
  return facts + left + (fallsShort(way) ? `; not to be relied on${advice}` : "");
}

function wayRow(way, about) {
  const { id, name, opposite, strength, kind } = way;
  const row = document.createElement("li");
  row.className = fallsShort(way) ? "way short" : "way";
  row.dataset.id = id;
  row.find = finder(row);
  row.innerHTML = `<span class="title"><b></b> <small></small></span>
    <span class="strip"></span>
    <span class="less name"></span><input type="range" min="${-WAY_LIMIT}" max="${WAY_LIMIT}" step="0.1">
    <span class="more-of name"></span><output></output><button type="button" class="reset" aria-label="Reset">↺</button>`;
  row.querySelector("b").textContent = kind === "measured" ? id : name;
  row.querySelector("small").textContent = `${strength.toFixed(3)}, ${wayFacts(way, about)}`;
  row.querySelector(".less").textContent = opposite || "−";
  row.querySelector(".more-of").textContent = opposite ? name : "+";
  const slider = row.querySelector("input");
  slider.setAttribute("aria-label", `Along ${id}, in standard deviations`);
  for (const part of [slider, row.querySelector(".reset")]) part.dataset.id = id;
  row.querySelector(".strip").append(stillPicture(), ...Array.from({ length: WAY_STEPS }, (_, step) => {
    const amount = step - (WAY_STEPS - 1) / 2;
    const button = Object.assign(document.createElement("button"), { type: "button", title: `${signed(amount, 0)} from here` });
    button.setAttribute("aria-label", `${id} ${button.title}`);
    Object.assign(button.dataset, { id, amount });
    return button;
  }));
  return row;
}

// Ways a person has named, in this browser only; a way travels to others in the address.
function myWays() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(MY_WAYS)) ?? [];
    return kept.filter(({ name, text }) => typeof name === "string" && typeof text === "string");
  } catch {
    return [];
  }
}

function keepWays(ways) {
  try { window.localStorage.setItem(MY_WAYS, JSON.stringify(ways.slice(-20))); } catch { /* private window: not kept */ }
}
