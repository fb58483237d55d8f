"""How much memory does a run need, and does it grow? Resident memory of the training process.

Two runs of the real command line: a normal one for the peak, and one of many small updates for the
growth, since a leak depends on the number of updates and not on their size.
"""

import dataclasses
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import tyro

from benchmarks.report import write_report
from gan_core.runs.run_dir import RunDir, all_runs

PEAK_TARGET_GB, GROWTH_TARGET_MB = 1.5, 50
SMALL_BATCH = 4


@dataclass(frozen=True)
class Memory:
    """Measure the peak and the growth of the memory of a run."""

    recipe: str = "quick"
    """Recipe."""
    dataset: str = "fashion-mnist"
    """Data set."""
    images: int = 30_000
    """Length of the run for the peak, in images seen."""
    updates: int = 10_000
    """Length of the run for the growth, in updates."""


def main(options: Memory) -> None:
    with tempfile.TemporaryDirectory() as folder:
        peak = monitor(options, Path(folder, "a"), options.images, [])
        images = options.updates * SMALL_BATCH
        small = ["--set", f"batch_size={SMALL_BATCH}", "width=8", "log_every=50"]
        growing = monitor(options, Path(folder, "b"), images, small)
    deciles = [
        round(max((mb for share, mb in growing if tenth <= 10 * share < tenth + 1), default=0.0))
        for tenth in range(10)
    ]
    # Only the second half: kernels are chosen and evaluation is prepared in the first.
    found = {
        "peak_mb": round(max(mb for _, mb in peak)),
        "growth_mb": deciles[9] - deciles[5],
        "deciles_mb": deciles,
        "updates": options.updates,
    }
    print(found)
    print(f"peak {found['peak_mb']} MB (target under {1000 * PEAK_TARGET_GB:g}), "
          f"growth {found['growth_mb']} MB (target at most {GROWTH_TARGET_MB})")  # fmt: skip
    write_report("memory", dataclasses.asdict(options), found)


def monitor(options: Memory, out: Path, images: int, extra: list[str]) -> list[tuple[float, float]]:
    """(progress of the run, resident MB) every quarter of a second."""
    command = [sys.executable, "-m", "gan_core", "train", options.recipe, "--dataset",
               options.dataset, "--images", str(images), "--out", str(out), *extra]  # fmt: skip
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    samples: list[tuple[float, float]] = []
    while process.poll() is None:
        runs: list[RunDir] = all_runs(out)
        share = runs[0].status().get("progress", 0.0) if runs else 0.0
        try:
            samples.append((share, process.memory_info().rss / 1e6))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.25)
    assert process.wait() == 0, "the run failed"
    return samples


if __name__ == "__main__":
    main(tyro.cli(Memory))
