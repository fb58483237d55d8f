// The plane: a map of seeds to walk on; gan_core/plane.py says what lies where.

const ZOOM = { least: 14, most: 640, step: 1.5 }; // screen pixels a seed
const SPEED_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function buildPlane(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=plane]");
  const at = finder(panel);
  const map = buildMap(at(".map"), canvas, () => placeOf(view.point));
  const speed = at(".speed"), box = root.querySelector(".now-box");
  const player = buildPlayer(at(".play"), advance, () => canvas.change({}));
  let heading = [0.8, 0.6];

  function to(x, y, isGlide = false) {
    const values = { point: atPlace(view.point, x, y) };
    isGlide ? canvas.glide(values, "map") : canvas.change(values, "hand", "map");
  }
  function by(dx, dy) {
    const [x, y] = placeOf(view.point), far = Math.hypot(dx, dy);
    if (far > 0.001) heading = [dx / far, dy / far];
    to(x + dx, y + dy);
  }
  function advance(milliseconds) {
    const far = (Number(speed.value) * milliseconds) / 1000, [x, y] = placeOf(view.point);
    to(x + heading[0] * far, y + heading[1] * far, true);
  }
  const snap = () => to(...placeOf(view.point).map(Math.round));
  const zoom = (factor) => { map.zoom(factor); canvas.wire.mark("map"); };

  dragged(at(".map"), {
    start: player.stop,
    move: (dx, dy) => by(-dx / map.unit(), -dy / map.unit()),
    click: (x, y) => to(...map.placeAt(x, y)),
  });
  dragged(box, {
    start: player.stop,
    // across the whole picture is one seed
    move: (dx, dy) => { if (view.tab === "plane") by(-dx / box.clientWidth, -dy / box.clientWidth); },
  });
  at(".map").addEventListener("wheel", (event) => { event.preventDefault(); zoom(1.0015 ** -event.deltaY); }, { passive: false });
  at(".map").addEventListener("keydown", (event) => {
    const step = SPEED_KEYS[event.key], far = event.shiftKey ? 1 : 0.1;
    if (step) by(step[0] * far, step[1] * far);
    else if (event.key === "+" || event.key === "=") zoom(ZOOM.step);
    else if (event.key === "-") zoom(1 / ZOOM.step);
    else if (event.key === "Enter") snap();
    else return;
    event.preventDefault();
  });
  at(".nearer").addEventListener("click", () => zoom(ZOOM.step));
  at(".farther").addEventListener("click", () => zoom(1 / ZOOM.step));
  at(".snap").addEventListener("click", snap);
  speed.addEventListener("input", showSpeed);
  for (const [index, name] of [".x", ".y"].entries()) {
    at(name).addEventListener("change", () => {
      const place = placeOf(view.point);
      const value = Number(at(name).value);
      if (Number.isFinite(value) && Math.abs(value) <= 1e6) place[index] = value;
      to(...place);
    });
  }
  at("select").addEventListener("change", () => {
    canvas.change({ point: withPart(view.point, "c", at("select").value) }, "hand", "map", "numbers");
  });
  function showSpeed() { at("output").textContent = `${signed(Number(speed.value), 1)} /s`; }
  showSpeed();

  return {
    name: "plane",
    label: "Plane of seeds",
    all: ["hand", "map"],
    jobs: { map: map.fetch },
    targets: () => [handTarget(canvas, (point) => {
      canvas.change({ point: isSeed(point) ? withSeeds(point, `@${placeOf(point).join(":")}`) : point }, "hand", "map", "numbers");
    })],
    offerClasses: (names) => fillClasses(at("select"), names, "by place"),
    // From elsewhere the walk begins at the seed that weighs most, with nothing added to it.
    enter() { if (seedsOf(view.point)[0] !== "@") view.point = `@${placeOf(view.point).join(":")}`; },
    stop: player.stop,
    show(about) {
      const [x, y] = placeOf(view.point);
      showNumber(at(".x"), digits(x.toFixed(2)));
      showNumber(at(".y"), digits(y.toFixed(2)));
      showClass(at("select"), view.point);
      at(".of-class").hidden = !about?.num_classes;
      at(".words").textContent = whereWords(x, y);
      map.draw();
    },
    sentence: (about) => describe(view.point, about),
  };
}

// "between seeds 3012, 3013, 4012 and 4013"
function whereWords(x, y) {
  const wrap = (value) => ((value % PLANE_WIDTH) + PLANE_WIDTH) % PLANE_WIDTH;
  const columns = [...new Set([Math.floor(x), Math.ceil(x)])], rows = [...new Set([Math.floor(y), Math.ceil(y)])];
  const seeds = rows.flatMap((row) => columns.map((column) => wrap(column) + PLANE_WIDTH * wrap(row)));
  return seeds.length === 1 ? `seed ${seeds[0]}` : `between seeds ${seeds.slice(0, -1).join(", ")} and ${seeds.at(-1)}`;
}

// The one place of tabs in which a picture is played with by itself.
function handTarget(canvas, set = (point) => canvas.change({ point }, ...canvas.panel().all, "numbers")) {
  return { id: "hand", label: "this picture", point: () => canvas.view.point, set };
}

// Pointer moves as differences in CSS pixels; a press without a move is a click at (x, y).
function dragged(element, { start, move, click }) {
  let last = null, far = 0;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    last = [event.clientX, event.clientY];
    far = 0;
    element.setPointerCapture(event.pointerId);
    start();
  });
  element.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    far += Math.abs(dx) + Math.abs(dy);
    last = [event.clientX, event.clientY];
    if (far > 3) move(dx, dy);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    element.addEventListener(end, (event) => {
      if (last && far <= 3 && end === "pointerup") click?.(event.offsetX, event.offsetY);
      last = null;
    });
  }
}
