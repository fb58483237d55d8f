// The tray: pictures kept in this browser. A point is a description, so every model can draw it.

const TRAY_KEY = "gan-playground-kept";
const TRAY_SIZE = 24;

function buildTray(canvas) {
  const { root } = canvas;
  const section = root.querySelector(".tray"), holder = section.querySelector(".kept");
  let kept = remembered();

  root.querySelector(".keep").addEventListener("click", async () => {
    const point = await canvas.point();
    if (point !== null) keep(point);
  });
  section.querySelector(".empty").addEventListener("click", () => set([]));
  holder.addEventListener("keydown", (event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    const index = [...holder.children].indexOf(event.target.closest(".tile"));
    set(kept.filter((_, each) => each !== index));
    (holder.children[index] ?? holder.lastChild ?? root.querySelector(".keep")).focus();
  });
  acceptDrops(section, keep);

  function keep(point) {
    set([...kept.filter((each) => each !== point), point].slice(-TRAY_SIZE));
    canvas.speak("Kept.");
  }
  function set(points) {
    kept = points;
    try { localStorage.setItem(TRAY_KEY, JSON.stringify(kept)); } catch { /* private window: kept until it closes */ }
    canvas.wire.mark("tray");
    show();
  }
  function show() {
    section.hidden = !kept.length;
    showTiles(holder, kept, canvas.about, canvas.use);
  }
  return {
    show,
    keep,
    async draw() {
      if (kept.length) await drawPoints(canvas, kept, [...holder.children].map((tile) => tile.firstChild));
    },
  };
}

function remembered() {
  try {
    const found = JSON.parse(localStorage.getItem(TRAY_KEY));
    return Array.isArray(found) ? found.filter((point) => /^[@0-9][\w@:;,.~-]*$/.test(point)).slice(-TRAY_SIZE) : [];
  } catch {
    return [];
  }
}
