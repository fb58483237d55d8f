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
  tile.append(stillPicture(), Object.assign(document.createElement("span"), { className: "seed-name" }));
  tile.addEventListener("click", (event) => onClick(tile.dataset.point, event));
  carryPoint(tile, () => tile.dataset.point);
  return tile;
}

function nameTile(tile, point, about, short = "", before = "") {
  const words = describe(point, about);
  // Named at every move of a drag, and seldom anew; what a caller has changed since then stays.
  const told = [point, words, short, before].join("|");
  if (tile.told === told) return;
  tile.told = told;
  tile.dataset.point = point;
  tile.setAttribute("aria-label", words[0].toUpperCase() + words.slice(1));
  tile.title = words;
  tile.lastChild.replaceChildren(before + (short || (isSeed(point) ? seedsOf(point) : seedWords(point))));
  const shown = classWords(point, about);
  if (shown && !short) tile.lastChild.append(Object.assign(document.createElement("small"), { textContent: ` ${shown}` }));
}

// As many tiles in `holder` as there are points, each named.
function showTiles(holder, points, about, onClick) {
  while (holder.childElementCount > points.length) holder.lastChild.remove();
  while (holder.childElementCount < points.length) holder.append(tileButton(onClick));
  points.forEach((point, index) => nameTile(holder.children[index], point, about));
}

const ADDRESS_ROOM = 16000; // characters of points in one address; servers refuse beyond 64,000

// Asks for the pictures of these points and shows them in the canvases or images beside them. Points that
// were found in a picture name every number of z, so a sheet of them takes more than one address.
async function drawPoints(canvas, points, targets) {
  const words = points.map((point) => fitPoint(point, canvas.about));
  for (let from = 0, to = 0; from < words.length; from = to) {
    let room = ADDRESS_ROOM;
    do room -= encodeURIComponent(words[to++]).length + 3; while (to < words.length && room > 0);
    const parameters = query(canvas.view, canvas.defaults, SET_FIELDS);
    parameters.set("points", words.slice(from, to).join(";"));
    const pixels = await askPixels("pictures.raw", parameters);
    targets.slice(from, to).forEach((each, index) => each && drawTile(each, pixels, index));
  }
}
