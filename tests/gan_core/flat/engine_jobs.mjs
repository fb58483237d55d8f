// What tests in Python ask the lab's engine; the same in node and in a browser.
const list = (numbers) => Array.from(numbers);

const JOBS = {
  /** Gradients and stats of the first update of D and of G, then losses at chosen steps. */
  train({ lab: { Lab, checked } }, { settings, steps, gradients = true }) {
    const lab = new Lab(checked(settings));
    const result = { losses: [] };
    if (gradients) {
      lab.updates.slopesD();
      result.gradient_D = list(lab.updates.D.gradient);
      lab.updates.moveD();
      lab.updates.slopesG();
      result.gradient_G = list(lab.updates.G.gradient);
    }
    const again = new Lab(checked(settings));
    for (let k = 0; k < steps; k++) {
      const { loss_D, loss_G, r1, r2, gp } = again.step();
      result.losses.push([loss_D, loss_G, r1, r2, gp]);
    }
    result.state = list(again.snapshot().state);
    return result;
  },

  uniforms({ draws }, { cases }) {
    return cases.map(([count, seed, stream, counter]) => {
      const out = new Float64Array(count);
      draws.uniforms(out, count, seed, stream, counter);
      return list(out);
    });
  },

  normals({ draws }, { cases }) {
    return cases.map(([count, seed, stream, counter]) => {
      const out = new Float64Array(count);
      draws.normals(out, count, seed, stream, counter);
      return list(out);
    });
  },

  fields({ settings }) {
    return { fields: settings.FIELDS, defaults: settings.DEFAULTS };
  },

  links({ link }, { texts }) {
    return texts.map((text) => {
      const { settings, step, changes, problem } = link.read(text);
      return { settings, step, changes, problem, text: link.write(settings, step, changes) };
    });
  },

  samples({ points }, { name, own, count, seed }) {
    const set = points.dataSet(name, own);
    const out = new Float64Array(2 * count);
    points.sample(out, new Float64Array(count), count, set.sampled, seed, 2, 5);
    return {
      xy: list(out), centres: list(set.truth.xy), modes: list(set.modes),
      density: list(points.density(set.truth, out)), few: list(set.sampled.xy),
    };
  },

  /** What pictures and numbers show after some steps. */
  pictures({ lab: { Lab, checked } }, { settings, steps, points }) {
    const lab = new Lab(checked(settings));
    for (let k = 0; k < steps; k++) lab.step();
    const logits = list(lab.logits(Float64Array.from(points)));
    return { fakes: list(lab.fakes(200)), logits, score: lab.score() };
  },

  dirac({ dirac }, { rules, theta, psi, steps }) {
    const checked = dirac.checkedRules(rules);
    return {
      field: dirac.field(theta, psi, checked), path: list(dirac.path(theta, psi, checked, steps)),
      eigen: dirac.eigenvalues(checked), words: dirac.inWords(checked),
    };
  },
};

/** @param {any} modules @param {any} job */
export function answer(modules, job) {
  return JOBS[job.do](modules, job);
}
