// Your picture: drawn or uploaded, and the nearest that the generator knows.

const LOOK_MS = 250; // between two questions for the progress

function buildPicture(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=picture]");
  const at = (selector) => panel.querySelector(selector);
  const find = at(".find"), bar = at("progress.search");
  const drawing = drawingBoard(at(".drawing"), at(".pen"), () => { source = "drawing"; find.disabled = false; });
  let source = null, search = 0; // what to look for; number of the newest search

  at(".wipe").addEventListener("click", () => { drawing.clear(); find.disabled = source === "drawing" || !source; });
  find.addEventListener("click", async () => look(source === "drawing" ? await drawing.file() : source));
  at("input[type=file]").addEventListener("change", ({ target }) => take(target.files[0]));
  panel.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  panel.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });

  function take(file) {
    if (!file) return;
    source = file;
    find.disabled = false;
    look(file);
  }

  async function look(file) {
    const own = ++search;
    const asked = query(view, canvas.defaults, ["model"]);
    asked.set("ground", at(".ground").value);
    if (at(".in-class select").value) asked.set("of", at(".in-class select").value);
    show(0, "looking …");
    try {
      const { id } = await (await send(`invert?${asked}`, file)).json();
      for (let over = false; !over && own === search; ) {
        const facts = await (await ask(`invert/${id}.json`, "")).json();
        const pixels = await askPixels(`invert/${id}.raw`, "");
        if (own !== search) return;
        over = facts.done;
        drawTile(at(".asked"), pixels, 0);
        if (pixels.count > 1) drawTile(at(".nearest"), pixels, 1);
        if (facts.point) {
          const swapped = facts.swapped ? ", light and dark swapped" : "";
          show(facts.progress, `mean error of a pixel ${facts.error.toFixed(3)} of 1; 0 is perfect${swapped}`);
          canvas.change({ point: facts.point }, "hand", "numbers");
        }
        if (!over) await new Promise((go) => setTimeout(go, LOOK_MS));
      }
      show(1, at(".found").textContent);
    } catch (error) {
      if (own !== search) return;
      bar.hidden = true;
      at(".found").textContent = error.message;
    }
  }

  function show(progress, text) {
    bar.hidden = progress === 1;
    bar.value = progress;
    at(".found").textContent = text;
  }

  return {
    name: "picture",
    label: "Your picture",
    all: ["hand"],
    jobs: {},
    targets: () => [handTarget(canvas)],
    offerClasses(names) {
      at(".in-class select").replaceChildren(new Option("every class", ""), ...names.map((name, index) => new Option(name, index)));
      at(".in-class").hidden = !names.length;
    },
    show(about) { at(".words").textContent = describe(view.point, about); },
    stop() { search++; },
    sentence: (about) => describe(view.point, about),
  };
}

// A black board with a white pen; the server makes it as small as the generator's pictures.
function drawingBoard(board, pen, onStroke) {
  const context = board.getContext("2d");
  let last = null;
  const place = (event) => {
    const box = board.getBoundingClientRect();
    return [((event.clientX - box.left) * board.width) / box.width, ((event.clientY - box.top) * board.height) / box.height];
  };
  const clear = () => { context.fillStyle = "#000"; context.fillRect(0, 0, board.width, board.height); };
  const stroke = (event) => {
    const now = place(event);
    Object.assign(context, { strokeStyle: "#fff", lineWidth: Number(pen.value), lineCap: "round", lineJoin: "round" });
    context.beginPath();
    context.moveTo(...(last ?? now));
    context.lineTo(...now);
    context.stroke();
    last = now;
  };
  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    last = null;
    stroke(event);
    onStroke();
  });
  board.addEventListener("pointermove", (event) => { if (board.hasPointerCapture(event.pointerId)) stroke(event); });
  clear();
  return { clear, file: () => new Promise((done) => board.toBlob(done, "image/png")) };
}
