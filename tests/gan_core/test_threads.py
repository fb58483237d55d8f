"""How torch's threads wait for each other, in every process of ours."""

import os
import subprocess
import sys

ASKED = "import gan_core, os, sys; print(os.environ['GOMP_SPINCOUNT'], 'torch' in sys.modules)"


def spin_count(**environment: str) -> list[str]:
    environment = {k: v for k, v in os.environ.items() if k != "GOMP_SPINCOUNT"} | environment
    return subprocess.check_output(
        [sys.executable, "-c", ASKED], env=environment, text=True, timeout=60
    ).split()


def test_threads_spin_shortly_before_torch_is_loaded_unless_told_otherwise():
    assert spin_count() == ["10000", "False"]
    assert spin_count(GOMP_SPINCOUNT="7") == ["7", "False"]
