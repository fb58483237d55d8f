"""What does a run cost before its first update? Processor time.

Every process trains `quick` for two updates of silhouettes, so what is measured is nearly all what
comes before: importing torch, images, networks, the first checkpoint and grid. Three ways in turn,
so that all meet the same machine: as it is; with no silhouettes kept from before; and with
PyTorch's own Adam too, which loads PyTorch's compiler.
"""

import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import tyro

from benchmarks.report import write_report

ROOT = Path(__file__).parents[1]
TRAIN = "train quick --dataset silhouettes --images 128 --device cpu --set batch_size=64"
RUN = "import sys; from gan_core.__main__ import main; sys.exit(main(sys.argv[1:]))"
THEIRS = "import gan_core.objectives.adam as ours, torch; ours.Adam = torch.optim.Adam; "
IMPORT = "import torch"


@dataclass(frozen=True)
class RunStart:
    """Processor and wall-clock seconds of a process that trains for two updates."""

    repeats: int = 5
    """Processes of each kind; the median counts."""


def main(options: RunStart) -> None:
    taken: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed(folder, RUN, "kept")  # draws what the others find
        for _ in range(options.repeats):
            for what, program, cache in (
                ("as it is", RUN, "kept"),
                ("nothing kept", RUN, tempfile.mkdtemp(dir=folder)),
                ("and PyTorch's Adam", THEIRS + RUN, tempfile.mkdtemp(dir=folder)),
                ("import torch", IMPORT, "kept"),
            ):
                taken.setdefault(what, []).append(timed(folder, program, cache))
    result = {}
    for what, pairs in taken.items():
        processor, wall = (statistics.median(each) for each in zip(*pairs, strict=True))
        result[what] = {"processor_s": round(processor, 2), "wall_s": round(wall, 2)}
        print(f"{what:20} {processor:6.2f} s of the processor, {wall:6.2f} s")
    ratio = result["and PyTorch's Adam"]["processor_s"] / result["as it is"]["processor_s"]
    print(f"with both, {ratio:.2f} times the work of a run as it is")
    write_report("run_start", dataclasses.asdict(options), result | {"ratio": round(ratio, 2)})


def timed(folder: Path, program: str, cache: str) -> tuple[float, float]:
    """(processor seconds, wall-clock seconds) of one process on one thread."""
    place = str(folder / cache)
    environment = {
        **os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": place,
        "LOCALAPPDATA": place,
    }  # fmt: skip
    words = [] if program == IMPORT else [*TRAIN.split(), "--out", str(folder / "runs")]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    watched, processor = psutil.Process(process.pid), 0.0
    while process.poll() is None:
        try:
            times = watched.cpu_times()
        except psutil.Error:
            break
        processor = max(processor, times.user + times.system)
        time.sleep(0.02)
    assert process.wait() == 0, f"a run failed: {program}"
    return processor, time.perf_counter() - began


if __name__ == "__main__":
    main(tyro.cli(RunStart))
