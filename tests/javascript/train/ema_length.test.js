import assert from "node:assert/strict";
import { test } from "node:test";

import { lengthsAt, savedUpTo, thousandths } from "../../../playground/train/frontend/samples/ema_length.js";

test("a moment is drawn with the averages saved last before it", () => {
  assert.equal(savedUpTo([10, 20, 30], 25), 20);
  assert.equal(savedUpTo([10, 20, 30], 30), 30);
  assert.equal(savedUpTo([10, 20, 30], 9), undefined);
  assert.equal(savedUpTo([], 9), undefined);
});

test("an early moment has the lengths of the snapshots up to it", () => {
  /** @type {{ moments: number[], lengths: ([number, number] | null)[] }} */
  const averages = { moments: [0, 10, 20], lengths: [null, [0.04, 0.12], [0.03, 0.25]] };
  assert.deepEqual(lengthsAt(averages, 15), [0.04, 0.12]);
  assert.deepEqual(lengthsAt(averages, 99), [0.03, 0.25]);
  assert.equal(lengthsAt(averages, 5), null);
  assert.equal(lengthsAt(averages, -1), null);
  assert.equal(lengthsAt(undefined, 5), null);
});

test("a length keeps to the ends of the slider", () => {
  assert.equal(thousandths(0.1, [0.03, 0.25]), 100);
  assert.equal(thousandths(0.01, [0.03, 0.25]), 30);
  assert.equal(thousandths(0.1, [0.02, 0.085]), 85);
});
