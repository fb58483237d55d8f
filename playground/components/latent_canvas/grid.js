// The grid: samples of consecutive seeds; a click makes one A or B.

const PAGE = 40; // tiles that "More" adds

function buildGrid(root, hooks) {
  const at = (selector) => root.querySelector(selector);
  const tiles = at(".tiles"), first = at(".first"), classes = at(".grid-class select"), more = at(".more");
  first.addEventListener("input", () => {
    const seed = seedIn(first);
    if (seed !== null) hooks.change({ first: seed });
  });
  classes.addEventListener("change", () => hooks.change({ grid_class: classIn(classes) }));
  more.addEventListener("click", () => hooks.change({ count: Math.min(MAX_COUNT, hooks.view().count + PAGE) }));
  tiles.addEventListener("click", (event) => {
    const tile = event.target.closest("button");
    if (!tile) return;
    const target = root.querySelector("[name=target]:checked").value;
    const other = target === "a" ? "b" : "a";
    hooks.pick(event.shiftKey ? other : target, Number(tile.dataset.seed), hooks.view().grid_class);
  });

  return {
    poster(address) { tiles.replaceChildren(posterImage(address, () => tiles.replaceChildren())); },
    offerClasses: (names) => fillClasses(classes, names, "all"),
    draw(bitmap, view, about) {
      const size = about.image_size, columns = bitmap.width / size;
      tiles.querySelector("img")?.remove();
      while (tiles.childElementCount > view.count) tiles.lastChild.remove();
      while (tiles.childElementCount < view.count) tiles.append(emptyTile());
      [...tiles.children].forEach((tile, index) => {
        const canvas = tile.firstChild;
        if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
        const x = (index % columns) * size, y = Math.floor(index / columns) * size;
        canvas.getContext("2d").drawImage(bitmap, x, y, size, size, 0, 0, size, size);
        nameTile(tile, view.first + index, classOf(view.first + index, view.grid_class, about));
      });
    },
    show(view, about) {
      showNumber(first, view.first);
      classes.value = view.grid_class ?? "";
      at(".grid-class").hidden = !about?.num_classes;
      at(".caption").textContent = about?.caption ?? "";
      tiles.style.setProperty("--columns", about?.columns ?? 10);
      more.hidden = !about || view.count >= MAX_COUNT;
      for (const tile of tiles.querySelectorAll("button")) markTile(tile, view, about);
    },
  };
}

function emptyTile() {
  const tile = document.createElement("button");
  tile.type = "button";
  tile.innerHTML = '<canvas class="pixels"></canvas><span class="seed-name"></span>';
  return tile;
}

function nameTile(tile, seed, shownClass) {
  tile.dataset.seed = seed;
  tile.setAttribute("aria-label", shownClass ? `Seed ${seed}, ${shownClass}` : `Seed ${seed}`);
  tile.title = shownClass ? `Seed ${seed}, ${shownClass}` : `Seed ${seed}`;
  tile.lastChild.replaceChildren(String(seed));
  if (shownClass) {
    const small = document.createElement("small");
    small.textContent = ` ${shownClass}`;
    tile.lastChild.append(small);
  }
}

// Which tiles are A and B: same seed, same class, no slider moved.
function markTile(tile, view, about) {
  const seed = Number(tile.dataset.seed);
  const shown = classOf(seed, view.grid_class, about);
  const is = (end) => view[`seed_${end}`] === seed && !view[`edits_${end}`].size
    && classOf(seed, view[`class_${end}`], about) === shown;
  tile.dataset.is = (is("a") ? "A" : "") + (is("b") ? "B" : "");
}

function posterImage(address, onMissing) {
  const image = new Image();
  image.className = "pixels poster-sheet";
  image.alt = "A sheet of samples made during training";
  image.addEventListener("error", onMissing);
  image.src = address;
  return image;
}
