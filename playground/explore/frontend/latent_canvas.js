// Entry point: one canvas object for each mounted element, told of new data by Python's reruns.

const MAX_KEYS = 16, LATER_MS = 100;
const PANELS = [buildBetween, buildPlane, buildWalk, buildClasses, buildMix, buildVary, buildDirections, buildPicture,
  buildLayers];
const canvases = new WeakMap();

function buildCanvas(root, data) {
  const view = { ...data.view, model: data.model };
  const canvas = {
    root,
    find: finder(root),
    view,
    defaults: data.defaults,
    locked: { a: false, b: false },
    about: null, // facts about the model, once the server has told
    address: addressWriter(data.defaults),
    notice: noticeBoard(root.querySelector(".notice")),
    speak: speaker(root.querySelector(".aloud")),
    history: viewHistory(view, () => changed(canvas, () => redraw(canvas))),
  };
  const { wire } = addVerbs(canvas);
  canvas.panels = Object.fromEntries(PANELS.map((build) => build(canvas)).map((panel) => [panel.name, panel]));
  if (!canvas.panels[view.tab]) view.tab = "between";
  canvas.grid = buildGrid(canvas);
  canvas.tray = buildTray(canvas);
  canvas.sliders = buildSliders(canvas);
  canvas.tools = buildTools(canvas);
  canvas.clickTargets = buildTargets(canvas);
  canvas.tabs = buildTabs(canvas);
  wire.serve(allJobs(canvas));
  canvas.tools.offerModels(data.models);
  showPoster(canvas, data.poster);
  canvas.show();
  wire.mark("about");
  redraw(canvas);
  return {
    update(fresh) {
      canvas.tools.offerModels(fresh.models);
      if (fresh.model === view.model) return canvas.show();
      view.model = fresh.model;
      wire.mark("about");
      changed(canvas, () => redraw(canvas));
    },
    stop() {
      [wire, canvas.later, canvas.address, canvas.speak, canvas.history].forEach((part) => part.stop());
      stopPanels(canvas);
    },
  };
}

// What the parts may do. `jobs` name what has to be drawn again.
function addVerbs(canvas) {
  const { view, root } = canvas;
  const now = root.querySelector("canvas.now"), other = root.querySelector("canvas.other");
  const later = showLater(() => show(canvas));
  Object.assign(canvas, {
    wire: pump({
      isKnown: () => canvas.about?.model === view.model, onError: canvas.notice.error, onCalm: canvas.notice.calm,
      onTurn: () => later.now(),
    }),
    panel: () => canvas.panels[view.tab] ?? canvas.panels.between,
    targets: () => canvas.panel().targets(),
    // A change of the view by a person: shown, written down, said, drawn.
    change(values, ...jobs) {
      Object.assign(view, values);
      const mark = () => canvas.wire.mark(...jobs, ...(view.against && jobs.length ? ["other"] : []));
      changed(canvas, mark, jobs.includes("hand") && canvas.wire.isBusy() ? later.soon : undefined);
    },
    // One that concerns every picture on the page.
    changeAll(values) { Object.assign(view, values); changed(canvas, () => redraw(canvas)); },
    // One of many while something plays: written down when it comes to rest.
    glide(values, ...jobs) {
      Object.assign(view, values);
      canvas.wire.isBusy() ? later.soon() : canvas.panel().show(canvas.about);
      canvas.wire.mark("hand", ...jobs, ...(view.against ? ["other"] : []));
    },
    show() { show(canvas); },
    later,
    // A picture was clicked: it goes where the switch says, with shift to the place after.
    use(point, event) {
      const targets = canvas.targets(), chosen = canvas.clickTargets.chosen();
      targets[(chosen + (event?.shiftKey ? 1 : 0)) % targets.length].set(point);
    },
    open(tab, values = {}) { canvas.tabs.open(tab, values); },
    drawNow(pixels, index) {
      drawTile(now, pixels, index);
      canvas.find(".stage").removeAttribute("data-loading");
    },
    drawOther(pixels) { drawTile(other, pixels, 0); },
    // The picture in hand as a point that other tabs and the tray understand; null if not to be had.
    async point() {
      if (!TAB_FIELDS[view.tab]) return view.point;
      try {
        const facts = await ask("point.json", query(view, canvas.defaults, handFields(view)));
        return (await facts.json()).point;
      } catch (error) {
        canvas.notice.error(error.message);
        return null;
      }
    },
  });
  return canvas;
}

function allJobs(canvas) {
  const { view, defaults } = canvas;
  const hand = (model) => askPixels("hand.raw", query({ ...view, model }, defaults, handFields(view)));
  return {
    about: () => learn(canvas),
    async hand() { canvas.drawNow(await hand(view.model), 0); },
    async other() { if (view.against) canvas.drawOther(await hand(view.against)); },
    grid: () => canvas.grid.draw(),
    tray: () => canvas.tray.draw(),
    numbers: () => canvas.sliders.numbers(),
    ...Object.assign({}, ...Object.values(canvas.panels).map((panel) => panel.jobs)),
  };
}

async function learn(canvas) {
  const { view, notice, address, panels, grid, root } = canvas;
  const model = view.model;
  const facts = await (await ask("about.json", query(view, canvas.defaults, ["model"]))).json();
  if (model !== view.model) return;
  canvas.about = { ...facts, model };
  root.querySelector(".latent-canvas").style.setProperty("--pixels", `${facts.image_size}px`);
  for (const part of [...Object.values(panels), grid]) part.offerClasses?.(facts.class_names);
  const sentence = fitToModel(view, canvas.about);
  if (sentence) notice.say(sentence);
  address.write(view);
  canvas.speak(canvas.panel().sentence(canvas.about));
  canvas.show();
}

// Everything that is to be seen, from the picture in hand outwards.
function redraw(canvas) {
  canvas.wire.mark(...canvas.panel().all, "other", "numbers", "grid", "tray");
}

function changed(canvas, mark, tell = () => show(canvas)) {
  tell();
  canvas.address.write(canvas.view);
  canvas.history.note();
  canvas.speak(canvas.panel().sentence(canvas.about));
  mark();
}

// A drag moves faster than pictures come where the machine is slow. What stands around the picture
// is then told anew with each picture, not with each move; the hand's own slider moves by itself.
function showLater(tell) {
  let timer = 0;
  function now() {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    tell();
  }
  return { now, soon() { timer ||= setTimeout(now, LATER_MS); }, stop() { clearTimeout(timer); timer = 0; } };
}

function show(canvas) {
  const { find, view, about } = canvas;
  find("canvas.other").hidden = !view.against;
  find(".now-box").classList.toggle("two", Boolean(view.against));
  find("canvas.now").setAttribute("aria-label", canvas.panel().sentence(about));
  canvas.tabs.show();
  canvas.clickTargets.show();
  for (const part of [canvas.panel(), canvas.grid, canvas.tray, canvas.sliders, canvas.tools]) part.show(about);
}

function stopPanels({ panels }) {
  for (const panel of Object.values(panels)) panel.stop?.();
}

function showPoster({ root, grid, view, defaults }, poster) {
  if (!poster) return;
  const source = `${basePath()}/api/explore/poster.png?${query(view, defaults, ["model"])}`;
  const frame = root.querySelector(".poster");
  frame.querySelector("img").addEventListener("load", () => { frame.hidden = false; });
  frame.querySelector("img").src = source;
  grid.poster(source);
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
