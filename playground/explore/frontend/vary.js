// Variations: nine of the picture in hand, each nudged another way.

function buildVary(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=vary]");
  const at = finder(panel);
  at(".nudge").addEventListener("input", () => canvas.change({ nudge: digits(at(".nudge").value) }, "variations"));
  at(".again").addEventListener("click", () => canvas.change({ batch: String((Number(view.batch) + 1) % 10000) }, "variations"));

  return {
    name: "vary",
    label: "Vary",
    all: ["hand", "variations"],
    jobs: {
      async variations() {
        if (view.tab !== "vary") return;
        const asked = query(view, canvas.defaults, [...handFields(view), "nudge", "batch"]);
        const { points } = await (await ask("variations.json", asked)).json();
        showTiles(at(".nine"), points, canvas.about, (point) => canvas.panel().targets()[0].set(point));
        [...at(".nine").children].forEach((tile, index) => { tile.lastChild.textContent = index ? `${index}` : "itself"; });
        await drawPoints(canvas, points, [...at(".nine").children].map((tile) => tile.firstChild));
      },
    },
    targets: () => [handTarget(canvas)],
    show(about) {
      at(".nudge").value = view.nudge;
      at("output").textContent = Number(view.nudge).toFixed(2);
      at(".words").textContent = describe(view.point, about);
    },
    sentence: (about) => describe(view.point, about),
  };
}
