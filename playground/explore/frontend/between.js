// Between two: the picture at t, the t slider, the strip, play, and both paths side by side.

const STRIP = 9;
const WALK_MS = 4000; // from A to B

function buildBetween(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=between]");
  const at = finder(panel);
  const slider = at(".t"), place = at(".place");
  const ends = { a: buildEnd(root, "a", canvas), b: buildEnd(root, "b", canvas) };
  const frames = stripFrames(at(".strip"), (index) => setT(index / (STRIP - 1)));
  const player = buildPlayer(at(".play"), advance, () => canvas.change({}));
  const paths = buildPaths(at(".paths"), at(".open-paths"), canvas);
  let direction = 1;

  slider.addEventListener("input", () => { player.stop(); setT(Number(slider.value)); });
  for (const radio of panel.querySelectorAll("[name=method]")) {
    radio.addEventListener("change", () => canvas.change({ method: radio.value }, "scene"));
  }
  at(".swap").addEventListener("click", () => {
    [canvas.locked.a, canvas.locked.b] = [canvas.locked.b, canvas.locked.a];
    canvas.change({ seed_a: view.seed_b, seed_b: view.seed_a }, "scene", "numbers");
  });
  at(".to-walk").addEventListener("click", () => {
    const more = pointsIn(view.keys).filter((key) => key !== view.seed_a && key !== view.seed_b);
    canvas.open("walk", { keys: [view.seed_a, view.seed_b, ...more].slice(0, MAX_KEYS).join(";"), ways: "", frame: "0" });
  });

  function setT(t) { canvas.change({ t: digits(t) }, "hand"); }
  // To and fro between A and B.
  function advance(milliseconds) {
    let t = Number(view.t) + (direction * milliseconds) / WALK_MS;
    if (t >= 1) direction = -1;
    if (t <= 0) direction = 1;
    canvas.glide({ t: digits(Math.min(1, Math.max(0, t))) });
  }
  return {
    name: "between",
    label: "Between two",
    all: ["scene", "paths"],
    jobs: { scene, paths: paths.draw },
    targets: () => [ends.a.target, ends.b.target],
    offerClasses(names) { ends.a.offerClasses(names); ends.b.offerClasses(names); },
    stop: player.stop,
    show(about) {
      ends.a.show(about);
      ends.b.show(about);
      at(`[name=method][value=${view.method}]`).checked = true;
      const t = Number(view.t);
      slider.value = t;
      slider.setAttribute("aria-valuetext", `t ${t.toFixed(2)}`);
      place.textContent = `t ${t.toFixed(2)}`;
      markFrames(frames, t);
    },
    // "t 0.37 from A (seed 3, Sneaker) to B (seed 8, Bag) by slerp"
    sentence(about) {
      const [a, b] = [view.seed_a, view.seed_b].map((point) => describe(point, about));
      return `t ${Number(view.t).toFixed(2)} from A (${a}) to B (${b}) by ${view.method}`;
    },
  };

  async function scene() {
    const pixels = await askPixels("scene.raw", query(view, canvas.defaults, handFields(view)));
    if (view.tab !== "between") return;
    frames.forEach((frame, index) => drawTile(frame.firstChild, pixels, index));
    drawTile(ends.a.canvas, pixels, 0);
    drawTile(ends.b.canvas, pixels, STRIP - 1);
    canvas.drawNow(pixels, STRIP);
    canvas.wire.mark(...(view.against ? ["other"] : []), ...(paths.isOpen() ? ["paths"] : []));
  }
}

function stripFrames(holder, onClick) {
  const frames = Array.from({ length: STRIP }, (_, index) => {
    const frame = document.createElement("button");
    frame.type = "button";
    frame.setAttribute("aria-label", `Picture ${index + 1} of ${STRIP} on the way`);
    frame.append(pixelCanvas());
    frame.addEventListener("click", () => onClick(index));
    return frame;
  });
  holder.append(...frames);
  return frames;
}

function markFrames(frames, share) {
  frames.forEach((frame, index) => {
    frame.setAttribute("aria-current", Math.abs(share - index / (STRIP - 1)) <= 0.5 / (STRIP - 1));
  });
}

// Calls `advance` with the milliseconds gone, at the pace of the screen; the pump skips what it
// cannot draw in time.
function buildPlayer(button, advance, settled) {
  let request = 0, last = 0;
  function step(time) {
    const gone = Math.min(100, time - last);
    last = time;
    request = requestAnimationFrame(step);
    advance(gone);
  }
  function show() {
    const playing = request !== 0;
    button.classList.toggle("on", playing);
    const [sign, word] = playing ? ["❚❚", "Pause"] : ["▶", "Play"];
    button.innerHTML = `<span aria-hidden="true">${sign}</span> ${word}`;
  }
  function stop() {
    if (!request) return;
    cancelAnimationFrame(request);
    request = 0;
    show();
    settled();
  }
  button.addEventListener("click", () => {
    if (request) return stop();
    last = performance.now();
    request = requestAnimationFrame(step);
    show();
  });
  return { stop, isPlaying: () => request !== 0 };
}
