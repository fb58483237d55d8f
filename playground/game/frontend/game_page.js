// The page: choose, play, look at the result, play again. The address always names the round.

import { connect } from "../../shared/frontend/class_client.js";
import { newSeed, readAddress, writeAddress } from "./address.js";
import { Copies } from "./copies.js";
import { load } from "./deck_client.js";
import { Fooling } from "./fooling.js";
import { Play } from "./play.js";
import { showResult, tablesOf } from "./result.js";
import { discriminatorOf, itemsOf, ROUNDS } from "./rounds.js";
import { sendRound } from "./round_sender.js";
import { StartForm } from "./start_form.js";
import { isSame, played, remember } from "./tab_memory.js";

/** @import { DeckEntry, Place } from "./address.js" */
/** @import { LoadedDeck } from "./deck_client.js" */
/** @import { Answer } from "./play.js" */
/** @import { ClassState } from "../../shared/frontend/class_client.js" */
/** @typedef {{ decks: DeckEntry[], colours: { G: string, D: string }, make: string }} PageData `make`: the run whose
 *   page was left to play with it, so that its deck is made at once; "" for none */

const SECTIONS = ["start", "play", "result", "pick", "hand", "fooled", "copied"];

export class GamePage {
  /**
   * @param {ParentNode} root
   * @param {PageData} data
   */
  constructor(root, data) {
    /** @param {string} name @returns {any} */
    this.find = (name) => root.querySelector(`.${name}`);
    this.root = this.find("game");
    this.root.style.setProperty("--g", data.colours.G);
    this.root.style.setProperty("--d", data.colours.D);
    const { notice, ...place } = readAddress(location.search, data.decks);
    /** @type {Place} */
    this.place = place;
    /** @type {ClassState | null} */
    this.class = null;
    const show = (/** @type {string} */ section) => this.show(section);
    this.play = new Play(this.find);
    this.fooling = new Fooling(this.find, this.play, show);
    this.copies = new Copies(this.find, this.play, show);
    this.say(notice);
    this.form = new StartForm(this.find, data.decks, place, { changed: () => this.changed(), begin: () => this.begin() });
    this.listen();
    this.changed();
    this.stop = this.followClass();
    if (data.make === place.deck.id && this.form.hasToMake) this.begin();
  }

  /** The class that the address names, until it is left or no more. @returns {() => void} */
  followClass() {
    const { code } = this.place;
    if (!code) return () => {};
    return connect(code).follow(({ state, problem }) => {
      this.class = problem ? null : state;
      if (!problem) return;
      this.place.code = "";
      this.changed();
    });
  }

  listen() {
    const { find, root } = this;
    for (const button of root.querySelectorAll(".again, .more")) button.addEventListener("click", () => { this.nextRound(); this.begin(); });
    for (const button of root.querySelectorAll(".other")) {
      button.addEventListener("click", () => { this.nextRound(); this.show("start"); find("variant").querySelector("input:checked").focus(); });
    }
    find("replay").addEventListener("click", () => this.begin());
    root.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      event.stopPropagation(); // Streamlit has shortcuts of single letters
      if (!find("play").hidden && this.play.key(event)) event.preventDefault();
    });
  }

  /** The next images of the same seed, or, after the last of them, those of a new one. */
  nextRound() {
    const { place } = this;
    if (place.round < ROUNDS) place.round++;
    else Object.assign(place, { seed: newSeed(), round: 1 });
    this.changed();
  }

  /** The address names what will be played, for a link and a reload. */
  changed() {
    const { as, seed, round, code } = this.place;
    history.replaceState(history.state, "", `${location.pathname}?${writeAddress(this.place)}${location.hash}`);
    const where = code && as === "d"
      ? `Class ${code}: after a round your four counts, without a name, go to your teacher’s page on this server.`
      : "Your answers stay in this browser.";
    const words = `Round ${round} of seed ${seed}; this page’s address shows anybody the same images. ${where}`;
    for (const line of this.root.querySelectorAll(".where")) line.textContent = words;
  }

  async begin() {
    const { place, find, form } = this;
    find("stage").classList.remove("pair");
    try {
      find("begin").disabled = true;
      if (form.hasToMake) {
        await form.makeDeck();
        this.changed();
      } else if (place.as === "copies") {
        await this.copies.begin(place);
      } else {
        const { as, deck } = place;
        const loaded = await load(deck.id);
        if (place.as === as && place.deck === deck) this.beginWith(loaded); // unless another was chosen meanwhile
      }
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
      return;
    } finally {
      find("begin").disabled = false;
      form.nameBegin();
    }
    this.say("");
    this.root.scrollIntoView({ block: "nearest" });
  }

  /** @param {LoadedDeck} loaded */
  beginWith(loaded) {
    const { place } = this;
    if (place.as === "g") return this.fooling.begin(loaded, place);
    const items = itemsOf(loaded.deck, place);
    this.show("play");
    this.play.begin(loaded, items, (answers) => this.finish(loaded, answers), { asksSureness: this.find("confident").checked });
  }

  /** @param {LoadedDeck} loaded @param {Answer[]} answers */
  finish(loaded, answers) {
    const { place, find } = this;
    const expected = find("prediction").querySelector("input:checked")?.value ?? "";
    const round = {
      loaded, items: this.play.items, answers, moment: place.moment, expected,
      D: discriminatorOf(loaded.deck, place.moment),
    };
    const tables = tablesOf(round);
    const now = { deck: place.deck.id, moment: place.moment, seed: place.seed, round: place.round, ...tables };
    remember(now);
    const all = played().filter(({ deck }) => deck === place.deck.id);
    const before = all.filter((one) => one.moment === place.moment && !isSame(one, now)).at(-1);
    find("again").textContent = place.round < ROUNDS ? `Round ${place.round + 1}` : "Round 1 of a new seed";
    this.show("result");
    showResult(find, round, before, place.round, all);
    find("headline").focus({ preventScroll: true });
    find("headline").scrollIntoView({ block: "center" });
    sendRound(find("sent"), place, this.class, round);
  }

  /** @param {string} section */
  show(section) {
    for (const name of SECTIONS) this.find(name).hidden = name !== section;
    this.root.closest("section")?.scrollTo(0, 0);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.find("notice").textContent = sentence;
    this.find("notice").hidden = !sentence;
  }
}
