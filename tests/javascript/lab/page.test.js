import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addressWith, DIFFER, differenceFrom, differenceText, diracFrom, diracText, FIRST_LINK, layersText, openedBy,
} from "../../../playground/lab/frontend/address.js";
import { addressToCopy } from "../../../playground/lab/frontend/copy_link.js";
import { effectOf } from "../../../playground/lab/frontend/effects.js";
import { checkedRules, DIRAC_DEFAULTS, RULES } from "../../../playground/lab/frontend/engine/dirac.js";
import { uniforms } from "../../../playground/lab/frontend/engine/draws.js";
import { read, write as linkOf } from "../../../playground/lab/frontend/engine/link.js";
import { BY_NAME, checked, FIELDS, LOSSES } from "../../../playground/lab/frontend/engine/settings.js";
import { RULE_WORDS, settingOf } from "../../../playground/lab/frontend/dirac_words.js";
import { actionOf } from "../../../playground/lab/frontend/keys.js";
import { next } from "../../../playground/lab/frontend/ladder.js";
import { Locks, namesIn } from "../../../playground/lab/frontend/locks.js";
import { rowsOf } from "../../../playground/lab/frontend/numbers.js";
import { SPEEDS } from "../../../playground/lab/frontend/pace.js";
import { LAYERS } from "../../../playground/lab/frontend/picture.js";
import { labelled } from "../../../playground/lab/frontend/pictures/heat.js";
import { Session } from "../../../playground/lab/frontend/session.js";
import { PARTS, SOURCE, sourceOf, wordsOf } from "../../../playground/lab/frontend/slow_words.js";
import { summaryOf } from "../../../playground/lab/frontend/summary.js";
import { choicesOf, titleOf } from "../../../playground/lab/frontend/titles.js";
import { largestDifference } from "../../../playground/lab/frontend/torch_check.js";

test("a copied link holds the run, and not the key of a teacher who shows it to a class", () => {
  const opened = `http://192.168.1.5:8501/lab?class=amber-fox-42&lab=seed-1#teacher=${"0".repeat(32)}`;
  assert.equal(addressToCopy(opened, "seed-1~step-9"), "http://192.168.1.5:8501/lab?class=amber-fox-42&lab=seed-1~step-9");
});

test("an address without a run opens with healthy settings and the usual layers", () => {
  const opened = openedBy({});
  assert.equal(opened.link, FIRST_LINK);
  assert.equal(read(opened.link).problem, "");
  assert.deepEqual(opened.layers, ["reals", "fakes", "heat"]);
  assert.equal(opened.speed, Infinity);
  assert.equal(opened.view, "lab");
});

test("what the address cannot mean is left at its default", () => {
  const opened = openedBy({ view: "x", layers: "fakes.evil.trails", speed: "7", other: "lr_G-1e99", dirac: "rule-evil~h-99", present: "yes" });
  assert.equal(opened.view, "lab");
  assert.deepEqual(opened.layers, ["fakes", "trails"]);
  assert.equal(opened.speed, Infinity);
  assert.deepEqual(opened.difference, { name: "r1_gamma", value: 0 });
  assert.deepEqual(opened.dirac.rules, DIRAC_DEFAULTS);
  assert.equal(opened.present, false);
});

test("10,000 hostile addresses open a lab of checked settings, with one sentence where its run is not understood", () => {
  const letters = "abdeglmnorstwyGD0123456789.-~_,?&%=+ \u00e9<>\"'\u0000\u202e\ud800";
  const good = { lab: "data-moons~lr_G-0.01~step-500~300.loss-hinge", view: "pair", layers: "reals.heat", speed: "20",
    other: "loss-hinge", dirac: "rule-r1~h-0.1~at-1,0.5", lock: "lr_G,slow", hide: "code", present: "1" };
  const numbers = new Float64Array(64);
  const defaults = checked({});
  for (let seed = 0; seed < 10_000; seed++) {
    uniforms(numbers, 64, seed, 98, 0);
    let at = 0;
    const roll = (/** @type {number} */ below) => Math.floor(below * numbers[at++ % 64]);
    const query = Object.fromEntries(Object.entries(good).map(([name, text]) => {
      const some = roll(3) ? Array.from(text) : Array.from({ length: roll(40) }, () => "");
      for (let k = roll(5); k >= 0; k--) some[roll(some.length)] = letters[roll(letters.length)];
      return [name, some.join("").repeat(roll(20) ? 1 : 200)];
    }));
    const { link, view, layers, speed, difference, dirac } = openedBy(query);
    const { settings, step, changes, problem } = read(link);
    assert.deepEqual(checked(settings), settings);
    if (problem) {
      assert.deepEqual([settings, step, changes], [defaults, 0, []]);
      assert.match(problem, /^This link was not understood[^\n<>]+\.$/);
    }
    assert.ok(["lab", "pair", "dirac"].includes(view) && speed > 0 && Array.isArray(layers));
    assert.doesNotThrow(() => checked({ ...settings, [difference.name]: difference.value }), query.other);
    assert.deepEqual(checkedRules(dirac.rules), dirac.rules);
    assert.ok(Math.abs(dirac.theta) <= 2 && Math.abs(dirac.psi) <= 2);
    for (const name of [...namesIn(query.lock), ...namesIn(query.hide)]) assert.match(name, /^\w+$/);
  }
});

test("two labs differ in what is offered there, so that B is a lab with any settings of A", () => {
  for (const other of ["data-drawn", "points-abcd", "constructor-1", "layers_G-3"]) {
    assert.deepEqual(differenceFrom(other), { name: "r1_gamma", value: 0 });
  }
  assert.ok(DIFFER.every((name) => BY_NAME.has(name)));
});

test("layers that are all off stay off; unknown ones alone are the usual ones", () => {
  assert.equal(layersText({ reals: true, fakes: false, heat: true }), "reals.heat");
  const address = addressWith("http://h/lab", { layers: layersText({ reals: false }) });
  assert.deepEqual(openedBy(Object.fromEntries(new URL(address).searchParams)).layers, []);
  assert.deepEqual(openedBy({ layers: "evil" }).layers, openedBy({}).layers);
});

test("the address gives back what was written, and keeps parameters of others", () => {
  const address = addressWith("http://h/lab?class=amber&layers=fakes&present=1",
    { lab: "seed-7~step-20", layers: "reals.best", speed: "20", view: "lab" });
  assert.equal(address, "http://h/lab?class=amber&layers=reals.best&present=1&lab=seed-7~step-20&speed=20");
  const opened = openedBy(Object.fromEntries(new URL(address).searchParams));
  assert.deepEqual([opened.link, opened.layers, opened.speed, opened.present], ["seed-7~step-20", ["reals", "best"], 20, true]);
  assert.equal(addressWith(address, { lab: "seed-7", layers: "reals.fakes.heat", speed: "full", view: "lab" }),
    "http://h/lab?class=amber&present=1&lab=seed-7");
});

test("200 random pages go to the address and back unchanged, and what others keep there stays", () => {
  const numbers = new Float64Array(64);
  for (let seed = 0; seed < 200; seed++) {
    uniforms(numbers, 64, seed, 97, 0);
    let at = 0;
    const roll = (/** @type {number} */ below) => Math.floor(below * numbers[at++]);
    const of = (/** @type {readonly any[]} */ list) => list[roll(list.length)];
    const layers = Object.fromEntries(LAYERS.map(({ name }) => [name, roll(2) === 1]));
    const speed = of(SPEEDS);
    const field = /** @type {import("../../../playground/lab/frontend/engine/settings.js").Field} */ (BY_NAME.get(of(DIFFER)));
    const difference = { name: field.name, value: field.kind === "choice" ? of(field.choices ?? []) : next(field, field.start, of([1, -1])) };
    const dirac = { theta: (roll(401) - 200) / 100, psi: (roll(401) - 200) / 100,
      rules: checkedRules({ ...DIRAC_DEFAULTS, rule: of(RULES), h: (1 + roll(100)) / 100, gamma: roll(30) / 10 }) };
    const link = linkOf(checked({ seed: roll(2 ** 32), loss: of(LOSSES), lr_D: numbers[at++] }), roll(1e6),
      [{ step: roll(100), name: "lr_G", value: numbers[at++] }]);
    const view = of(["lab", "pair", "dirac"]);
    const address = addressWith("http://192.168.0.2:8501/sub/lab?class=amber-fox-42&lock=lr_G#there", { lab: link, view,
      layers: layersText(layers), speed: speed === Infinity ? "full" : String(speed), other: differenceText(difference), dirac: diracText(dirac) });
    const query = Object.fromEntries(new URL(address).searchParams);
    assert.deepEqual(openedBy(query), { link, view, speed, difference, dirac, present: false,
      layers: LAYERS.map(({ name }) => name).filter((name) => layers[name]) });
    assert.deepEqual([query.class, query.lock, new URL(address).hash], ["amber-fox-42", "lr_G", "#there"]);
  }
});

test("the Dirac-GAN and the difference of two labs survive the address", () => {
  for (const rule of RULES) {
    const start = { theta: -0.35, psi: 1.2, rules: { ...DIRAC_DEFAULTS, rule, order: /** @type {const} */ ("alternating"), h: 0.05, gamma: 0.3 } };
    assert.deepEqual(diracFrom(diracText(start)), start);
  }
  const fine = { theta: 1, psi: 0.5, rules: { ...DIRAC_DEFAULTS, h: 0.1234567890123, gamma: 3e-7 } };
  assert.deepEqual(diracFrom(diracText(fine)), fine);
  assert.deepEqual(diracFrom("at-9,0").theta, 1);
  for (const other of ["loss-hinge", "lr_G-0.01", "seed-4"]) assert.equal(differenceText(differenceFrom(other)), other);
});

test("every setting has a title, every choice words, every change that can happen while it runs a sentence", () => {
  for (const { name, kind, restart, start, choices } of FIELDS) {
    if (kind === "points") continue;
    assert.notEqual(titleOf(name), name);
    for (const [value, text] of choicesOf(name)) assert.ok(text && value);
    if (restart) continue;
    const value = choices?.at(-1) ?? (start === 1 ? 0.9 : start + 0.5);
    const said = effectOf(name, start, value, { ...checked({}), [name]: value }, 1200);
    assert.match(said, /→ .* from step 1,200: .+\.$/, name);
  }
  assert.match(effectOf("lr_D", 0.001, 0.1, checked({}), 3), /each update of D is 100 times as large/);
  assert.match(effectOf("lr_G", 0.01, 0, checked({}), 3), /G stands still/);
});

test("− and + go over round numbers and stay within the range", () => {
  const of = (/** @type {string} */ name) => /** @type {any} */ (BY_NAME.get(name));
  assert.equal(next(of("lr_G"), 0.001, 1), 0.002);
  assert.equal(next(of("lr_G"), 0.001, -1), 0.0005);
  assert.equal(next(of("lr_G"), 0.0001, -1), 0);
  assert.equal(next(of("lr_G"), 0, 1), 0.0001);
  assert.equal(next(of("lr_G"), 10, 1), 10);
  assert.equal(next(of("r1_gamma"), 0.03, 1), 0.05);
  assert.equal(next(of("d_steps"), 20, 1), 20);
  assert.equal(next(of("width_G"), 33, -1), 32);
  for (const field of FIELDS.filter(({ kind }) => kind === "whole" || kind === "number")) {
    let value = field.start;
    for (let k = 0; k < 60; k++) {
      value = next(field, value, k < 30 ? 1 : -1);
      assert.doesNotThrow(() => checked({ [field.name]: value }), `${field.name} ${value}`);
    }
  }
});

test("keys never take R or C, and Space presses the button that has the focus", () => {
  assert.deepEqual(actionOf(" ", false), { does: "play" });
  assert.equal(actionOf(" ", true), null);
  assert.deepEqual(actionOf("3", false), { does: "layer", layer: "heat" });
  assert.deepEqual(actionOf("S", true), { does: "both" });
  for (const key of ["r", "R", "c", "C", "Enter", "9", "0"]) assert.equal(actionOf(key, false), null);
});

test("what is locked says why; before the prediction nothing plays", () => {
  const locks = new Locks(["lr_G"], ["code"], "The lesson asks for this rate.");
  assert.equal(locks.why("lr_G"), "The lesson asks for this rate.");
  assert.ok(locks.isLocked("code"));
  assert.equal(locks.why("play"), "");
  locks.waiting = "Predict first.";
  assert.deepEqual(["play", "step", "slow", "check", "layers"].map((name) => locks.why(name)),
    ["Predict first.", "Predict first.", "Predict first.", "Predict first.", ""]);
  assert.ok(new Locks(["data"]).isLocked("draw"), "drawn points are other data");
  assert.deepEqual(namesIn("lr_G, loss,,<script>, code"), ["lr_G", "loss", "code"]);
});

const begun = (/** @type {any} */ some = {}) =>
  new Session({ settings: checked({ width_G: 4, width_D: 4, batch_size: 8, ...some }) });

test("numbers come with their perfect value, and always the same ones", () => {
  const session = begun();
  const bare = rowsOf(session.frame({}), undefined);
  session.run(1e9, 3);
  const frame = session.frame({ score: true });
  const rows = rowsOf(frame, frame.score ?? undefined, { steps: 300.4, frames: 59.6 });
  assert.deepEqual(rows.map(({ name }) => name), bare.map(({ name }) => name));
  const of = (/** @type {string} */ name) => /** @type {any} */ (rows.find((row) => row.name === name));
  assert.match(of("js").perfect, /^perfect 0, reads as 0\.0/);
  assert.equal(of("modes").perfect, "perfect 8");
  assert.match(of("loss_D").perfect, /least possible now \d/);
  assert.match(of("loss_G").perfect, /^0\.693/);
  assert.equal(of("step").perfect, "300 steps/s, 60 frames/s");
  assert.match(summaryOf(frame, frame.score ?? undefined), /^Step 3: \d of 8 modes, JS \d\.\d\d bits \(perfect 0\); D undecided on \d+% of fakes/);
  const critic = begun({ loss: "wasserstein" });
  critic.run(1e9, 1);
  assert.match(summaryOf(critic.frame({}), undefined), /^Step 1: D gives reals a logit of -?\d+\.\d\d and fakes -?\d/);
});

test("every part of a step has words, and the line of its loss", () => {
  for (const loss of LOSSES) {
    const session = begun({ loss });
    for (const name of PARTS) {
      const half = session.half();
      assert.equal(half.name, name);
      const { title, sentence } = wordsOf(half, session.lab.settings);
      assert.ok(title.length > 3 && sentence.length > 20, `${loss} ${name}`);
      assert.doesNotMatch(sentence, /NaN|undefined/);
      assert.ok(/** @type {any} */ (SOURCE)[loss].includes(sourceOf(half, session.lab.settings).name));
    }
  }
});

test("slow motion goes back, over the beginning of a step too, to the same numbers", () => {
  const session = begun();
  const seen = Array.from({ length: 13 }, () => session.half());
  for (let k = 11; k >= 0; k--) {
    const half = session.halfBack();
    assert.deepEqual([half?.name, half?.step, half?.fake], [seen[k].name, seen[k].step, seen[k].fake]);
  }
  assert.equal(session.halfBack(), null);
  assert.equal(session.half().name, "z");
});

test("one network alone is a freeze of the other, which an address can repeat", () => {
  const session = begun();
  session.run(1e9, 10);
  const G = [...session.lab.updates.G.theta];
  for (let k = 0; k < 3; k++) session.only("D");
  assert.deepEqual([...session.lab.updates.G.theta], G);
  session.only("G");
  session.run(1e9, 5);
  assert.equal(session.lab.settings.freeze, "none");
  assert.equal(session.step, 19);
  const again = new Session({ settings: session.first, changes: session.changes });
  again.run(1e9, 19);
  assert.deepEqual([...again.lab.snapshot().state], [...session.lab.snapshot().state]);
});

test("a branch leaves its old future, and the page is told", () => {
  const session = begun();
  session.run(1e9, 200);
  session.change({ lr_G: 0.1 });
  session.run(1e9, 100);
  const all = session.records.since({ future: 0, step: 0, score: -1 });
  assert.equal(all.records.at(-1)?.step, 300);
  assert.deepEqual(session.records.since({ future: 0, step: 300, score: -1 }).records, []);
  session.seek(100);
  session.branch();
  session.run(1e9, 150);
  assert.equal(session.lab.settings.lr_G, 0.001);
  const other = session.records.since({ future: 0, step: 300, score: -1 });
  assert.equal(other.future, 1);
  assert.deepEqual([other.records[0].step, other.records.at(-1)?.step], [1, 250]);
});

test("labels of contours keep away from the edges and near their place", () => {
  const line = Array.from({ length: 48 }, (_, x) => [x, 20, x + 1, 20]).flat();
  assert.deepEqual(labelled(line, 48, [0.5, 0.5]), [24, 20]);
  assert.ok(/** @type {number[]} */ (labelled(line, 48, [0, 0.5]))[0] > 3);
  assert.equal(labelled(line.slice(0, 8), 48, [0.5, 0.5]), null);
});

test("the rules of the Dirac-GAN have words and their one setting", () => {
  for (const rule of RULES) assert.ok(RULE_WORDS[rule].title && RULE_WORDS[rule].sentence.endsWith("."));
  assert.deepEqual(RULES.map(settingOf), ["", "", "clip", "weight", "gamma", "noise", "gamma"]);
});

test("the largest difference counts a number that only one side has", () => {
  assert.equal(largestDifference([[1, 2]], [[1, 2.5]]), 0.5);
  assert.equal(largestDifference([[1, null]], [[1, null]]), 0);
  assert.equal(largestDifference([[1, NaN]], [[1, 3]]), Infinity);
});
