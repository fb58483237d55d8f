// The Explore page: its parts, and the actions they share.

import { api } from "../../shared/frontend/api.js";
import { createClickTargets } from "./controls/click_targets.js";
import { createCopyLink } from "./controls/copy_link.js";
import { createCurrentPlace } from "./controls/current_place.js";
import { createDeferred } from "./controls/deferred.js";
import { createDownloads } from "./controls/downloads.js";
import { createDrawingSettings } from "./controls/drawing_settings.js";
import { finder } from "./controls/elements.js";
import { createFavourites } from "./controls/favourites.js";
import { createLatentSliders } from "./controls/latent_sliders.js";
import { createAnnouncer, createNotices } from "./controls/notices.js";
import { createSampleGrid } from "./controls/sample_grid.js";
import { createTabBar } from "./controls/tab_bar.js";
import { createUndo } from "./controls/undo.js";
import { drawImage } from "./images/pixels.js";
import { drawHere } from "./local/draw_here.js";
import { createLocalDrawing } from "./local/local_drawing.js";
import { createApiClient } from "./server/api_client.js";
import { createRequestQueue, FACTS } from "./server/request_queue.js";
import { createAddressBar } from "./state/address_bar.js";
import { createHistory } from "./state/history.js";
import { currentFields, fitToModel, query, showsPoint } from "./state/view.js";
import { createTabs } from "./tabs/all_tabs.js";

/** @import { Pixels } from "./images/pixels.js" */
/** @import { ModelFacts, View } from "./state/view.js" */
/**
 * What canvas.py hands over at each run of the page.
 * @typedef {object} PageData
 * @property {string} model id of the chosen model
 * @property {View} view what the address asks for; it counts at the first mount
 * @property {View} defaults
 * @property {{ id: string, label: string }[]} models to compare with
 * @property {boolean} poster whether there is a sample grid to show while the model loads
 */

// A drag moves faster than images come where the machine is slow. What stands around the image is then
// shown anew with each image, not with each move; the slider under the finger moves by itself.
const SHOW_MS = 100;
// How long a browser that can have the network at once is waited for, before the server is asked for images: its
// first image would take it seconds, and all would be drawn twice.
const DECIDE_MS = 5000;

export class Explorer {
  /**
   * @param {ParentNode} root
   * @param {PageData} data
   */
  constructor(root, data) {
    this.root = root;
    this.find = finder(root);
    this.defaults = data.defaults;
    /** Changed in place, by change() and its relatives. @type {View} */
    this.view = { ...data.view, model: data.model };
    /** Null until the server has answered. @type {ModelFacts | null} */
    this.model = null;
    this.client = createLocalDrawing(createApiClient(), data.defaults);
    this.notices = createNotices(this.find(".notice"));
    this.announcer = createAnnouncer(this.find(".announcements"));
    this.address = createAddressBar(data.defaults, (view) => this.#goBack(view));
    this.history = createHistory(this.view, () => this.#fit(), () => this.changeAll({}));
    this.shown = createDeferred(() => this.show(), SHOW_MS);
    this.queue = createRequestQueue({
      isReady: () => this.model?.model === this.view.model,
      answers: this.client.answers,
      onError: this.notices.error,
      onAnswer: this.notices.clearError,
      onDone: this.shown.now,
      onBusy: (busy) => this.find(".stage").setAttribute("aria-busy", String(busy)),
    });
    this.tabs = createTabs(this);
    if (!this.tabs[this.view.tab]) this.view.tab = "interpolate";
    this.clickTargets = createClickTargets(this);
    this.samples = createSampleGrid(this);
    this.favourites = createFavourites(this);
    this.sliders = createLatentSliders(this);
    this.settings = createDrawingSettings(this);
    this.downloads = createDownloads(this);
    this.undo = createUndo(this);
    this.copyLink = createCopyLink(this);
    this.place = createCurrentPlace(this.find);
    this.tabBar = createTabBar(this);
    this.queue.setTasks(this.#tasks());
    this.settings.offerModels(data.models);
    if (data.poster) this.#showPoster();
    this.show();
    this.queue.ask(FACTS);
    this.drawAll();
  }

  /**
   * Another run of the page: the models may be others, and another may be chosen.
   * @param {PageData} data
   */
  update({ model, models }) {
    this.settings.offerModels(models);
    if (model === this.view.model) return this.show();
    this.view.model = model;
    this.queue.ask(FACTS);
    this.changeAll({});
  }

  stop() {
    for (const part of [
      this.queue, this.shown, this.address, this.notices, this.announcer, this.history, this.copyLink, this.place,
      this.client,
    ]) part.stop();
    this.stopTabs();
  }

  stopTabs() {
    for (const tab of Object.values(this.tabs)) tab.stop?.();
  }

  /** The tab that is open. */
  tab() {
    return this.tabs[this.view.tab] ?? this.tabs.interpolate;
  }

  targets() {
    return this.tab().targets();
  }

  /**
   * A change of the view by a person: shown, written down, announced, drawn.
   * @param {Partial<View>} values
   * @param {string[]} tasks names of what has to be drawn again
   */
  change(values, ...tasks) {
    Object.assign(this.view, values);
    if (tasks.includes("current") && this.queue.isBusy()) this.shown.later();
    else this.show();
    this.#record();
    this.queue.ask(...tasks, ...(this.view.against && tasks.length ? ["compared"] : []));
  }

  /**
   * A change that concerns every image on the page.
   * @param {Partial<View>} values
   */
  changeAll(values) {
    Object.assign(this.view, values);
    this.show();
    this.#record();
    this.drawAll();
  }

  /**
   * One change of many while something plays: written down when it comes to rest.
   * @param {Partial<View>} values
   * @param {string[]} tasks
   */
  animate(values, ...tasks) {
    Object.assign(this.view, values);
    if (this.queue.isBusy()) this.shown.later();
    else this.tab().show(this.model);
    this.queue.ask("current", ...tasks, ...(this.view.against ? ["compared"] : []));
  }

  /**
   * A sample was clicked: it is set as the chosen target, with Shift as the one after.
   * @param {string} point
   * @param {MouseEvent} event
   */
  use = (point, event) => {
    const targets = this.targets(), chosen = this.clickTargets.chosen();
    targets[(chosen + (event.shiftKey ? 1 : 0)) % targets.length].set(point);
  };

  /** @param {string} id of the target that clicks on samples shall set */
  chooseTarget(id) {
    this.clickTargets.choose(id);
  }

  /**
   * @param {string} tab
   * @param {Partial<View>} values to begin with instead of the current image
   */
  open(tab, values) {
    this.tabBar.open(tab, values);
  }

  /**
   * @param {Pixels} pixels
   * @param {number} index
   */
  drawCurrent(pixels, index) {
    drawImage(this.find("canvas.current", HTMLCanvasElement), pixels, index);
    this.find(".stage").removeAttribute("data-loading");
  }

  /**
   * The current image as a point that other tabs and the favourites understand; null if not to be had.
   * @returns {Promise<string | null>}
   */
  async currentPoint() {
    const { view, defaults } = this;
    if (showsPoint(view)) return view.point;
    try {
      return (await this.client.json("point.json", query(view, defaults, currentFields(view)))).point;
    } catch (error) {
      this.showError(error);
      return null;
    }
  }

  /** @param {string} sentence for a screen reader */
  announce(sentence) {
    this.announcer.announce(sentence);
  }

  /**
   * An action failed. Images that are on their way do not take the sentence away, as they do with their own errors.
   * @param {unknown} error
   */
  showError(error) {
    this.notices.remark(error instanceof Error ? error.message : String(error));
  }

  /** Shows the view, as far as that needs no server. */
  show() {
    const { find, view, model } = this;
    find("canvas.compared").hidden = !view.against;
    find(".current-box").classList.toggle("two", Boolean(view.against));
    find("canvas.current").setAttribute("aria-label", this.tab().sentence(model));
    this.tabBar.show();
    this.clickTargets.show();
    this.tab().show(model);
    this.samples.show(model);
    for (const part of [this.favourites, this.sliders, this.settings, this.downloads, this.undo]) part.show();
  }

  /**
   * Back or Forward: the tab and what it showed. The model is chosen elsewhere and stays.
   * @param {View} view
   */
  #goBack(view) {
    this.stopTabs();
    Object.assign(this.view, view, { model: this.view.model });
    this.#fit();
    this.changeAll({});
  }

  /** A view of earlier may be one of another model. What fits is not known before the server's answer. */
  #fit() {
    if (!this.model || this.model.model !== this.view.model) return;
    const remark = fitToModel(this.view, this.model);
    if (remark) this.notices.remark(remark);
  }

  #record() {
    this.address.write(this.view);
    this.history.note();
    this.announce(this.tab().sentence(this.model));
  }

  /** Everything that is visible: the image, the samples, and then what may take the server longer. */
  drawAll() {
    const [image, ...others] = this.tab().tasks;
    this.queue.ask(image, "compared", "samples", ...others, "latents", "favourites");
  }

  #tasks() {
    const { view } = this;
    return {
      [FACTS]: () => this.#learn(),
      current: async () => this.drawCurrent(await this.#imageBy(view.model), 0),
      compared: async () => {
        if (!view.against) return;
        drawImage(this.find("canvas.compared", HTMLCanvasElement), await this.#imageBy(view.against), 0);
      },
      samples: () => this.samples.draw(),
      favourites: () => this.favourites.draw(),
      latents: () => this.sliders.learn(),
      ...Object.assign({}, ...Object.values(this.tabs).map((tab) => tab.draw)),
    };
  }

  /** @param {string} model */
  #imageBy(model) {
    return this.client.pixels("current.raw", query({ ...this.view, model }, this.defaults, currentFields(this.view)));
  }

  async #learn() {
    const { view, defaults } = this, asked = view.model;
    const facts = await this.client.json("about.json", query(view, defaults, ["model"]));
    if (asked !== view.model) return;
    const isAnother = this.model !== null;
    this.model = { ...facts, model: asked };
    this.find(".latent-canvas").style.setProperty("--pixels", `${facts.image_size}px`);
    for (const part of [...Object.values(this.tabs), this.samples]) part.offerClasses?.(facts.class_names);
    this.#fit();
    if (isAnother) await this.tab().enter?.();
    this.address.write(view);
    this.announce(this.tab().sentence(this.model));
    this.show();
    const decided = drawHere(this, asked);
    if (facts.described) await Promise.race([decided, new Promise((go) => { setTimeout(go, DECIDE_MS); })]);
  }

  #showPoster() {
    const address = api("explore/poster.png", query(this.view, this.defaults, ["model"]));
    const frame = this.find(".poster"), image = this.find(".poster img", HTMLImageElement);
    image.addEventListener("load", () => { frame.hidden = false; });
    image.src = address;
    this.samples.showPoster(address);
  }
}
