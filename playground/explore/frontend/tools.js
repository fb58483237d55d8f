// The tools below the stage: truncation, noise scale, another model, undo, and the files to take away.

const NO_TRUNCATION = 3; // the slider's last step beyond stands for "off"

function buildTools(canvas) {
  const { root, view, defaults, history } = canvas;
  const at = finder(root, [".tools ", ".settings "]);
  const settings = root.querySelector(".settings"), opener = at(".open-settings");
  const open = (isOpen) => { settings.hidden = !isOpen; opener.setAttribute("aria-expanded", isOpen); };
  opener.addEventListener("click", () => open(settings.hidden));
  // What is not as usual is not to be hidden.
  if (["truncation", "noise", "against"].some((name) => view[name] !== defaults[name])) open(true);
  const truncation = at(".truncation input"), noise = at(".noise input"), against = at(".against select");
  truncation.addEventListener("input", () => {
    const value = Number(truncation.value);
    canvas.changeAll({ truncation: value > NO_TRUNCATION ? "" : digits(value) });
  });
  noise.addEventListener("input", () => canvas.changeAll({ noise: digits(noise.value) }));
  against.addEventListener("change", () => canvas.change({ against: against.value }, "other"));
  for (const near of ["pointerover", "focusin", "click"]) at(".saves").addEventListener(near, showSaves, true);
  at(".save-model").addEventListener("change", saveGenerator);
  at(".undo").addEventListener("click", history.undo);
  at(".redo").addEventListener("click", history.redo);
  root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (event.target.matches("input[type=number], input[type=text]")) return; // its own undo
    event.preventDefault();
    event.shiftKey ? history.redo() : history.undo();
  });

  return {
    offerModels(models) {
      const options = [["", "nothing"], ...models.map(({ id, label }) => [id, label])];
      against.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
    },
    show() {
      const off = view.truncation === "";
      const text = off ? "off" : Number(view.truncation).toFixed(2);
      truncation.value = off ? truncation.max : view.truncation;
      truncation.setAttribute("aria-valuetext", text);
      putText(at(".truncation output"), text);
      noise.value = view.noise;
      putText(at(".noise output"), Number(view.noise).toFixed(2));
      choose(against, view.against);
      at(".undo").disabled = !history.canUndo();
      at(".redo").disabled = !history.canRedo();
      const isWay = view.tab === "between" || view.tab === "walk";
      for (const kind of ["strip", "walk", "film"]) at(`.save-${kind}`).hidden = !isWay;
    },
  };

  // Made on demand, which takes seconds: fetched first, so that a refusal is a sentence on the page.
  async function saveGenerator({ target }) {
    const form = target.value;
    target.value = "";
    target.disabled = true;
    try {
      const answer = await ask(`generator.${form}`, query(view, defaults, ["model"]));
      const place = URL.createObjectURL(await answer.blob());
      const name = `${view.model.replace(/^run:/, "").replace(/[^\w.-]+/g, "-")}.${form}`;
      Object.assign(document.createElement("a"), { href: place, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(place), 60000);
    } catch (error) {
      canvas.notice.error(error.message);
    } finally {
      target.disabled = false;
    }
  }

  // Addresses are written when somebody comes near, not at every move of a drag.
  function showSaves() {
    const stem = `${view.model.replace(/^run:/, "").replace("@", "-")}-${view.tab}`;
    const link = (selector, route, name) => {
      at(selector).href = `${basePath()}/api/explore/${route}`;
      at(selector).download = `${stem}-${name}`;
    };
    const asked = query(view, defaults, handFields(view));
    link(".save-frame", `frame.png?${asked}&scale=16`, "picture.png");
    link(".save-strip", `strip.png?${asked}&frames=9&scale=4`, "strip.png");
    link(".save-walk", `walk.gif?${asked}`, "walk.gif");
    link(".save-film", `walk.mp4?${asked}`, "walk.mp4");
    link(".save-latents", `latents.npz?${asked}`, "latents.npz");
    link(".save-script", `view.py?${asked}`, "view.py");
  }
}
