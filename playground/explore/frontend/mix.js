// A - B + C: three places for pictures, and what comes of them.

function buildMix(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=mix]");
  const slots = ["A", "B", "C"].map((label, index) => {
    const holder = panel.querySelector(`[data-slot="${index}"]`);
    const tile = tileButton(() => canvas.clickTargets.choose(`mix${index}`));
    const random = Object.assign(document.createElement("button"), { type: "button", textContent: "Random" });
    random.setAttribute("aria-label", `Random ${label}`);
    const set = (point) => {
      const points = pointsIn(view.mix);
      points[index] = point;
      canvas.change({ mix: points.join(";") }, "hand", "slots", "numbers");
    };
    random.addEventListener("click", () => set(randomSeed()));
    holder.append(tile, random);
    acceptDrops(holder, set);
    return { tile, target: { id: `mix${index}`, label, point: () => pointsIn(view.mix)[index], set } };
  });

  return {
    name: "mix",
    label: "A − B + C",
    all: ["slots", "hand"],
    jobs: {
      async slots() {
        if (view.tab === "mix") await drawPoints(canvas, pointsIn(view.mix), slots.map(({ tile }) => tile.firstChild));
      },
    },
    targets: () => slots.map(({ target }) => target),
    show(about) {
      pointsIn(view.mix).forEach((point, index) => {
        nameTile(slots[index].tile, point, about);
        slots[index].tile.lastChild.prepend(`${"ABC"[index]} `);
      });
      panel.querySelector(".words").textContent = "A − B + C";
    },
    sentence: (about) => pointsIn(view.mix).map((point) => describe(point, about)).join(" "),
  };
}
