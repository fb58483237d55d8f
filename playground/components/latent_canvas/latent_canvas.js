// Entry point: one canvas object for each mounted element, told of new data by Python's reruns.

const SPEAK_MS = 3000; // between two sentences to a screen reader
const REMARK_MS = 12000;
const canvases = new WeakMap();

function buildCanvas(root, data) {
  const canvas = {
    root,
    view: viewFromData(data),
    locked: { a: false, b: false },
    about: null, // facts about the model and z of A and B, once the server has told
    address: addressWriter(),
    notice: noticeBoard(root.querySelector(".notice")),
    speak: speaker(root.querySelector(".aloud")),
    show: () => show(canvas),
  };
  const { view, notice } = canvas;
  canvas.wire = pump(buildJobs(canvas), {
    isKnown: () => canvas.about?.model === view.model, onError: notice.error, onCalm: notice.calm,
  });
  const hooks = buildHooks(canvas);
  canvas.ends = { a: buildEnd(root, "a", hooks), b: buildEnd(root, "b", hooks) };
  canvas.stage = buildStage(root, hooks);
  canvas.grid = buildGrid(root, hooks);
  canvas.sliders = buildSliders(root, hooks);
  bindTools(root, { view, locked: canvas.locked, changed: hooks.changed, zChanged: hooks.zChanged });
  showPoster(canvas, data);
  canvas.show();
  canvas.wire.mark("about", "scene", "grid");
  return {
    update(fresh) {
      if (fresh.model === view.model) return;
      view.model = fresh.model;
      hooks.changed("about", "scene", "grid");
    },
    stop() { [canvas.wire, canvas.stage, canvas.address, canvas.speak].forEach((part) => part.stop()); },
  };
}

// What the parts may do to the view. `jobs` name what has to be drawn again.
function buildHooks(canvas) {
  const { view, locked } = canvas;
  function changed(...jobs) {
    canvas.show();
    canvas.address.write(view);
    canvas.speak(sentence(view, canvas.about));
    canvas.wire.mark(...jobs);
  }
  const zChanged = (...jobs) => changed(...jobs, ...(canvas.sliders.isOpen() ? ["about"] : []));
  // The values of a slider belong to the z they were moved in: another seed starts afresh.
  function setEnd(end, seed, index) {
    if (locked[end]) return canvas.speak(`${end.toUpperCase()} is locked.`);
    view[`seed_${end}`] = seed;
    view[`class_${end}`] = index;
    view[`edits_${end}`].clear();
    zChanged("scene");
  }
  return {
    changed,
    zChanged,
    view: () => view,
    t: () => view.t,
    setT(t, playing = false) {
      if (!playing) canvas.stage.stop();
      view.t = Number(t.toFixed(4));
      canvas.wire.mark("frame");
      playing ? canvas.stage.show(view, canvas.about) : changed();
    },
    settled: () => changed(),
    pick: setEnd,
    setSeed: (end, seed) => setEnd(end, seed, view[`class_${end}`]),
    setClass(end, index) { view[`class_${end}`] = index; changed("scene"); },
    toggleLock(end) { locked[end] = !locked[end]; changed(); },
    change(values) { Object.assign(view, values); changed("grid"); },
    opened: () => canvas.wire.mark("about"),
    redraw: () => canvas.sliders.show(view, canvas.about, locked),
    edited: () => changed("scene"),
  };
}

function show({ root, view, about, locked, ends, stage, grid, sliders }) {
  for (const end of ["a", "b"]) ends[end].show(view, about, locked[end]);
  for (const part of [stage, grid, sliders]) part.show(view, about, locked);
  showTools(root, view);
}

function showPoster({ root, grid }, { poster, model }) {
  if (!poster) return;
  const source = `${basePath()}/api/explore/poster.png?${query({ model }, ["model"])}`;
  const frame = root.querySelector(".poster");
  frame.querySelector("img").addEventListener("load", () => { frame.hidden = false; });
  frame.querySelector("img").src = source;
  grid.poster(source);
}

// An error goes with the next picture; a remark goes by itself.
function noticeBoard(element) {
  let isError = false, timer = 0;
  const put = (text) => { element.textContent = text; element.hidden = !text; };
  return {
    error(text) { isError = true; put(text); },
    say(text) { clearTimeout(timer); isError = false; put(text); timer = setTimeout(() => put(""), REMARK_MS); },
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
