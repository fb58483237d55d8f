// The stage: the picture between A and B, the t slider, the strip, play.

const STRIP = 9;
const WALK_MS = 4000; // from A to B

function drawTile(canvas, bitmap, index, size) {
  if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
  canvas.getContext("2d").drawImage(bitmap, index * size, 0, size, size, 0, 0, size, size);
}

function buildStage(root, hooks) {
  const at = (selector) => root.querySelector(selector);
  const now = at(".now"), slider = at(".t"), place = at(".place"), play = at(".play");
  const frames = Array.from({ length: STRIP }, (_, index) => stripFrame(index, hooks));
  at(".strip").append(...frames);
  slider.addEventListener("input", () => { player.stop(); hooks.setT(Number(slider.value)); });
  const player = buildPlayer(play, hooks);

  return {
    stop: player.stop,
    drawNow: (bitmap, index, size) => drawTile(now, bitmap, index, size),
    drawStrip(bitmap, size) {
      frames.forEach((frame, index) => drawTile(frame.firstChild, bitmap, index, size));
    },
    show(view, about) {
      slider.value = view.t;
      slider.setAttribute("aria-valuetext", `t ${view.t.toFixed(2)}`);
      place.textContent = `t ${view.t.toFixed(2)}`;
      now.setAttribute("aria-label", sentence(view, about));
      frames.forEach((frame, index) => {
        frame.setAttribute("aria-current", Math.abs(view.t - index / (STRIP - 1)) < 0.5 / (STRIP - 1));
      });
    },
  };
}

// "t 0.37 from A (seed 3, Sneaker) to B (seed 8, Bag) by slerp"
function sentence(view, about) {
  const [a, b] = ["a", "b"].map((end) => who(view, about, end));
  return `t ${view.t.toFixed(2)} from A (${a}) to B (${b}) by ${view.method}`;
}

function stripFrame(index, hooks) {
  const frame = document.createElement("button");
  const canvas = document.createElement("canvas");
  const t = index / (STRIP - 1);
  frame.type = "button";
  frame.title = `t ${t.toFixed(2)}`;
  frame.setAttribute("aria-label", `Go to t ${t.toFixed(2)}`);
  canvas.className = "pixels";
  frame.append(canvas);
  frame.addEventListener("click", () => hooks.setT(t));
  return frame;
}

// To and fro between A and B, at the pace of the screen; the pump skips what it cannot draw in time.
function buildPlayer(button, hooks) {
  let request = 0, last = 0, direction = 1;
  function step(time) {
    let t = hooks.t() + (direction * Math.min(100, time - last)) / WALK_MS;
    last = time;
    if (t >= 1) direction = -1;
    if (t <= 0) direction = 1;
    t = Math.min(1, Math.max(0, t));
    hooks.setT(t, true);
    request = requestAnimationFrame(step);
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
    hooks.settled();
  }
  button.addEventListener("click", () => {
    if (request) return stop();
    last = performance.now();
    request = requestAnimationFrame(step);
    show();
  });
  return { stop };
}
