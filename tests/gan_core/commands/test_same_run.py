"""The same form and seed are the same run, however busy the machine is."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import safetensors.numpy

from gan_core.runs.run_dir import RunDir

ROOT = Path(__file__).parents[3]
UPDATES, BATCH = 40, 16
COMMAND = (
    sys.executable, "-m", "gan_core", "train", "quick", "--dataset", "silhouettes",
    "--images", str(UPDATES * BATCH), "--seed", "3", "--device", "cpu",
    "--set", f"batch_size={BATCH}", "--set", "width=8",
)  # fmt: skip


def begin(out: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [*COMMAND, "--out", str(out)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def weights(process: subprocess.Popen) -> str:
    """Checksum of the generator's tensors, after its process has trained to the end."""
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    run = RunDir(Path(said.splitlines()[-1]))
    *_, (seen, path) = run.generators().items()
    assert seen == UPDATES * BATCH
    tensors = safetensors.numpy.load_file(path)  # the order of a file's metadata is random
    return hashlib.sha256(b"".join(tensors[name].tobytes() for name in sorted(tensors))).hexdigest()


@pytest.mark.slow
def test_runs_under_changing_load_have_equal_weights(environment):
    alone = weights(begin(environment / "0"))
    beside_each_other = [begin(environment / str(number)) for number in range(1, 4)]
    assert {weights(process) for process in beside_each_other} == {alone}
