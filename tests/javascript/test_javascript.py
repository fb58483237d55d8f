"""The pages' JavaScript modules, by node's own test runner, which lists each of its tests."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not on this machine")
def test_the_modules_pass_their_own_tests():
    tests = sorted(str(path) for path in (ROOT / "tests" / "javascript").rglob("*.test.js"))
    assert tests, "there are no JavaScript tests"
    done = subprocess.run(
        [str(NODE), "--test", "--test-reporter=tap", *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    print(done.stdout[-3000:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "# fail 0" in done.stdout and "# pass 0" not in done.stdout
