// Links of a class: students' pages know the class, the token is behind #, pasted links are checked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isLocal, pageIn, projectorLink, scannedLink, studentLink, teacherLink, tokenIn } from "../../../playground/classroom/frontend/links.js";

const START = "http://192.168.1.5:8501/gan/";

test("a pasted link becomes a page of ours, without the class it was copied from", () => {
  assert.equal(pageIn(`${START}lab?seed=7&class=red-ant-10`, START), "lab?seed=7");
  assert.equal(pageIn(`${START}learn?lesson=4&teacher=1#teacher=${"0".repeat(32)}`, START), "learn?lesson=4"); // no notes for teachers
  assert.equal(pageIn(" lab ", START), "lab");
  assert.equal(pageIn("", START), "");
  for (const wrong of ["http://elsewhere.example/gan/lab", `${START}api/class`, "http://192.168.1.5:8501/lab", "javascript:alert(1)", "http://"]) {
    assert.equal(pageIn(wrong, START), undefined, wrong);
  }
});

test("students' links name the class, on whatever page", () => {
  assert.match(studentLink("amber-fox-42"), /\/class\?class=amber-fox-42$/);
  assert.match(studentLink("amber-fox-42", "lab?seed=7"), /\/lab\?seed=7&class=amber-fox-42$/);
});

test("a QR code is of a link that a phone can read", () => {
  const short = "lab?lab=1?2", long = `lab?lab=${"x".repeat(900)}`;
  assert.equal(scannedLink("amber-fox-42", short), studentLink("amber-fox-42", short));
  assert.match(studentLink("amber-fox-42", short), /lab=1%3F2&class=/);
  assert.equal(scannedLink("amber-fox-42", long), studentLink("amber-fox-42"));
});

test("the token stands behind # alone, and only its own form is taken", () => {
  const token = "0123456789abcdef".repeat(2), link = teacherLink("amber-fox-42", token);
  assert.equal(tokenIn(new URL(link).hash), token);
  assert.ok(!new URL(link).search.includes(token));
  for (const wrong of ["", "#teacher=", `#teacher=${token}0`, "#teacher=<script>"]) assert.equal(tokenIn(wrong), "");
  assert.ok(!projectorLink("amber-fox-42").includes("#"));
});

test("a link that only this machine can open is known", () => {
  assert.ok(isLocal("localhost") && isLocal("127.0.0.1") && !isLocal("192.168.1.5"));
});
