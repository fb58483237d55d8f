// Entry point: one canvas object for each mounted element, told of new data by Python's reruns.

const SPEAK_MS = 3000; // between two sentences to a screen reader
const canvases = new WeakMap();

function buildCanvas(root, data) {
  const view = viewFromData(data);
  const locked = { a: false, b: false };
  const address = addressWriter();
  const notice = noticeBoard(root.querySelector(".notice"));
  const speak = speaker(root.querySelector(".aloud"));
  let about = null;

  const wire = pump({ about: learn, scene: drawScene, frame: drawFrame, grid: drawGrid }, notice.error, notice.calm);
  const hooks = {
    view: () => view,
    t: () => view.t,
    setT(t, playing = false) {
      if (!playing) stage.stop();
      view.t = Number(t.toFixed(4));
      wire.mark("frame");
      playing ? stage.show(view, about) : changed();
    },
    settled: () => changed(),
    setSeed: (end, seed) => setEnd(end, seed, view[`class_${end}`]),
    setClass(end, index) { view[`class_${end}`] = index; changed("scene"); },
    toggleLock(end) { locked[end] = !locked[end]; changed(); },
    pick: setEnd,
    change(values) { Object.assign(view, values); changed("grid"); },
    opened: () => wire.mark("about"),
    redraw: () => sliders.show(view, about, locked),
    edited: () => changed("scene"),
  };
  const ends = { a: buildEnd(root, "a", hooks), b: buildEnd(root, "b", hooks) };
  const stage = buildStage(root, hooks);
  const grid = buildGrid(root, hooks);
  const sliders = buildSliders(root, hooks);
  bindTools(root, { view, locked, changed, zChanged });
  showPoster(data);
  show();
  wire.mark("about", "scene", "grid");

  // The values of a slider belong to the z they were moved in: another seed starts afresh.
  function setEnd(end, seed, index) {
    if (locked[end]) return speak(`${end.toUpperCase()} is locked.`);
    view[`seed_${end}`] = seed;
    view[`class_${end}`] = index;
    view[`edits_${end}`].clear();
    zChanged("scene");
  }
  function zChanged(...jobs) {
    changed(...jobs, ...(sliders.isOpen() ? ["about"] : []));
  }
  function changed(...jobs) {
    show();
    address.write(view);
    speak(sentence(view, about));
    wire.mark(...jobs);
  }
  function show() {
    for (const end of ["a", "b"]) ends[end].show(view, about, locked[end]);
    stage.show(view, about);
    grid.show(view, about);
    sliders.show(view, about, locked);
    showTools(root, view);
  }

  // jobs of the pump: ask, then draw

  async function learn() {
    const model = view.model;
    const fresh = await (await ask("about.json", query(view, END_FIELDS))).json();
    if (model !== view.model) return;
    const isNewModel = about?.model !== model;
    about = { ...fresh, model };
    if (isNewModel) {
      root.querySelector(".latent-canvas").style.setProperty("--pixels", `${about.image_size}px`);
      for (const part of [ends.a, ends.b, grid]) part.offerClasses(about.class_names);
      const sentences = fitToModel(view, about);
      if (sentences.length) notice.say(sentences.join(" "));
      address.write(view);
      speak(sentence(view, about));
    }
    show();
  }
  async function drawScene() {
    const bitmap = await askPicture("scene.png", query(view, FRAME_FIELDS));
    const size = bitmap.height;
    stage.drawStrip(bitmap, size);
    stage.drawNow(bitmap, STRIP, size);
    drawTile(ends.a.canvas, bitmap, 0, size);
    drawTile(ends.b.canvas, bitmap, STRIP - 1, size);
    root.querySelector(".stage").removeAttribute("data-loading");
  }
  async function drawFrame() {
    const bitmap = await askPicture("frame.png", query(view, FRAME_FIELDS));
    stage.drawNow(bitmap, 0, bitmap.height);
  }
  async function drawGrid() {
    const asked = { ...view };
    const bitmap = await askPicture("grid.png", query(asked, GRID_FIELDS));
    grid.draw(bitmap, asked, about);
    grid.show(view, about);
  }

  function showPoster({ poster, model }) {
    if (!poster) return;
    const source = `${basePath()}/api/explore/poster.png?${query({ model }, ["model"])}`;
    const frame = root.querySelector(".poster");
    frame.querySelector("img").addEventListener("load", () => { frame.hidden = false; });
    frame.querySelector("img").src = source;
    grid.poster(source);
  }
  return {
    update(fresh) {
      if (fresh.model === view.model) return;
      view.model = fresh.model;
      changed("about", "scene", "grid");
    },
    stop() { wire.stop(); stage.stop(); address.stop(); speak.stop(); },
  };
}

// An error goes with the next picture; a remark goes by itself.
function noticeBoard(element) {
  let isError = false, timer = 0;
  const put = (text) => { element.textContent = text; element.hidden = !text; };
  return {
    error(text) { isError = true; put(text); },
    say(text) { clearTimeout(timer); isError = false; put(text); timer = setTimeout(() => put(""), 12000); },
    calm() { if (isError) { isError = false; put(""); } },
  };
}

// Says the last sentence of a burst, at most one in SPEAK_MS.
function speaker(element) {
  let waiting = "", timer = 0;
  const speak = (text) => {
    waiting = text;
    timer ||= setTimeout(() => { timer = 0; element.textContent = waiting; }, SPEAK_MS);
  };
  speak.stop = () => clearTimeout(timer);
  return speak;
}

export default function ({ data, parentElement }) {
  const known = canvases.get(parentElement);
  if (known) known.update(data);
  else canvases.set(parentElement, buildCanvas(parentElement, data));
  return () => {
    canvases.get(parentElement)?.stop();
    canvases.delete(parentElement);
  };
}
