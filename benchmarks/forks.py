"""How soon does a branch make its first new update, and what do ten branches cost on the disk?

A branch is begun in three ways: in a process that has loaded torch already, with `train --fork`,
and as the app begins it, by the queue and a worker. The time ends with the branch's first record,
which is after `log_every` updates.
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

import tyro

from benchmarks.report import write_report
from gan_core.config.train_config import Budget
from gan_core.runs import run_dir
from gan_core.runs.fork import fork, forked_config
from gan_core.runs.run_dir import RunDir
from gan_core.runs.training_run import TrainingRun
from gan_core.training.resolve import resolve_config

LOADED, FRESH = 2.0, 6.0  # seconds: the targets with torch loaded, and without
MORE = Budget("images", 1e9)  # a branch is stopped after its first record
WAIT_SECONDS = 120.0


@dataclass(frozen=True)
class Forks:
    """Fork one run in three ways, several times each."""

    recipe: str = "quick"
    """Recipe."""
    dataset: str = "fashion-mnist"
    """Data set."""
    images: int = 4000
    """Length of the parent."""
    times: int = 5
    """Branches begun in each way."""


def main(options: Forks) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GAN_RUNS"] = folder
        config = resolve_config(
            options.recipe, options.dataset, budget=Budget("images", options.images)
        )
        parent = run_dir.create(Path(folder), "parent", config.to_json())
        TrainingRun(parent).train()
        seen = parent.moments()[0]
        ways = {"loaded": in_this_process, "command": by_command, "queue": by_queue}
        found = {
            name: [begin(parent, seen) for _ in range(options.times)]
            for name, begin in ways.items()
        }
        disk = bytes_of_ten(parent, seen)
    for name, target in (("loaded", LOADED), ("command", FRESH), ("queue", FRESH)):
        median = statistics.median(found[name])
        print(f"{name}: {median:.2f} s to the first record (target {target:g} s), {found[name]}")
    print(f"ten branches before they train: {disk[0]:,} bytes; their parent: {disk[1]:,} bytes")
    rows = {"seconds": found, "bytes_of_ten": disk[0], "bytes_of_parent": disk[1]}
    write_report("forks", dataclasses.asdict(options), rows)


def in_this_process(parent: RunDir, seen: int) -> float:
    """Seconds until the first record of a branch that this process trains."""
    start, took = time.perf_counter(), []

    def stop(*_: object) -> None:
        took.append(round(time.perf_counter() - start, 2))
        training.stopping = True

    training = TrainingRun(fork(parent, seen, forked_config(parent, seen, budget=MORE)), stop)
    training.train()
    return took[0]


def by_command(parent: RunDir, seen: int) -> float:
    """The same with the command line, in a process of its own."""
    words = ("train", "--fork", f"{parent.path}@{seen}", "--images", f"{MORE.amount:.0f}")
    start, known = time.perf_counter(), run_dir.all_runs(parent.path.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "gan_core", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while len(run_dir.all_runs(parent.path.parent)) == len(known) and process.poll() is None:
        time.sleep(0.01)
    return until_record(run_dir.all_runs(parent.path.parent)[0], start)


def by_queue(parent: RunDir, seen: int) -> float:
    """The same as the app does it."""
    from playground.shared import jobs

    start = time.perf_counter()
    return until_record(jobs.fork(parent, seen, budget=MORE), start)


def until_record(branch: RunDir, start: float) -> float:
    """Seconds from `start` to the first record of a branch, which is then stopped."""
    while not branch.stats()[0]:
        if time.perf_counter() > start + WAIT_SECONDS:
            raise SystemExit(f"{branch.id} made no update.")
        time.sleep(0.01)
    took = time.perf_counter() - start
    branch.request("stop")
    while branch.is_alive():
        time.sleep(0.05)
    return round(took, 2)


def bytes_of_ten(parent: RunDir, seen: int) -> tuple[int, int]:
    """(what ten branches add to the disk, what their parent takes)."""
    before = used(parent.path.parent)
    for _ in range(10):
        fork(parent, seen, forked_config(parent, seen, budget=MORE))
    return used(parent.path.parent) - before, used(parent.path)


def used(folder: Path) -> int:
    """Bytes of all files below a folder; a file of several names counts once."""
    files = {
        path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()
    }
    return sum(files.values())


if __name__ == "__main__":
    main(tyro.cli(Forks))
