// The rules of the Dirac-GAN in words.

/** @type {Record<string, {title: string, sentence: string}>} */
export const RULE_WORDS = {
  minimax: { title: "minimax", sentence: "G lowers log(1 − D(θ)), D raises the same: each pull is at a right angle to the way home." },
  nonsaturating: { title: "non-saturating", sentence: "G raises log D(θ): a stronger pull far away, the same circle near the equilibrium." },
  wgan_clip: { title: "WGAN with clip", sentence: "D is a critic whose slope ψ is cut back to ±clip after each step." },
  wgan_gp: { title: "WGAN-GP", sentence: "D is a critic that is held to a slope of ±1, though the equilibrium is at 0." },
  r1: { title: "R1", sentence: "D pays γ/2 · ψ² for its slope at the real point: that is the brake that lets it arrive." },
  instance_noise: { title: "instance noise", sentence: "Data and fake are blurred by noise, so D cannot become steep near the data." },
  consensus: { title: "consensus", sentence: "Both also go where the whole field becomes weaker (consensus optimization)." },
};

/** The setting that only this rule has; "" for none. @param {string} rule */
export const settingOf = (rule) =>
  ({ r1: "gamma", consensus: "gamma", wgan_clip: "clip", wgan_gp: "weight", instance_noise: "noise" }[rule] ?? "");
