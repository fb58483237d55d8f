// The page: choose, play, look at the result, play again. The address always names the round.

import { connect, voteOf } from "../../shared/frontend/class_client.js";
import { fitting, newSeed, readAddress, writeAddress } from "./address.js";
import { load, make } from "./deck_client.js";
import { element } from "../../shared/frontend/elements.js";
import { Play } from "./play.js";
import { showResult, tablesOf } from "./result.js";
import { discriminatorOf, itemsOf, MIX, ROUNDS, unusedReals } from "./rounds.js";
import { isSame, played, remember } from "./tab_memory.js";
import { momentWords } from "./words.js";

/** @import { DeckEntry, Place } from "./address.js" */
/** @import { Answer } from "./play.js" */
/** @import { Table } from "../../shared/frontend/detection.js" */
/** @import { ClassState } from "../../shared/frontend/class_client.js" */
/** @typedef {{ decks: DeckEntry[], colours: { G: string, D: string } }} PageData */

const EXAMPLES = 12;

export class GamePage {
  /**
   * @param {ParentNode} root
   * @param {PageData} data
   */
  constructor(root, data) {
    this.data = data;
    /** @param {string} name @returns {any} */
    this.find = (name) => root.querySelector(`.${name}`);
    this.root = this.find("game");
    this.root.style.setProperty("--g", data.colours.G);
    this.root.style.setProperty("--d", data.colours.D);
    this.play = new Play(this.find, (answers) => this.finish(answers));
    const { notice, ...place } = readAddress(location.search, data.decks);
    /** @type {Place} */
    this.place = place;
    /** @type {ClassState | null} */
    this.class = null;
    this.say(notice);
    this.fillIn();
    this.listen();
    this.changed();
    this.showExamples();
    this.stop = this.followClass();
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

  fillIn() {
    const { deck } = this.place;
    this.find("deck").replaceChildren(...this.data.decks.map(({ id, title }) => new Option(title, id, false, id === deck.id)));
    this.showMoments();
  }

  nameBegin() {
    this.find("begin").textContent = this.place.deck.moments.length ? "Start" : "Make the deck (about a minute)";
  }

  showMoments() {
    const { deck, moment } = this.place;
    this.nameBegin();
    this.find("moment-choice").hidden = !deck.moments.length;
    const choices = deck.moments.map((_, at) => at);
    if (deck.moments.length > 1) choices.push(MIX);
    this.find("moments").replaceChildren(...choices.map((at) => {
      const input = /** @type {HTMLInputElement} */ (element("input", { type: "radio", name: "moment", value: String(at) }));
      input.checked = at === moment;
      return element("label", {}, input, ` ${momentWords(deck.moments, at)}`);
    }));
  }

  /** Reals of the deck, which is asked for before Start is pressed. */
  async showExamples() {
    const { deck: { id, moments }, seed } = this.place;
    this.find("examples").hidden = true;
    if (!moments.length) return;
    const loaded = await load(id).catch(() => null); // Start says so, if it fails again
    if (!loaded || id !== this.place.deck.id) return;
    const items = unusedReals(loaded.deck, seed, EXAMPLES);
    this.find("examples").hidden = items.length < EXAMPLES;
    this.find("examples").querySelector("div").replaceChildren(...items.map((item) => {
      const canvas = document.createElement("canvas");
      loaded.draw(canvas, item);
      return canvas;
    }));
  }

  listen() {
    const { find, root } = this;
    find("deck").addEventListener("change", () => {
      const deck = this.data.decks.find(({ id }) => id === find("deck").value) ?? this.data.decks[0];
      Object.assign(this.place, { deck, moment: fitting(deck, this.place.moment), round: 1 });
      this.showMoments();
      this.changed();
      this.showExamples();
    });
    find("moments").addEventListener("change", (/** @type {any} */ event) => {
      Object.assign(this.place, { moment: Number(event.target.value), round: 1 });
      this.changed();
    });
    find("choices").addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); this.begin(); });
    find("again").addEventListener("click", () => { this.nextRound(); this.begin(); });
    find("replay").addEventListener("click", () => this.begin());
    find("other").addEventListener("click", () => { this.nextRound(); this.show("start"); find("deck").focus(); });
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
    const { seed, round, code } = this.place;
    history.replaceState(history.state, "", `${location.pathname}?${writeAddress(this.place)}${location.hash}`);
    const where = code
      ? `Class ${code}: after a round your four counts, without a name, go to your teacher’s page on this server.`
      : "Your answers stay in this browser.";
    const words = `Round ${round} of seed ${seed}; this page’s address shows anybody the same images. ${where}`;
    for (const line of this.root.querySelectorAll(".where")) line.textContent = words;
  }

  /** The deck of a run is made when it is first asked for. */
  async makeDeck() {
    const { deck } = this.place;
    this.find("begin").textContent = "Making the deck …";
    Object.assign(deck, await make(deck.id));
    if (this.place.deck !== deck) return; // another was chosen meanwhile
    this.place.moment = fitting(deck, this.place.moment);
    this.fillIn();
    this.showExamples();
  }

  async begin() {
    const { place, find } = this;
    try {
      find("begin").disabled = true;
      if (!place.deck.moments.length) {
        await this.makeDeck();
        this.say("");
        return;
      }
      this.loaded = await load(place.deck.id);
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
      return;
    } finally {
      find("begin").disabled = false;
      this.nameBegin();
    }
    this.say("");
    this.show("play");
    this.play.begin(this.loaded, itemsOf(this.loaded.deck, place), find("confident").checked);
    this.root.scrollIntoView({ block: "nearest" });
  }

  /** @param {Answer[]} answers */
  finish(answers) {
    const { place, loaded, find } = this;
    if (!loaded) return;
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
    this.root.closest("section")?.scrollTo(0, 0);
    find("headline").scrollIntoView({ block: "center" });
    this.send(tables);
  }

  /**
   * The counts of the round go to the class, if there is one: to the vote that it takes now, at one's
   * own pace the first round as the first vote, any later one as the second.
   * @param {{ you: Table, D: Table | null }} tables
   */
  async send(tables) {
    const { code, question, deck, moment, round, seed } = this.place;
    const sent = this.find("sent");
    sent.hidden = !code;
    if (!code) return;
    sent.textContent = "Sending your counts to the class …";
    try {
      const result = { ...tables.you, deck: deck.id.slice(0, 40), moment: moment === MIX ? "mix" : String(moment + 1) };
      for (const [name, count] of Object.entries(tables.D ?? {})) Object.assign(result, { [`D_${name}`]: count });
      await connect(code).answer({ question, option: "", vote: voteOf(this.class, question, Math.min(round, 2)), seed, result });
      sent.textContent = `Class ${code} has your counts.`;
    } catch (error) {
      const retry = element("button", { type: "button" }, "Send again");
      retry.addEventListener("click", () => this.send(tables));
      sent.replaceChildren(error instanceof Error ? error.message : String(error), " ", retry);
    }
  }

  /** @param {"start" | "play" | "result"} section */
  show(section) {
    for (const name of ["start", "play", "result"]) this.find(name).hidden = name !== section;
  }

  /** @param {string} sentence */
  say(sentence) {
    this.find("notice").textContent = sentence;
    this.find("notice").hidden = !sentence;
  }
}
