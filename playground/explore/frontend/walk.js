// The walk: a playhead over frames through key points, and the key points with the ways between them.

const FRAMES_A_SECOND = 20;

function buildWalk(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=walk]");
  const at = finder(panel);
  const slider = at("input.frame");
  const frames = stripFrames(at(".strip"), (index) => setFrame(Math.round((index * last()) / (STRIP - 1))));
  const paths = buildPaths(at(".paths"), at(".open-paths"), canvas);
  const player = buildPlayer(at(".play"), advance, () => canvas.change({}));
  const keys = buildKeys(at(".keys"), canvas, (values) => canvas.change(values, "scene_of_walk", "keys", "numbers"));
  let exact = 0; // of the playhead while it plays, in frames

  slider.addEventListener("input", () => { player.stop(); setFrame(Number(slider.value)); });
  at(".loop").addEventListener("change", () => canvas.change({ loop: at(".loop").checked ? "1" : "0" }, "scene_of_walk", "keys"));
  at(".add").addEventListener("click", () => keys.add(randomSeed()));
  at(".shuffle").addEventListener("click", keys.shuffle);
  at(".load input").addEventListener("change", (event) => load(event.target));

  const last = () => lengthOf(view) - 1;
  function setFrame(frame) { exact = frame; canvas.change({ frame: String(frame) }, "hand"); }
  function advance(milliseconds) {
    const loops = view.loop === "1", total = lengthOf(view);
    exact = Math.floor(exact) === Number(view.frame) ? exact : Number(view.frame);
    exact = (exact + (milliseconds * FRAMES_A_SECOND) / 1000) % (loops ? total : total + FRAMES_A_SECOND / 2);
    canvas.glide({ frame: String(Math.min(total - 1, Math.floor(exact))) });
  }
  // A file of key points, checked and put into words by the server.
  async function load(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    try {
      const { texts } = await (await send("walk.json", file, { "Content-Type": "application/json" })).json();
      canvas.changeAll({ ...texts, frame: "0" });
    } catch (error) {
      canvas.notice.error(error.message);
    }
  }

  return {
    name: "walk",
    label: "Walk",
    all: ["scene_of_walk", "keys", "paths"],
    jobs: { scene_of_walk: scene, keys: keys.draw },
    targets: keys.targets,
    stop: player.stop,
    show(about) {
      const total = lengthOf(view), frame = Math.min(Number(view.frame), total - 1);
      slider.max = total - 1;
      slider.value = frame;
      slider.setAttribute("aria-valuetext", `frame ${frame + 1} of ${total}`);
      at(".place").textContent = `${frame + 1} / ${total}`;
      putText(at(".length"), `${total} frames, ${(total / FRAMES_A_SECOND).toFixed(1)} s`);
      at(".loop").checked = view.loop === "1";
      markFrames(frames, total > 1 ? frame / (total - 1) : 0);
      at(".save-json").href = `${basePath()}/api/explore/walk.json?${query(view, canvas.defaults, handFields(view))}`;
      at(".save-json").download = "key-points.json";
      at(".add").disabled = pointsIn(view.keys).length >= MAX_KEYS;
      keys.show(about);
    },
    sentence: (about) => `frame ${Number(view.frame) + 1} of a walk through ${pointsIn(view.keys).map((key) => describe(key, about)).join(", ")}`,
  };

  async function scene() {
    const pixels = await askPixels("scene.raw", query(view, canvas.defaults, handFields(view)));
    if (view.tab !== "walk") return;
    frames.forEach((frame, index) => drawTile(frame.firstChild, pixels, index));
    canvas.drawNow(pixels, STRIP);
    if (paths.isOpen()) canvas.wire.mark("paths");
  }
}
