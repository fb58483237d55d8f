// Sample sheets through time, beside or in place of the real images they should look like.

const PLAY_MS = 180;

class Sheets {
  // onMoment(epoch, or undefined at the newest sheet) follows what is shown.
  constructor(root, data, onMoment) {
    this.find = (selector) => root.querySelector(selector);
    this.buttons = [...root.querySelectorAll("[data-show]")];
    this.onMoment = onMoment;
    this.followsNow = true;
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
    this.sheets = [];
    this.shown = null;
  }

  listen() {
    this.find(".lr-slider").addEventListener("input", (event) => {
      this.pause();
      this.follow(Number(event.target.value) === this.sheets.length - 1);
      this.show(Number(event.target.value));
    });
    this.find(".lr-now").addEventListener("click", () => {
      this.pause();
      this.follow(true);
      this.show(this.sheets.length - 1);
    });
    this.find(".lr-play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.find(".lr-sheet").addEventListener("click", (event) => this.openTile(event));
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.choose(button.dataset.show));
    }
  }

  choose(what) {
    this.shows = what;
    for (const button of this.buttons) button.setAttribute("aria-pressed", button.dataset.show === what);
    this.find(".lr-pictures").dataset.shows = what;
    this.find(".lr-classes").hidden = what === "both";
    this.show(Number(this.find(".lr-slider").value));
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

  take(sheets, status) {
    this.status = status;
    this.sheets = sheets;
    const slider = this.find(".lr-slider");
    slider.max = Math.max(0, sheets.length - 1);
    if (this.followsNow) slider.value = slider.max;
    this.show(Number(slider.value));
  }

  show(index) {
    if (!this.sheets.length) return;
    const seen = this.sheets[Math.min(index, this.sheets.length - 1)];
    const address = (name) => `/api/runs/${this.data.run}/sheets/${name}.png`;
    this.find(".lr-slider").value = index;
    if (seen !== this.shown) {
      this.shown = seen;
      const picture = this.find(".lr-sheet");
      picture.src = address(seen);
      picture.alt = `Samples after ${seen} images seen`;
      this.find(".lr-slider").setAttribute("aria-valuetext", `${seen} images seen`);
    }
    const real = this.find(".lr-real-sheet");
    if (this.shows !== "fake" && !real.src.endsWith(address("reals"))) real.src = address("reals");
    const save = this.find(".lr-save");
    save.href = address(this.shows === "real" ? "reals" : seen);
    save.download = `${this.data.run}-${this.shows === "real" ? "real" : seen}.png`;
    this.find(".lr-caption").textContent = this.caption(seen, index);
    this.onMoment(this.followsNow ? undefined : seen / (this.status?.images_per_epoch || 1));
  }

  // The seed of a tile is its number, so the tile can be met again on the Explore page.
  openTile(event) {
    const picture = event.target;
    if (!picture.naturalWidth) return;
    const box = picture.getBoundingClientRect();
    const scale = Math.min(box.width / picture.naturalWidth, box.height / picture.naturalHeight);
    const tile = (picture.naturalWidth * scale) / this.data.sheet_columns;
    const column = Math.floor((event.clientX - box.left) / tile);
    const row = Math.floor((event.clientY - box.top) / tile);
    const rows = Math.round((picture.naturalHeight * scale) / tile);
    if (column >= this.data.sheet_columns || row >= rows) return;
    const view = new URLSearchParams({
      model: `run:${this.data.run}@${this.shown}`,
      seed_a: row * this.data.sheet_columns + column,
    });
    location.assign(new URL(`./?${view}`, location.href));
  }

  caption(seen, index) {
    if (this.shows === "real") return "Real training images, as G should draw them.";
    if (seen === 0) return "Before training. Tile k of every sheet is seed k, so each can be followed through time.";
    const epoch = (seen / (this.status?.images_per_epoch || seen)).toFixed(2);
    const now = index === this.sheets.length - 1 ? "Newest sheet" : "Sheet";
    return `${now}: G_ema after ${seen.toLocaleString("en")} images, epoch ${epoch}. Click a tile to explore from it.`;
  }

  follow(follows) {
    this.followsNow = follows;
    this.find(".lr-now").setAttribute("aria-pressed", follows);
  }

  play() {
    let index = Number(this.find(".lr-slider").value);
    if (index >= this.sheets.length - 1) index = -1;
    this.follow(false);
    this.find(".lr-play").textContent = "❚❚";
    this.playing = setInterval(() => {
      index += 1;
      this.show(index);
      if (index >= this.sheets.length - 1) {
        this.pause();
        this.follow(true);
        this.show(index);
      }
    }, PLAY_MS);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.find(".lr-play").textContent = "▶";
  }
}
