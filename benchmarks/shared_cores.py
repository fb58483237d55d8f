"""How fast does a run train on a shared CPU, with our spin count and with OpenMP's own?

Alone, beside a Python process that computes, and two runs at once. Each run is the command line's,
in a process of its own; the two spin counts take turns.
"""

import contextlib
import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tyro

from benchmarks.report import write_report
from gan_core.runs.run_dir import all_runs

COUNTS = {"ours": None, "OpenMP's own": "300000"}  # of GNU's OpenMP, by its manual
BUSY = "while True: pass"


@dataclass(frozen=True)
class SharedCores:
    """Compare images per second."""

    seconds: float = 12.0
    """Length of each run."""
    rounds: int = 3
    """Runs of each kind."""


def main(options: SharedCores) -> None:
    speeds: dict[str, dict[str, list[float]]] = {}
    for turn in range(options.rounds):
        for name in [*COUNTS][:: -1 if turn % 2 else 1]:
            for kind, found in (
                ("alone", run_together(1, name, options)),
                ("beside a busy process", run_beside(name, options)),
                ("two runs at once, each", run_together(2, name, options)),
            ):
                speeds.setdefault(kind, {}).setdefault(name, []).extend(found)
    medians = {
        kind: {name: round(statistics.median(found)) for name, found in by_name.items()}
        for kind, by_name in speeds.items()
    }
    print(f"| images per second | {' | '.join(COUNTS)} |\n|---|---|---|")
    for kind, by_name in medians.items():
        print(f"| {kind} | {' | '.join(str(by_name[name]) for name in COUNTS)} |")
    write_report("shared_cores", dataclasses.asdict(options), medians)


def run_together(count: int, name: str, options: SharedCores) -> list[float]:
    """Images per second of so many runs that train at once."""
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / str(number) for number in range(count)]
        processes = [start(place, name, options) for place in places]
        assert [process.wait() for process in processes] == [0] * count
        states = [all_runs(place)[0].status() for place in places]
        return [state["images_seen"] / state["seconds"] for state in states]


def run_beside(name: str, options: SharedCores) -> list[float]:
    with busy():
        return run_together(1, name, options)


def start(out: Path, name: str, options: SharedCores) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "GOMP_SPINCOUNT"}
    if count := COUNTS[name]:
        environment["GOMP_SPINCOUNT"] = count
    command = [sys.executable, "-m", "gan_core", "train", "quick", "--dataset", "silhouettes"]
    command += ["--minutes", str(options.seconds / 60), "--device", "cpu", "--out", str(out)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)


@contextlib.contextmanager
def busy() -> Iterator[None]:
    """A process that computes on one core meanwhile."""
    process = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main(tyro.cli(SharedCores))
