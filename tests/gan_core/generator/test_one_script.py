"""Modules become one script, or are refused while it is made."""

import json
import shutil
import subprocess

import pytest

from gan_core.generator.one_script import one_script

NODE = shutil.which("node")
MODULES = {
    "page/main.js": """// What it does.
import { double } from "../sums/double.js";
import { THREE, Named } from "../sums/three.js";

/** @type {number} */
const two = 2; // stays
console.log(JSON.stringify([double(THREE), new Named().name, two]));
""",
    "sums/double.js": """import { THREE } from "./three.js";

/** Twice, and once per THREE. */
export function double(x) {
  const two = THREE - 1;
  return two * x;
}
""",
    "sums/three.js": 'export const THREE = 3;\nexport class Named { name = "three"; }\n',
}


@pytest.mark.skipif(NODE is None, reason="node is not on this machine")
def test_the_script_does_what_the_modules_do():
    script = one_script(MODULES, "page/main.js")
    assert "What it does" not in script and "Twice" not in script
    done = subprocess.run([str(NODE), "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [6, "three", 2]


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("sums/three.js", "export const TWO = 2, THREE = 3;\n", "does not export by itself"),
        ("sums/three.js", 'import { double } from "./double.js";\nexport const THREE = 3;\n'
         "export class Named {}\n", "imports itself"),
        ("sums/double.js", "export default 3;\nexport function double() {}\n", "not known here"),
        ("sums/double.js", 'export function double() { return "</script>"; }\n', "end the script"),
    ],
    ids=["two in one line", "circle", "default", "end of the script"],
)  # fmt: skip
def test_what_it_does_not_know_is_refused(path, text, why):
    with pytest.raises(ValueError, match=why):
        one_script({**MODULES, path: text}, "page/main.js")
