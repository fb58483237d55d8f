// The map of the plane: tiles at places that are powers of two apart, kept once they are drawn.

const TILE = { least: 62, a_request: 24, kept: 4000 }; // CSS pixels; tiles

function buildMap(element, canvas, center) {
  const context = element.getContext("2d");
  const tiles = new Map(); // "x:y" -> canvas
  let unit = 96, drawnFor = ""; // CSS pixels a seed; what the kept tiles were drawn with
  new ResizeObserver(() => { draw(); canvas.wire.mark("map"); }).observe(element);

  // seeds from one tile to the next
  const spacing = () => 2 ** Math.ceil(Math.log2(TILE.least / unit));
  const width = () => element.clientWidth, height = () => element.clientHeight;

  // [key, x, y, left, top] of the tiles in sight, those nearest to the middle first.
  function inSight() {
    const [cx, cy] = center(), gap = spacing(), found = [];
    const reachX = Math.ceil(width() / 2 / unit / gap), reachY = Math.ceil(height() / 2 / unit / gap);
    for (let j = Math.round(cy / gap) - reachY; j <= Math.round(cy / gap) + reachY; j++) {
      for (let i = Math.round(cx / gap) - reachX; i <= Math.round(cx / gap) + reachX; i++) {
        const [x, y] = [i * gap, j * gap];
        const left = width() / 2 + (x - cx - gap / 2) * unit, top = height() / 2 + (y - cy - gap / 2) * unit;
        found.push([`${x}:${y}`, x, y, left, top]);
      }
    }
    return found.sort((a, b) => Math.hypot(a[1] - cx, a[2] - cy) - Math.hypot(b[1] - cx, b[2] - cy));
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1, size = spacing() * unit;
    if (!width()) return;
    const [w, h] = [Math.round(width() * ratio), Math.round(height() * ratio)];
    if (element.width !== w || element.height !== h) { element.width = w; element.height = h; }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width(), height());
    context.imageSmoothingEnabled = false;
    for (const [key, , , left, top] of inSight()) {
      const tile = tiles.get(key);
      if (tile) context.drawImage(tile, Math.round(left) + 1, Math.round(top) + 1, Math.round(size) - 2, Math.round(size) - 2);
    }
    // the place in hand
    const style = getComputedStyle(element);
    for (const [line, colour] of [[5, style.backgroundColor], [3, style.color]]) {
      context.lineWidth = line;
      context.strokeStyle = colour;
      context.strokeRect(width() / 2 - size / 2, height() / 2 - size / 2, size, size);
    }
  }

  return {
    draw,
    unit: () => unit,
    zoom(factor) { unit = Math.min(ZOOM.most, Math.max(ZOOM.least, unit * factor)); draw(); },
    placeAt(left, top) {
      const [cx, cy] = center(), gap = spacing();
      const near = (value) => Math.round(value / gap) * gap;
      return [near(cx + (left - width() / 2) / unit), near(cy + (top - height() / 2) / unit)];
    },
    // Asks for tiles that are in sight and not there, a few at a time, until there are none.
    async fetch() {
      const { view, defaults } = canvas;
      if (view.tab !== "plane") return;
      const base = fitPoint(view.point, canvas.about);
      const asked = String(query(view, defaults, SET_FIELDS)) + base.slice(seedsOf(base).length);
      if (asked !== drawnFor || tiles.size > TILE.kept) { tiles.clear(); drawnFor = asked; }
      const missing = inSight().filter(([key]) => !tiles.has(key));
      if (!missing.length) return draw();
      const some = missing.slice(0, TILE.a_request);
      const drawn = some.map(() => document.createElement("canvas"));
      await drawPoints(canvas, some.map(([, x, y]) => atPlace(base, x, y)), drawn);
      some.forEach(([key], index) => tiles.set(key, drawn[index]));
      draw();
      if (missing.length > some.length) canvas.wire.mark("map");
    },
  };
}
