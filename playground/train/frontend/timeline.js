// The one timeline: the moments that have a sheet, which of them is shown, playing through them.

const PLAY_MS = 180;

class Timeline {
  // onMoment(images seen, whether it is the newest) follows what is shown.
  constructor(root, onMoment) {
    this.find = (selector) => root.querySelector(selector);
    this.slider = this.find(".lr-slider");
    this.onMoment = onMoment;
    this.forget();
    this.listen();
  }

  forget() {
    this.moments = [];
    this.followsNow = true;
  }

  listen() {
    this.slider.addEventListener("input", () => this.goTo(Number(this.slider.value)));
    this.find(".lr-now").addEventListener("click", () => this.goTo(this.moments.length - 1));
    this.find(".lr-best").addEventListener("click", () => this.goToSeen(this.best?.seen));
    this.find(".lr-play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
  }

  take(moments, imagesPerEpoch) {
    this.moments = moments;
    this.imagesPerEpoch = imagesPerEpoch || 1;
    this.slider.max = Math.max(0, moments.length - 1);
    if (this.followsNow) this.slider.value = this.slider.max;
    this.show(Number(this.slider.value));
  }

  // { seen, words } of the best measured moment, or nothing.
  markBest(best) {
    this.best = best;
    const button = this.find(".lr-best");
    button.hidden = !best;
    if (!best) return;
    button.textContent = `★ ${best.words}`;
    button.title = `The best moment by this measure: epoch ${(best.seen / this.imagesPerEpoch).toFixed(2)}`;
  }

  goToSeen(seen) {
    if (seen === undefined || !this.moments.length) return;
    const after = this.moments.findIndex((moment) => moment >= seen);
    this.goTo(after < 0 ? this.moments.length - 1 : after);
  }

  goTo(index) {
    this.pause();
    this.follow(index >= this.moments.length - 1);
    this.show(index);
  }

  show(index) {
    if (!this.moments.length) return;
    const last = this.moments.length - 1;
    const seen = this.moments[Math.min(Math.max(0, index), last)];
    const epoch = (seen / this.imagesPerEpoch).toFixed(2);
    const words = seen === 0 ? "before training" : `epoch ${epoch}`;
    this.slider.value = index;
    this.slider.setAttribute("aria-valuetext", `${words}, ${seen} images seen`);
    this.find(".lr-when").textContent = words;
    this.onMoment(seen, this.followsNow);
  }

  follow(follows) {
    this.followsNow = follows;
    this.find(".lr-now").setAttribute("aria-pressed", follows);
  }

  play() {
    const last = this.moments.length - 1;
    let index = Number(this.slider.value);
    if (index >= last) index = -1;
    this.follow(false);
    this.find(".lr-play").textContent = "❚❚";
    this.playing = setInterval(() => {
      index += 1;
      if (index >= this.moments.length - 1) this.goTo(this.moments.length - 1);
      else this.show(index);
    }, PLAY_MS);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.find(".lr-play").textContent = "▶";
  }
}
