// Your picture: drawn or chosen, sent to be looked for, and then the picture in hand.

const LOOK_MS = 250; // between two looks at a search
const HANDED_ON = "It is the picture in hand now: every other tab goes on from it.";

function buildPicture(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=picture]");
  const at = (selector) => panel.querySelector(selector);
  const paper = buildPaper(at(".paper"), at(".pen"), at(".rub"));
  let search = 0; // counts up, so that an overtaken search says nothing more

  at(".clear").addEventListener("click", paper.clear);
  at(".seek").addEventListener("click", async () => seek(await paper.blob()));
  at(".upload").addEventListener("change", () => {
    const file = at(".upload").files[0];
    at(".upload").value = "";
    if (file) seek(file);
  });
  acceptFiles(at(".own"), seek);

  async function seek(blob) {
    const own = ++search;
    say("Looking for it.");
    try {
      const asked = query(view, canvas.defaults, ["model"]);
      if (at("select").value !== "") asked.set("of", at("select").value);
      const { id } = await (await send(`invert?${asked}`, blob)).json();
      while (own === search && view.tab === "picture") {
        const facts = await (await ask(`invert/${id}.json`, "")).json();
        await show(id, facts);
        if (facts.done) break;
        await new Promise((go) => setTimeout(go, LOOK_MS));
      }
    } catch (error) {
      if (own === search) say(error.message);
    }
  }
  async function show(id, { progress, error, point, done, swapped }) {
    at("progress").hidden = done;
    at("progress").value = progress;
    if (!point) return;
    const pixels = await askPixels(`invert/${id}.raw`, "");
    [".asked", ".nearest"].forEach((name, index) => {
      if (index < pixels.count) { drawTile(at(name), pixels, index); at(name).parentElement.hidden = false; }
    });
    const far = `Mean difference of a pixel ${error.toFixed(3)} of 1; 0 would be the very picture.`;
    say(`${far}${swapped ? " Light and dark were swapped, as this generator draws on black." : ""}${done ? ` ${HANDED_ON}` : ""}`);
    canvas.change({ point }, "hand", ...(done ? ["numbers"] : []));
  }
  function say(text) { at(".outcome").textContent = text; }

  return {
    name: "picture",
    label: "Your picture",
    all: ["hand"],
    jobs: {},
    targets: () => [handTarget(canvas)],
    offerClasses: (names) => fillClasses(at("select"), names, "every class"),
    stop() { search++; at("progress").hidden = true; },
    show(about) {
      at(".of-class").hidden = !about?.num_classes;
      at(".words").textContent = describe(view.point, about);
    },
    sentence: (about) => describe(view.point, about),
  };
}

// A black paper and a white pen, as the data is; the rubber is a black pen.
function buildPaper(paper, pen, rubber) {
  const context = paper.getContext("2d");
  let last = null;
  const clear = () => { context.fillStyle = "#000"; context.fillRect(0, 0, paper.width, paper.height); };
  const place = (event) => [
    (event.offsetX * paper.width) / paper.clientWidth, (event.offsetY * paper.height) / paper.clientHeight,
  ];
  function stroke(to) {
    context.strokeStyle = rubber.getAttribute("aria-pressed") === "true" ? "#000" : "#fff";
    context.lineWidth = Number(pen.value);
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...last);
    context.lineTo(...to);
    context.stroke();
    last = to;
  }
  rubber.addEventListener("click", () => rubber.setAttribute("aria-pressed", rubber.getAttribute("aria-pressed") !== "true"));
  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    last = place(event);
    stroke([last[0] + 0.1, last[1]]);
  });
  paper.addEventListener("pointermove", (event) => { if (last) stroke(place(event)); });
  for (const end of ["pointerup", "pointercancel"]) paper.addEventListener(end, () => { last = null; });
  clear();
  return { clear, blob: () => new Promise((done) => paper.toBlob(done, "image/png")) };
}

function acceptFiles(element, take) {
  element.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  element.addEventListener("drop", (event) => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}
