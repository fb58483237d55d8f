import assert from "node:assert/strict";
import { test } from "node:test";

import { Session } from "../../../playground/lab/frontend/session.js";
import { checked } from "../../../playground/lab/frontend/engine/settings.js";
import { EVERY, Speaker } from "../../../playground/lab/frontend/speaker.js";
import { summaryOf } from "../../../playground/lab/frontend/summary.js";

/** A clock that a test moves. */
function stopped() {
  let [now, due] = [0, Infinity];
  let does = () => {};
  return {
    now: () => now,
    later: (/** @type {() => void} */ it, /** @type {number} */ after) => { [does, due] = [it, now + after]; return 1; },
    never: () => { due = Infinity; },
    go(/** @type {number} */ milliseconds) {
      now += milliseconds;
      if (now < due) return;
      due = Infinity;
      does();
    },
  };
}

test("a run is told at most once in five seconds, with its step, modes and JS, and its end is told too", () => {
  const clock = stopped();
  /** @type {[number, string][]} */
  const said = [];
  const speaker = new Speaker((text) => said.push([clock.now(), text]), clock);
  const session = new Session({ settings: checked({ width_G: 4, width_D: 4, batch_size: 8 }) });
  for (let k = 0; k < 1000; k++) {
    session.run(1e9, 1);
    const frame = session.frame({ score: k % 50 === 0 });
    if (frame.score) Object.assign(speaker, { score: frame.score });
    speaker.tell(() => summaryOf(frame, /** @type {any} */ (speaker).score));
    clock.go(17);
  }
  clock.go(EVERY);
  assert.equal(said.length, 5);
  said.slice(1).forEach(([at], k) => assert.ok(at - said[k][0] >= EVERY, `${at}`));
  for (const [, text] of said) assert.match(text, /^Step [\d,]+: \d of 8 modes, JS \d\.\d\d bits \(perfect 0\)/);
  assert.match(said[4][1], /^Step 1,000:/);
});

test("a lab that was closed says nothing more", () => {
  const clock = stopped();
  /** @type {string[]} */
  const said = [];
  const speaker = new Speaker((text) => said.push(text), clock);
  speaker.tell(() => "one");
  speaker.tell(() => "two");
  speaker.stop();
  clock.go(2 * EVERY);
  assert.deepEqual(said, ["one"]);
});
