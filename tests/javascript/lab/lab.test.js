import assert from "node:assert/strict";
import { test } from "node:test";

import { HALF_STEPS } from "../../../playground/lab/frontend/engine/half_steps.js";
import { Lab, checked, lattice } from "../../../playground/lab/frontend/engine/lab.js";
import { softplus, lossG } from "../../../playground/lab/frontend/engine/losses.js";
import { density } from "../../../playground/lab/frontend/engine/points.js";
import { LOSSES } from "../../../playground/lab/frontend/engine/settings.js";

const SMALL = { batch_size: 16, width_G: 8, width_D: 8, seed: 5 };

/** @param {object} [some] */
const made = (some) => new Lab(checked({ ...SMALL, ...some }));

/** @param {Lab} lab @param {number} steps */
function run(lab, steps) {
  for (let k = 0; k < steps; k++) lab.step();
  return lab;
}

for (const some of [{}, { ema_decay: 0.9, optimizer: "sgd" }, { gp_weight: 1, activation: "tanh" },
  { loss: "relativistic", instance_noise: 0.1, order: "simultaneous" }]) {
  test(`a snapshot goes on bit for bit: ${JSON.stringify(some)}`, () => {
    const lab = run(made(some), 7);
    const kept = lab.snapshot();
    const after = run(lab, 6).snapshot();
    lab.restore(kept);
    assert.deepEqual(lab.snapshot(), kept);
    assert.deepEqual(run(lab, 6).snapshot(), after);
    const branch = made(some);
    branch.restore(kept);
    assert.deepEqual(run(branch, 6).snapshot(), after);
  });
}

test("pictures and scores change nothing", () => {
  const lab = run(made({ ema_decay: 0.5 }), 4);
  const kept = lab.snapshot();
  lab.fakes(100);
  lab.logits(lab.reals(30));
  lab.arrows(lab.fakes(20));
  lab.manifold(9);
  lab.bestD(20);
  lab.score();
  assert.deepEqual(lab.snapshot(), kept);
});

test("the half-steps of a step come to the same as the step", () => {
  for (const some of [{}, { d_steps: 3, g_steps: 2 }, { order: "simultaneous", d_steps: 2 },
    { freeze: "D" }, { freeze: "G" }, { loss: "relativistic", r1_gamma: 0.1 }]) {
    const slow = made(some);
    const fast = made(some);
    for (let k = 0; k < 3; k++) {
      for (const half of slow.halfSteps()) assert.ok(half.name in HALF_STEPS);
      fast.step();
    }
    assert.deepEqual(slow.snapshot(), fast.snapshot());
  }
});

test("half-steps are the ten named ones, in order, each with what it shows", () => {
  const halves = [...made().halfSteps()];
  assert.deepEqual(halves.map((half) => half.name), Object.keys(HALF_STEPS));
  const shown = Object.fromEntries(halves.map((half) => [half.name, half]));
  assert.equal(shown.z.z?.length, 32);
  assert.equal(shown.judge.logits_real?.length, 16);
  const { logits_real, logits_fake, loss } = shown.loss;
  const terms = Array.from(logits_real ?? [], (real, i) =>
    softplus(-real) + softplus((logits_fake ?? [])[i]));
  assert.ok(Math.abs(terms.reduce((sum, x) => sum + x, 0) / 16 - Number(loss)) < 1e-12);
  assert.ok(shown.slope.gradient?.some((x) => x !== 0));
});

test("who stops within a step has moved nothing", () => {
  const lab = run(made(), 3);
  const before = lab.snapshot();
  for (const half of lab.halfSteps()) if (half.name === "slope") break;
  assert.deepEqual(lab.updates.D.theta, before.state.slice(lab.updates.G.size,
    lab.updates.G.size + lab.updates.D.size));
  lab.restore(before);
  assert.deepEqual(run(lab, 2).snapshot(), run(run(made(), 3), 2).snapshot());
});

for (const loss of LOSSES) {
  test(`arrows are minus the slope of ${loss} loss_G by finite differences`, () => {
    const lab = run(made({ loss, activation: "tanh" }), 5);
    const points = Float64Array.of(0.1, 0.3, -0.4, 0.2, 0.7, -0.6);
    const reals = lab.logits(lab.reals(256));
    const value = (/** @type {number} */ x, /** @type {number} */ y) => {
      const [fake] = lab.logits(Float64Array.of(x, y));
      const sum = reals.reduce((total, real) => total + lossG(loss, fake, real), 0);
      return sum / reals.length;
    };
    const arrows = lab.arrows(points);
    const e = 1e-5;
    for (let k = 0; k < points.length; k += 2) {
      const [x, y] = [points[k], points[k + 1]];
      const slope = [(value(x + e, y) - value(x - e, y)) / (2 * e),
        (value(x, y + e) - value(x, y - e)) / (2 * e)];
      assert.ok(Math.abs(arrows[k] + slope[0]) <= 1e-4 * Math.abs(slope[0]) + 1e-9);
      assert.ok(Math.abs(arrows[k + 1] + slope[1]) <= 1e-4 * Math.abs(slope[1]) + 1e-9);
    }
  });
}

test("at D = 0.001 the non-saturating arrow is 999 times the minimax one", () => {
  const logit = Math.log(0.001 / 0.999);
  const [one, other] = [made(), made({ loss: "minimax" })];
  const at = Float64Array.of(0.2, -0.1);
  for (const lab of [one, other]) {
    const { theta, size } = lab.updates.D;
    theta[size - 1] += logit - lab.logits(at)[0]; // the bias of the output
  }
  const ratio = one.arrows(at)[0] / other.arrows(at)[0];
  assert.ok(Math.abs(ratio / 999 - 1) < 0.01);
});

test("bare arrows are the slope of the logit, whatever the loss", () => {
  const at = Float64Array.of(0.2, -0.1, 0.5, 0.5);
  assert.deepEqual(made().arrows(at, true), made({ loss: "hinge" }).arrows(at, true));
  const critic = made({ loss: "wasserstein" });
  assert.deepEqual(critic.arrows(at, true), critic.arrows(at));
});

test("settings change while it runs, but not sizes, data or seed", () => {
  const lab = run(made(), 3);
  lab.change({ lr_G: 0.01, loss: "hinge", optimizer: "sgd" });
  assert.equal(lab.settings.loss, "hinge");
  assert.ok(lab.updates.ofG.m.every((x) => x === 0), "a new optimizer starts without memory");
  run(lab, 2);
  for (const wrong of [{ seed: 6 }, { width_G: 9 }, { data: "line" }]) {
    assert.throws(() => lab.change(wrong), /starts a new run/);
  }
  assert.throws(() => lab.change({ lr_G: 11 }), /learning rate of G must be 0 to 10/);
  assert.equal(lab.settings.lr_G, 0.01);
});

test("a snapshot of other sizes is refused", () => {
  assert.throws(() => made().restore(made({ width_G: 9 }).snapshot()), RangeError);
  assert.throws(() => made().restore(made({ seed: 6 }).snapshot()), RangeError);
});

test("fixed z: more fakes begin with the same ones; D* is 1/2 where G is perfect", () => {
  const lab = run(made(), 2);
  assert.deepEqual(lab.fakes(50).slice(0, 20), lab.fakes(10).slice());
  assert.deepEqual(lab.reals(50).slice(0, 20), lab.reals(10).slice());
  lab.fakes = () => lab.heldOut(10000);
  const best = lab.bestD(56);
  const p = density(lab.data.truth, lattice(56));
  let [off, mass] = [0, 0];
  for (let k = 0; k < best.length; k++) {
    if (p[k] < 0.05) continue;
    assert.ok(!Number.isNaN(best[k]), "where there are data, D* is known");
    off += p[k] * Math.abs(best[k] - 0.5);
    mass += p[k];
  }
  assert.ok(mass > 100 && off / mass < 0.03, `${off / mass}`);
  assert.ok(Number.isNaN(best[0]), "where nobody is, D* is left open");
  const { js, js_perfect, modes, floor_D } = lab.score();
  assert.ok(js <= 0.03 && js === js_perfect && modes === 8 && Math.abs(floor_D - 1.386) < 0.03);
});

test("D trained alone comes near the best possible D", () => {
  const lab = made({ freeze: "G", width_D: 32, batch_size: 128, lr_D: 0.005, data: "unequal" });
  const before = lab.score().gap_D;
  const after = run(lab, 400).score().gap_D;
  assert.ok(after < 0.1 && after < before / 2, `${before} -> ${after}`);
});

test("a frozen network stays, and its loss is told", () => {
  const lab = made({ freeze: "D" });
  const before = lab.updates.D.theta.slice();
  run(lab, 3);
  assert.deepEqual(lab.updates.D.theta, before);
  assert.ok(Number.isFinite(lab.stats.loss_D) && lab.stats.updates_D === 0);
});

test("learning by heart is seen: copies and the gap to held-out reals", () => {
  const lab = made({ data: "few" });
  lab.fakes = () => {
    const points = lab.reals(10000).slice();
    return points;
  };
  const { copies, gap_heldout, js } = lab.score();
  assert.equal(copies, 1);
  assert.ok(Number.isFinite(gap_heldout) && js > 0.5);
  lab.fakes = () => lab.heldOut(10000);
  assert.ok(lab.score().copies < 0.25);
});
