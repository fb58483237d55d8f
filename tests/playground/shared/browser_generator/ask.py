"""Asks the browser's generator in node, in a process of its own."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from tests.playground.shared.browser_generator.networks import network_text

ROOT = Path(__file__).resolve().parents[4]
MODULES = ROOT / "playground" / "shared" / "frontend" / "generator"
NODE = shutil.which("node")
NAMES = ("generator", "keyframes", "latents", "random_normal", "normal_distribution")
SCRIPT = """
import { readFileSync } from "node:fs";
const [folder, jobs, names] = JSON.parse(readFileSync(0, "utf8"));
const modules = {};
for (const name of names) modules[name] = await import(`${folder}/${name}.js`);
const { answer } = await import(jobs[0]);
const answers = jobs[1].map((job) => answer(modules, job));
process.stdout.write(JSON.stringify(answers));
"""


def in_node(script: str, value: Any) -> Any:
    """What a module script prints as JSON, given `value` as JSON on its input."""
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script],
        input=json.dumps(value), capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def job(path: Path, count: int, network: str | None = None, **options: Any) -> dict[str, Any]:
    """To draw the images of the first `count` seeds, each with its own class.

    `network` is the description, where it is not in the file.
    """
    file = base64.b64encode(path.read_bytes()).decode()
    network = network or network_text(path)
    return {"network": network, "file": file, "first": 0, "count": count, **options}


def answers(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of jobs.mjs, in node."""
    here = Path(__file__).with_name("jobs.mjs").as_uri()
    return in_node(SCRIPT, [MODULES.as_uri(), [here, jobs], NAMES])


def pixels(answer: dict[str, Any]) -> np.ndarray:
    """uint8, flat, of an answer."""
    assert "error" not in answer, answer["error"]
    return np.frombuffer(base64.b64decode(answer["pixels"]), np.uint8)


def levels_apart(found: np.ndarray, expected: np.ndarray) -> int:
    """The largest difference of a pixel, of 255."""
    return int(np.abs(found.astype(int) - expected.reshape(-1).astype(int)).max())
