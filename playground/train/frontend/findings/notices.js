// What went wrong with the run itself, said in the place of the findings so that nothing moves.

/** @typedef {import("../types.js").Finding} Finding */

/**
 * @param {import("../types.js").Status} status
 * @param {Finding[]} findings of the end of the run; one may say the same already
 * @returns {Finding[]}
 */
export function notices({ state, error, gave_way }, findings) {
  if (state === "failed" && !findings.some(({ kind }) => kind === "diverged")) {
    return [notice("failed", "Training failed", error ?? "Its log.txt may say why.", "")];
  }
  if (state === "interrupted") {
    const words = "The training process ended unexpectedly.";
    return [notice("interrupted", "Interrupted", error ?? words, "Resume continues from its last checkpoint.")];
  }
  if (state === "stopped" && gave_way) {
    const words = "While it was paused, somebody waited for its device and got it.";
    const next = "Resume puts it back into the queue, in the round it had.";
    return [{ ...notice("gave_way", "Paused and saved", words, next), tone: "warning" }];
  }
  if (state === "stopped" && error) {
    const next = "Resume continues from its last checkpoint.";
    return [{ ...notice("hung", "Ended by force", error, next), tone: "warning" }];
  }
  return [];
}

/**
 * @param {string} kind
 * @param {string} title
 * @param {string} cause
 * @param {string} meaning
 * @returns {Finding}
 */
function notice(kind, title, cause, meaning) {
  return { kind, tone: "bad", title, cause, meaning, observation: "", evidence: [], suggestions: [], since: -1 };
}
