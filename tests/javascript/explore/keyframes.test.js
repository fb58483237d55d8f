import assert from "node:assert/strict";
import { test } from "node:test";

import {
  added, changed, duplicated, frameCount, MAX_KEYFRAMES, readKeyframes, segmentsOf, swapped, writeKeyframes,
} from "../../../playground/explore/frontend/state/keyframes.js";

const WALK = { keys: "1;2;3", ways: "5:lerp:linear;9:slerp:out", loop: "0" };
const read = (/** @type {boolean[]} */ locked = []) => readKeyframes(WALK, locked);

test("segments that the address does not name have the default", () => {
  assert.deepEqual(segmentsOf(WALK), [["5", "lerp", "linear"], ["9", "slerp", "out"]]);
  assert.deepEqual(segmentsOf({ ...WALK, loop: "1" })[2], ["20", "slerp", "smooth"]);
  assert.deepEqual(segmentsOf({ keys: "1;2", ways: WALK.ways, loop: "0" }), [["5", "lerp", "linear"]]);
});

test("the frames of a walk are counted; a loop ends before its first frame", () => {
  assert.equal(frameCount(WALK), 15);
  assert.equal(frameCount({ ...WALK, loop: "1" }), 34);
  assert.equal(frameCount({ keys: "1;2", ways: "", loop: "0" }), 21);
});

test("keyframes are read and written with a segment each", () => {
  assert.deepEqual(writeKeyframes(read()), { keys: "1;2;3", ways: "5:lerp:linear;9:slerp:out;20:slerp:smooth" });
  assert.deepEqual(read([false, true]).map(({ locked }) => locked), [false, true, false]);
});

test("an edit moves point, segment and lock together", () => {
  const moved = swapped(read([true]), 0, 1);
  assert.deepEqual(writeKeyframes(moved), { keys: "2;1;3", ways: "9:slerp:out;5:lerp:linear;20:slerp:smooth" });
  assert.deepEqual(moved.map(({ locked }) => locked), [false, true, false]);
  assert.deepEqual(swapped(read(), 0, -1), read());
  assert.deepEqual(swapped(read(), 2, 3), read());
});

test("a copy stands after its keyframe and is not locked", () => {
  const copied = duplicated(read([true]), 0);
  assert.equal(writeKeyframes(copied).keys, "1;1;2;3");
  assert.deepEqual(copied[1], { point: "1", segment: ["5", "lerp", "linear"], locked: false });
});

test("fields of one keyframe are replaced; a place beyond the end changes nothing", () => {
  assert.equal(writeKeyframes(changed(read(), 1, { point: "9~c1" })).keys, "1;9~c1;3");
  assert.deepEqual(changed(read(), 7, { point: "9" }), read());
});

test("keyframes are added up to the limit", () => {
  assert.equal(writeKeyframes(added(read(), "4")).keys, "1;2;3;4");
  const full = readKeyframes({ ...WALK, keys: Array(MAX_KEYFRAMES).fill("7").join(";") }, []);
  assert.equal(added(full, "4").length, MAX_KEYFRAMES);
});
