// Drag and drop of pictures: what is carried is a point, as text.

const POINT_TYPE = "application/x-latent-point";

function carryPoint(element, point) {
  element.draggable = true;
  element.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData(POINT_TYPE, point());
    event.dataTransfer.effectAllowed = "copy";
  });
}

function acceptDrops(element, set) {
  element.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes(POINT_TYPE)) { event.preventDefault(); element.classList.add("dropping"); }
  });
  element.addEventListener("dragleave", () => element.classList.remove("dropping"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("dropping");
    const point = event.dataTransfer.getData(POINT_TYPE);
    if (point) set(point);
  });
}

// A button with a picture and a word under it, for a point that can be clicked and dragged.
function tileButton(onClick) {
  const tile = document.createElement("button");
  tile.type = "button";
  tile.className = "tile";
  tile.append(pixelCanvas(), Object.assign(document.createElement("span"), { className: "seed-name" }));
  tile.addEventListener("click", (event) => onClick(tile.dataset.point, event));
  carryPoint(tile, () => tile.dataset.point);
  return tile;
}

function nameTile(tile, point, about, short = "") {
  const words = describe(point, about);
  tile.dataset.point = point;
  tile.setAttribute("aria-label", words[0].toUpperCase() + words.slice(1));
  tile.title = words;
  tile.lastChild.replaceChildren(short || (isSeed(point) ? seedsOf(point) : seedWords(point)));
  const shown = classWords(point, about);
  if (shown && !short) tile.lastChild.append(Object.assign(document.createElement("small"), { textContent: ` ${shown}` }));
}

// As many tiles in `holder` as there are points, each named.
function showTiles(holder, points, about, onClick) {
  while (holder.childElementCount > points.length) holder.lastChild.remove();
  while (holder.childElementCount < points.length) holder.append(tileButton(onClick));
  points.forEach((point, index) => nameTile(holder.children[index], point, about));
}

// Asks for the pictures of these points and draws them into the canvases beside them.
async function drawPoints(canvas, points, canvases) {
  const parameters = query(canvas.view, canvas.defaults, SET_FIELDS);
  parameters.set("points", points.map((point) => fitPoint(point, canvas.about)).join(";"));
  const pixels = await askPixels("pictures.raw", parameters);
  canvases.forEach((each, index) => each && drawTile(each, pixels, index));
}
