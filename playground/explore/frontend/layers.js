// Inside: the feature maps of a layer for the picture in hand, and the picture without some of them.

function buildLayers(canvas) {
  const { root, view } = canvas;
  const panel = root.querySelector("[data-panel=layers]");
  const at = (selector) => panel.querySelector(selector);
  const choice = at("select"), maps = at(".maps");
  const off = new Set();
  let layers = [], knownFor = "";

  choice.addEventListener("change", () => { off.clear(); maps.replaceChildren(); canvas.wire.mark("maps", "without"); canvas.show(); });
  at(".all-on").addEventListener("click", () => { off.clear(); showOff(); canvas.wire.mark("without"); });
  maps.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const channel = [...maps.children].indexOf(button);
    off.has(channel) ? off.delete(channel) : off.add(channel);
    showOff();
    canvas.wire.mark("without");
  });

  function showOff() {
    [...maps.children].forEach((button, channel) => button.setAttribute("aria-pressed", !off.has(channel)));
    at(".all-on").disabled = !off.size;
    at(".without").hidden = !off.size;
    at(".without figcaption").textContent = `without ${off.size} of ${maps.childElementCount} channels`;
  }
  const asked = () => {
    const parameters = query(view, canvas.defaults, handFields(view));
    parameters.set("layer", choice.value);
    return parameters;
  };

  return {
    name: "layers",
    label: "Inside",
    all: ["hand", "layers", "maps", "without"],
    jobs: {
      async layers() {
        if (view.tab !== "layers" || knownFor === view.model) return;
        ({ layers } = await (await ask("layers.json", query(view, canvas.defaults, handFields(view)))).json());
        knownFor = view.model;
        const before = choice.value;
        choice.replaceChildren(...layers.map(({ name, channels, side }) => new Option(`${name}: ${channels} channels of ${side} × ${side}`, name)));
        if (layers.some(({ name }) => name === before)) choice.value = before;
        else off.clear();
        canvas.wire.mark("maps", "without");
      },
      async maps() {
        if (view.tab !== "layers" || !choice.value) return;
        const pixels = await askPixels("maps.raw", asked());
        while (maps.childElementCount > pixels.count) maps.lastChild.remove();
        while (maps.childElementCount < pixels.count) maps.append(channelButton(maps.childElementCount));
        [...maps.children].forEach((button, channel) => drawTile(button.firstChild, pixels, channel));
        showOff();
      },
      async without() {
        if (view.tab !== "layers" || !off.size) return;
        const parameters = asked();
        parameters.set("off", [...off].join(","));
        drawTile(at(".without canvas"), await askPixels("without.raw", parameters), 1);
      },
    },
    targets: () => [handTarget(canvas)],
    show: showOff,
    sentence: (about) => describe(view.point, about),
  };
}

function channelButton(channel) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "tile" });
  button.setAttribute("aria-label", `Channel ${channel}`);
  button.append(pixelCanvas());
  return button;
}
