"""The runs that train beside the class, and how fast they are."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from gan_core.queue.worker import lower_priority
from gan_core.runs.run_dir import RunDir, all_runs
from tests.e2e.browser import ROOT

RECIPE = "quick"


@contextmanager
def trainings(folders: list[Path], dataset: str) -> Iterator[list[RunDir]]:
    """A run in each folder, all training at once, from their first records until the block ends.

    One trains at a time in a folder of runs, hence a folder each. They share out the cores, since
    threads that wait for a core of the other run would slow both down.
    """
    threads = max(1, (os.cpu_count() or 1) // len(folders))
    started = [_start(folder, dataset, threads) for folder in folders]
    try:
        yield [
            _first_record(folder, process) for folder, process in zip(folders, started, strict=True)
        ]
    finally:
        for folder in folders:
            for run in all_runs(folder):
                run.request("stop")
        for process in started:
            process.wait(60)


def _start(folder: Path, dataset: str, threads: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "gan_core", "train", RECIPE, "--dataset", dataset]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "training.log", "wb") as log:
        process = subprocess.Popen(
            [*command, "--images", "1e9", "--out", str(folder)], cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "OMP_NUM_THREADS": str(threads)},
        )  # fmt: skip
    lower_priority(psutil.Process(process.pid))
    return process


def _first_record(folder: Path, process: subprocess.Popen) -> RunDir:
    while not ((runs := all_runs(folder)) and runs[0].stats()[0]):
        assert process.poll() is None, (folder / "training.log").read_text()[-2000:]
        time.sleep(0.5)
    return runs[0]


class Speedometer:
    """Images a second of some runs, from one look to the next, by what they have recorded."""

    def __init__(self, runs: list[RunDir]):
        self.runs = runs
        self._before = [self._records(run) for run in runs]

    def speeds(self) -> list[float]:
        """Images a second of each run since it was made: between the last records then and now."""
        found = []
        for run, (images, seconds) in zip(self.runs, self._before, strict=True):
            now, later = self._records(run)
            found.append((now - images) / max(later - seconds, 1e-9))
        return found

    @staticmethod
    def _records(run: RunDir) -> tuple[float, float]:
        last = run.stats()[0][-1]
        return last["images_seen"], last["seconds"]
