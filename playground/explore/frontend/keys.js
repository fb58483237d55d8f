// Key points of the walk in order, each with the way to the next.

const NEW_WAY = ["20", "slerp", "smooth"]; // as in playground/latent_view.py

function waysOf(view) {
  const wanted = Math.max(1, pointsIn(view.keys).length - (view.loop === "1" ? 0 : 1));
  const found = (view.ways ? view.ways.split(";") : []).map((way) => way.split(":")).slice(0, wanted);
  return [...found, ...Array.from({ length: wanted - found.length }, () => [...NEW_WAY])];
}

const lengthOf = (view) =>
  waysOf(view).reduce((total, [frames]) => total + Number(frames), 0) + (view.loop === "1" ? 0 : 1);

function buildKeys(list, canvas, change) {
  const { root, view } = canvas;
  const template = root.querySelector(".key-template");
  let locked = []; // beside the key points; a matter of hands, not of what is drawn

  // Key points, ways and locks belong together: each edit moves all three.
  function edit(move) {
    const ways = waysOf(view);
    const cards = pointsIn(view.keys).map((point, index) => ({ point, way: ways[index] ?? [...NEW_WAY], locked: Boolean(locked[index]) }));
    const moved = move(cards) ?? cards;
    locked = moved.map((card) => card.locked);
    change({ keys: moved.map((card) => card.point).join(";"), ways: moved.map((card) => card.way.join(":")).join(";") });
  }
  const swap = (cards, i, j) => { if (cards[j]) [cards[i], cards[j]] = [cards[j], cards[i]]; };
  const deeds = {
    left: (index) => edit((cards) => swap(cards, index, index - 1)),
    right: (index) => edit((cards) => swap(cards, index, index + 1)),
    lock: (index) => edit((cards) => { cards[index].locked = !cards[index].locked; }),
    copy: (index) => edit((cards) => { cards.splice(index + 1, 0, { ...cards[index], way: [...cards[index].way], locked: false }); }),
    drop: (index) => edit((cards) => { cards.splice(index, 1); }),
  };
  const set = (index, point) => {
    if (locked[index]) return canvas.speak(`Key point ${index + 1} is locked.`);
    edit((cards) => { if (cards[index]) cards[index].point = point; });
  };
  const add = (point) => edit((cards) => {
    if (cards.length < MAX_KEYS) cards.push({ point, way: [...NEW_WAY], locked: false });
  });

  function card() {
    const item = template.content.firstElementChild.cloneNode(true);
    const index = () => [...list.children].indexOf(item);
    const tile = tileButton(() => canvas.clickTargets.choose(`key${index()}`));
    item.prepend(tile);
    acceptDrops(item, (point) => set(index(), point));
    item.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) deeds[button.dataset.do](index());
    });
    item.querySelector(".way").addEventListener("change", () => {
      const frames = item.querySelector(".frames");
      const good = Number.isInteger(Number(frames.value)) && Number(frames.value) >= 1 && Number(frames.value) <= 600;
      frames.setAttribute("aria-invalid", !good);
      if (!good) return;
      const way = [String(Number(frames.value)), item.querySelector(".method").value, item.querySelector(".easing").value];
      edit((cards) => { cards[index()].way = way; });
    });
    return item;
  }

  return {
    add,
    shuffle() {
      edit((cards) => cards.forEach((card) => { if (!card.locked) card.point = randomSeed(); }));
    },
    targets: () => [
      ...pointsIn(view.keys).map((point, index) => ({
        id: `key${index}`, label: String(index + 1), point: () => pointsIn(view.keys)[index], set: (fresh) => set(index, fresh),
      })),
      ...(pointsIn(view.keys).length < MAX_KEYS ? [{ id: "new", label: "new", point: () => "", set: add }] : []),
    ],
    show(about) {
      const points = pointsIn(view.keys), ways = waysOf(view);
      while (list.childElementCount > points.length) list.lastChild.remove();
      while (list.childElementCount < points.length) list.append(card());
      points.forEach((point, index) => {
        const item = list.children[index], way = ways[index];
        nameTile(item.querySelector(".tile"), point, about, "", `${index + 1}: `);
        item.querySelector("[data-do=lock]").setAttribute("aria-pressed", Boolean(locked[index]));
        item.querySelector("[data-do=left]").disabled = index === 0;
        item.querySelector("[data-do=right]").disabled = index === points.length - 1;
        item.querySelector("[data-do=copy]").disabled = points.length >= MAX_KEYS;
        item.querySelector("[data-do=drop]").disabled = points.length <= 2;
        item.querySelector(".way").hidden = !way;
        if (!way) return;
        showNumber(item.querySelector(".frames"), way[0]);
        choose(item.querySelector(".method"), way[1]);
        choose(item.querySelector(".easing"), way[2]);
      });
    },
    async draw() {
      if (view.tab !== "walk") return;
      await drawPoints(canvas, pointsIn(view.keys), [...list.querySelectorAll(".tile .pixels")]);
    },
  };
}
