// The grid: samples of consecutive seeds; a click puts one where the switch says.

const PAGE = 40; // tiles that "More" adds

function buildGrid(canvas) {
  const { root, view } = canvas;
  const at = finder(root, [".samples "]);
  const tiles = at(".tiles"), first = at(".first"), classes = at(".grid-class select"), more = at(".more");
  let marked = "";
  first.addEventListener("input", () => {
    const seed = seedIn(first);
    if (seed !== null) canvas.change({ first: seed }, "grid");
  });
  classes.addEventListener("change", () => canvas.change({ class: classes.value }, "grid"));
  more.addEventListener("click", () => {
    canvas.change({ count: String(Math.min(MAX_COUNT, Number(view.count) + PAGE)) }, "grid");
  });
  const points = () => Array.from({ length: Number(view.count) }, (_, index) =>
    withPart(String(Number(view.first) + index), "c", view.class));

  return {
    poster(address) { tiles.replaceChildren(posterImage(address, () => tiles.replaceChildren())); },
    offerClasses: (names) => fillClasses(classes, names, "all"),
    async draw() {
      const asked = points();
      tiles.querySelector(".poster-sheet")?.remove();
      showTiles(tiles, asked, canvas.about, canvas.use);
      await drawPoints(canvas, asked, [...tiles.children].map((tile) => tile.firstChild));
      mark(true);
    },
    show(about) {
      showNumber(first, view.first);
      choose(classes, view.class);
      at(".grid-class").hidden = !about?.num_classes;
      putText(at(".caption"), about?.caption ?? "");
      tiles.style.setProperty("--columns", about?.columns ?? 10);
      more.hidden = !about || Number(view.count) >= MAX_COUNT;
      mark();
    },
  };

  // Which tiles are where: same seed, same class, nothing moved.
  function mark(isFresh = false) {
    const { about } = canvas;
    const places = canvas.targets().map(({ id, label, point }) => [id === "hand" ? "✓" : label, about ? alike(point(), about) : ""]);
    const now = String(places);
    if (now === marked && !isFresh) return;
    marked = now;
    for (const tile of tiles.querySelectorAll("button")) {
      const own = alike(tile.dataset.point, about);
      tile.dataset.is = places.filter(([, point]) => point === own).map(([label]) => label).join("");
    }
  }
}

// The point with the class it shows by itself written out.
function alike(point, about) {
  if (!about?.num_classes || partOf(point, "c") || !isSeed(point)) return point;
  return withPart(point, "c", String(plainSeed(point) % about.num_classes));
}

// The switch "Click sets": the places of this tab that take a picture.
function buildTargets(canvas) {
  const holder = canvas.root.querySelector(".targets");
  let shown = "";
  return {
    chosen() {
      const targets = canvas.targets();
      const id = holder.querySelector("input:checked")?.value;
      return Math.max(0, targets.findIndex((target) => target.id === id));
    },
    choose(id) { const radio = holder.querySelector(`[value="${id}"]`); if (radio) radio.checked = true; },
    show() {
      const targets = canvas.targets();
      const words = canvas.view.tab + targets.map(({ id, label }) => id + label).join();
      if (words === shown) return;
      const before = shown.startsWith(canvas.view.tab) && holder.querySelector("input:checked")?.value;
      shown = words;
      holder.innerHTML = '<span class="name">Click sets</span>' + targets.map(({ id, label }) => `
        <label title="Shift-click sets the next"><input type="radio" name="target" value="${id}"><span>${label}</span></label>`).join("");
      (holder.querySelector(`[value="${before}"]`) ?? holder.querySelector("input")).checked = true;
    },
  };
}

function posterImage(address, onMissing) {
  const image = new Image();
  image.className = "pixels poster-sheet";
  image.alt = "A sheet of samples made during training";
  image.addEventListener("error", onMissing);
  image.src = address;
  return image;
}
