// The sample sheet of a moment, alone or beside the reals, the newest one or the one of raw G.

class Sheets {
  constructor(root, data) {
    this.find = (selector) => root.querySelector(selector);
    this.buttons = [...root.querySelectorAll("[data-show]")];
    this.shows = "fake";
    this.forget();
    this.read(data);
    this.listen();
  }

  read(data) {
    this.data = data;
    this.nameClasses();
  }

  forget() {
    this.seen = this.newest = undefined;
    this.beside = { raw: [], nearest: [] };
  }

  listen() {
    const sheet = this.find(".lr-sheet");
    sheet.addEventListener("click", (event) => this.openTile(event));
    sheet.addEventListener("pointermove", (event) => this.describeTile(event));
    sheet.addEventListener("pointerleave", () => (this.find(".lr-tile").hidden = true));
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.choose(button.dataset.show));
    }
  }

  choose(what) {
    this.shows = what;
    for (const button of this.buttons) button.setAttribute("aria-pressed", button.dataset.show === what);
    this.find(".lr-pictures").dataset.shows = what;
    this.find(".lr-classes").hidden = ["both", "now", "raw"].includes(what);
    this.draw();
  }

  nameClasses() {
    const names = this.data.class_names;
    const row = this.find(".lr-classes");
    row.replaceChildren();
    if (!names.length || names.length !== this.data.sheet_columns) return;
    row.style.gridTemplateColumns = `repeat(${names.length}, minmax(0, 1fr))`;
    for (const name of names) {
      const cell = document.createElement("span");
      cell.textContent = cell.title = name;
      row.append(cell);
    }
  }

  // The sheet after `seen` images. `newest` is the last there is, `beside` those with a sheet of raw
  // G and with one of neighbours, `tiles` what was seen of this one's, where it was measured.
  show(seen, newest, imagesPerEpoch, beside, tiles) {
    Object.assign(this, { seen, newest, imagesPerEpoch: imagesPerEpoch || 1, beside, tiles });
    this.draw();
  }

  draw() {
    if (this.seen === undefined) return;
    this.set(".lr-sheet", this.seen, `Samples after ${this.seen} images seen`);
    if (this.shows === "real" || this.shows === "both") this.set(".lr-real-sheet", "reals", "Real training images");
    if (this.shows === "now") this.set(".lr-newest-sheet", this.newest, `Samples after ${this.newest} images seen`);
    this.find(".lr-raw").hidden = !this.has("raw");
    if (this.shows === "raw" && this.has("raw")) this.set(".lr-raw-sheet", `raw-${this.seen}`, `Samples of raw G after ${this.seen} images seen`);
    this.find(".lr-then").textContent = { now: this.when(this.seen), raw: "G_ema" }[this.shows] ?? "fake";
    const saved = this.shows === "real" ? "reals" : this.seen;
    const save = this.find(".lr-save");
    save.href = this.address(saved);
    save.download = `${this.data.run}-${saved === "reals" ? "real" : saved}.png`;
    this.find(".lr-caption").textContent = this.caption();
  }

  set(selector, name, alt) {
    const picture = this.find(selector);
    const address = this.address(name);
    if (picture.getAttribute("src") === address) return;
    picture.src = address;
    picture.alt = alt;
  }

  // Whether the sheet shown has one of `kind` beside it, of raw G or of nearest training images.
  has(kind) {
    return this.beside[kind].includes(this.seen);
  }

  address(name) {
    return `/api/runs/${this.data.run}/sheets/${name}.png`;
  }

  when(seen) {
    return seen === 0 ? "before training" : `epoch ${(seen / this.imagesPerEpoch).toFixed(2)}`;
  }

  caption() {
    if (this.shows === "real") return "Real training images, as G should draw them.";
    if (this.shows === "raw") return this.sayRaw();
    if (this.seen === 0) return "Before training. Tile k of every sheet is seed k, so each can be followed through time.";
    const which = this.seen === this.newest ? "Newest sheet" : "Sheet";
    return `${which}: G_ema after ${this.seen.toLocaleString("en")} images, ${this.when(this.seen)}. Click a tile to explore from it.`;
  }

  sayRaw() {
    if (!this.data.averages) return "This run keeps no average of G's weights, so its G_ema is G itself.";
    if (!this.has("raw")) return "No sheet of raw G was written at this moment; newer runs write one beside every sheet.";
    return `The same seeds after ${this.seen.toLocaleString("en")} images: G_ema, the running average of G's weights, and raw G, which is what D meets.`;
  }

  // The tile under the pointer; its seed is its number.
  tileAt(event) {
    const picture = event.target;
    if (!picture.naturalWidth) return undefined;
    const box = picture.getBoundingClientRect();
    const scale = Math.min(box.width / picture.naturalWidth, box.height / picture.naturalHeight);
    const side = (picture.naturalWidth * scale) / this.data.sheet_columns;
    const column = Math.floor((event.clientX - box.left) / side);
    const row = Math.floor((event.clientY - box.top) / side);
    const rows = Math.round((picture.naturalHeight * scale) / side);
    if (column < 0 || row < 0 || column >= this.data.sheet_columns || row >= rows) return undefined;
    return { column, row, rows, side, seed: row * this.data.sheet_columns + column };
  }

  describeTile(event) {
    const tile = this.tileAt(event);
    const note = this.find(".lr-tile");
    note.hidden = !tile;
    if (!tile) return;
    const [kind, words] = this.shows === "raw" ? ["raw", "raw G."] : ["nearest", "the training image nearest to it."];
    const hasOther = this.has(kind);
    const [own, other] = note.querySelectorAll(".lr-crop");
    this.crop(own, this.address(this.seen), tile);
    other.hidden = !hasOther;
    if (hasOther) this.crop(other, this.address(`${kind}-${this.seen}`), tile);
    note.querySelector("p").textContent = this.sayTile(tile.seed) + (hasOther ? ` Right: ${words}` : "");
    const area = note.offsetParent.getBoundingClientRect();
    const left = Math.min(event.clientX - area.left + 14, area.width - note.offsetWidth);
    note.style.transform = `translate(${Math.max(0, left)}px, ${event.clientY - area.top + 16}px)`;
  }

  sayTile(seed) {
    const parts = [`Seed ${seed}`];
    const names = this.data.class_names;
    if (names.length) parts.push(`asked for: ${names[seed % names.length]}`);
    const seen = this.tiles?.classes?.[seed];
    if (seen !== undefined) parts.push(`looks like: ${this.data.histogram_classes[seen] ?? `class ${seen}`}`);
    const logit = this.tiles?.logits?.[seed];
    if (logit !== undefined) {
      const score = this.data.curves.verdict === "score";
      parts.push(score ? `D: ${(100 / (1 + Math.exp(-logit))).toFixed(1)}% real` : `D's logit: ${logit.toFixed(2)}`);
    }
    return `${parts.join(", ")}.`;
  }

  crop(place, address, { column, row, rows }) {
    const columns = this.data.sheet_columns;
    place.style.backgroundImage = `url("${address}")`;
    place.style.backgroundSize = `${100 * columns}% ${100 * rows}%`;
    const at = (index, count) => (count > 1 ? (100 * index) / (count - 1) : 0);
    place.style.backgroundPosition = `${at(column, columns)}% ${at(row, rows)}%`;
  }

  // The seed of a tile is its number, so the tile can be met again on the Explore page.
  openTile(event) {
    const tile = this.tileAt(event);
    if (!tile) return;
    const view = new URLSearchParams({ model: `run:${this.data.run}@${this.seen}`, seed_a: tile.seed });
    location.assign(new URL(`./?${view}`, location.href));
  }
}
