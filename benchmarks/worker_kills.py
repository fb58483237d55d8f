"""Workers and their runs are killed at random: each run is trained exactly once, none is lost.

The runs are toys without torch: every step is one line of stats.jsonl, so that a run trained twice,
or by two at once, shows. `python -m benchmarks.worker_kills`
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from gan_core.queue import tickets
from gan_core.queue.device_queue import hold_device
from gan_core.queue.worker import WORKER, Worker
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir

STEPS, STEP_SECONDS = 40, 0.05
LONGEST = 3.0  # seconds of waiting for the start after a kill
ROOT = Path(__file__).parents[1]
CONFIG = {
    "format": 1, "recipe": "toy", "dataset": "toy", "image_size": 28, "settings": {},
    "budget": {"unit": "minutes", "amount": 1.0}, "device": "cpu",
}  # fmt: skip


def toy(path: Path) -> None:
    """What `train --resume` does with a claimed run, less the training."""
    run = RunDir(path)
    with run.lock().acquire(timeout=10):
        if not tickets.is_claimed_by(run, os.environ[WORKER]):
            sys.exit(f"{run.id} has been given to another worker.")
        with hold_device(run, "cpu", slot=int(run.ticket()["slot"]), is_next=True):
            run.change_state("running")
            for step in range(len(run.stats()[0]), STEPS):
                time.sleep(STEP_SECONDS)
                run.append_stats({"step": step, "at": time.time()})
            run.change_state("done", progress=1.0)


def work(root: Path, slots: int) -> None:
    """A worker for toys, whose returns are not counted."""
    tickets.MOST_RETURNS = 10**6

    def command(run: RunDir) -> list[str]:
        return [sys.executable, "-m", "benchmarks.worker_kills", "toy", str(run.path)]

    Worker(root, "cpu", slots=slots, command=command).work()


class Workers:
    """Workers of one folder, each started anew when it has been killed."""

    def __init__(self, root: Path, count: int):
        self.root, self.count = root, count
        self.processes: list[subprocess.Popen[bytes]] = []

    def keep(self) -> None:
        self.processes = [it for it in self.processes if it.poll() is None]
        while len(self.processes) < self.count:
            command = [sys.executable, "-m", "benchmarks.worker_kills", "work", str(self.root)]
            command += ["--workers", str(self.count)]
            self.processes.append(subprocess.Popen(command, cwd=ROOT))

    def training(self) -> list[psutil.Process]:
        """The toys; also those whose worker has been killed."""
        found = []
        for process in psutil.process_iter():
            try:
                words = process.cmdline()
            except psutil.Error:
                continue
            if "toy" in words and any(str(self.root) in word for word in words):
                found.append(process)
        return found

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        for toy_process in self.training():
            toy_process.kill()


def kill_at_random(
    root: Path, runs: int, workers: int, kills: int, seed: int = 0
) -> dict[str, Any]:
    """Queue runs and kill until so many kills are done and every run has ended."""
    chance = random.Random(seed)
    made = [run_dir.create(root, f"toy-{number}", CONFIG) for number in range(runs)]
    for number, run in enumerate(made):
        tickets.enqueue(run, f"person {number % 3}", seconds=STEPS * STEP_SECONDS)
    pool, done, again = Workers(root, workers), 0, 0
    freed: list[float | None] = []
    until = time.monotonic() + 60 + 4 * kills
    try:
        while done < kills or not all(run.last_state() == "done" for run in made):
            assert time.monotonic() < until, [(run.id, run.status()) for run in made]
            pool.keep()
            time.sleep(chance.uniform(0.1, 0.7))
            if done >= kills:
                continue
            if all(run.last_state() == "done" for run in made):  # more to kill
                made += [more := run_dir.create(root, f"more-{again}", CONFIG)]
                tickets.enqueue(more, f"person {again % 3}")
                again += 1
            victims: list = [*pool.training()]
            if not victims or chance.random() < 0.5:
                victims = [psutil.Process(it.pid) for it in pool.processes if it.poll() is None]
            if victims:
                victim = chance.choice(victims)
                killed_at = time.time()
                victim.kill()
                done += 1
                if victim.pid not in {it.pid for it in pool.processes}:
                    freed.append(_until_next_start(root, killed_at))
        time.sleep(1.0)
    finally:
        pool.end()
    twice = [run.id for run in made if [row["step"] for row in run.stats()[0]] != [*range(STEPS)]]
    lost = [run.id for run in made if run.last_state() != "done"]
    starts = sorted(it for it in freed if it is not None)
    return {
        "runs": len(made), "kills": done, "not exactly once": twice, "lost": lost,
        "seconds from the kill of a run to the next start": starts,
        f"kills of a run without a start within {LONGEST:g} s": freed.count(None),
    }  # fmt: skip


def _until_next_start(root: Path, killed_at: float) -> float | None:
    """Seconds until a worker chose the next run; None if none did for long."""
    while time.time() < killed_at + LONGEST:
        starts = [run.ticket().get("started_at") or 0.0 for run in run_dir.all_runs(root)]
        if max(starts) > killed_at:
            return round(max(starts) - killed_at, 2)
        time.sleep(0.02)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["toy", "work"])
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    if options.what == "toy":
        return toy(options.path)
    if options.what == "work":
        return work(options.path, options.workers)
    with tempfile.TemporaryDirectory() as folder:
        found = kill_at_random(Path(folder), options.runs, options.workers, options.kills)
    print(found)
    from benchmarks.report import write_report  # it imports torch, which a toy does without

    given = {"runs": options.runs, "workers": options.workers, "kills": options.kills}
    write_report("worker_kills", given, found)
    assert not found["not exactly once"] and not found["lost"]


if __name__ == "__main__":
    main()
