"""Asks the lab's engine, run by node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parents[2] / "playground" / "lab" / "frontend" / "engine"
NODE = shutil.which("node")
NEEDS_NODE = pytest.mark.skipif(
    NODE is None, reason="node is not on this machine; tests/e2e/test_engine.py uses a browser"
)


def ask(jobs: list[dict[str, Any]], engine: Path = ENGINE) -> list[Any]:
    """The engine's answers; engine_jobs.mjs says what can be asked. NaN comes as None."""
    done = subprocess.run(
        [str(NODE), str(HERE / "run_engine.mjs"), str(engine)],
        input=json.dumps(jobs), capture_output=True, text=True, timeout=500, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
