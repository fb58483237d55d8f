"""Does the server live in 1 GB, before and after an hour of Explore, and a `quick` run in another?

The server is looked at three times: with the pages imported and no image drawn, after the first
images, and after as many thousand requests as somebody makes who drags for an hour, by five people
with all controls and all included generators. A run trains meanwhile. Each is under its limit.
"""

import asyncio
import contextlib
import dataclasses
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import tyro

from benchmarks.class_load.dragger import CONTROLS, Dragger
from benchmarks.report import write_report
from benchmarks.server_memory.limited import limited
from gan_core.generator.shipped import shipped
from gan_core.queue.worker import lower_priority
from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import ROOT
from tests.playground.classroom.scripted_class import KilledServer

GROWTH_PERCENT = 5


@dataclass(frozen=True)
class ServerMemory:
    """Memory of the server and of a run beside it."""

    requests: int = 50_000
    """Requests to Explore; somebody who drags makes about 50,000 in an hour."""
    limit: int = 1024
    """MB (2**20 bytes) that the server has, and that the run has."""
    recipe: str = "quick"
    """What trains."""
    dataset: str = "fashion-mnist"
    """On what."""
    images: float = 20_000
    """How long it trains, in images seen."""


def main(options: ServerMemory) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, server = Path(name), KilledServer(Path(name))
        of_server = stack.enter_context(limited("server", options.limit))
        of_run = stack.enter_context(limited("run", options.limit))
        print(f"{options.limit} MB each, by {of_server.kind}", flush=True)
        server.start()
        stack.callback(server.kill)
        of_server.add(server.pid)
        time.sleep(15)  # the server imports its pages after its start
        process = psutil.Process(server.pid)
        found = {"limit_by": of_server.kind, "no_image_drawn": memory(process)}
        training = start(options, folder / "runs")
        stack.callback(training.wait)
        stack.callback(training.kill)
        of_run.add(training.pid)
        peak = [0.0]
        watcher = threading.Thread(target=watch, args=(training, peak))
        watcher.start()
        found |= explored(options, server, process)
        watcher.join()
        status = all_runs(folder / "runs")[0].status()
        found["run"] = {**status, "peak_mb": peak[0], "limit_peak_mb": of_run.peak_mb()}
        found["server_limit_peak_mb"] = of_server.peak_mb()
    report(options, found)


def memory(process: psutil.Process) -> dict[str, float]:
    """Resident MB of a process; `own`: without what it shares with others, such as libraries."""
    full = process.memory_full_info()
    return {"resident_mb": round(full.rss / 1e6), "own_mb": round(full.uss / 1e6)}


def start(options: ServerMemory, out: Path) -> subprocess.Popen:
    """The run, as the app starts it."""
    command = [sys.executable, "-m", "gan_core", "train", options.recipe, "--dataset"]
    process = subprocess.Popen(
        [*command, options.dataset, "--images", str(options.images), "--out", str(out)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    lower_priority(psutil.Process(process.pid))
    return process


def explored(
    options: ServerMemory, server: KilledServer, process: psutil.Process
) -> dict[str, object]:
    """Memory after the first tenth of the requests and after all."""
    looks = []
    for share in (0.1, 0.9):
        asyncio.run(explore(server.port, round(share * options.requests)))
        looks.append(memory(process))
    first, last = looks
    growth = 100 * (last["own_mb"] / first["own_mb"] - 1)
    return {"after_a_tenth": first, "after_all": last, "growth_percent": round(growth, 2)}


async def explore(port: int, requests: int) -> None:
    """So many images, by five people at once, a fifth of them in each control."""
    with_classes = shipped()[0]

    async def drag(control) -> None:
        for model in shipped():
            if control.name == "classes" and model != with_classes:
                continue
            dragger = Dragger(port, model, control)
            await dragger.ready()
            share = 1 if control.name == "classes" else len(shipped())
            while dragger.drag.images < requests / len(CONTROLS) / share:
                await dragger.hold(time.monotonic() + 1)
            assert not dragger.drag.errors, dragger.drag.errors[:3]

    await asyncio.gather(*(drag(control) for control in CONTROLS))


def watch(training: subprocess.Popen, peak: list[float]) -> None:
    """Note the most resident MB of the run's process, until it has ended."""
    while training.poll() is None:
        with contextlib.suppress(psutil.Error):
            peak[0] = max(peak[0], round(psutil.Process(training.pid).memory_info().rss / 1e6))
        time.sleep(0.25)


def report(options: ServerMemory, found: dict) -> None:
    """Print and keep what was found; ends with 1 where the run did not finish or memory grows."""
    for name in ("no_image_drawn", "after_a_tenth", "after_all"):
        look = found[name]
        print(f"server, {name.replace('_', ' ')}: {look['resident_mb']:.0f} MB resident, "
              f"{look['own_mb']:.0f} MB of its own")  # fmt: skip
    run = found["run"]
    print(f"growth over {options.requests:,} requests {found['growth_percent']:+.1f}% "
          f"(goal: under {GROWTH_PERCENT}%)")  # fmt: skip
    print(f"run: {run['state']} after {run['images_seen']:,} images, peak {run['peak_mb']:.0f} "
          f"MB resident; limit {options.limit} MB by {found['limit_by']}")  # fmt: skip
    write_report("server_memory", dataclasses.asdict(options), found)
    sys.exit(0 if run["state"] == "done" and found["growth_percent"] < GROWTH_PERCENT else 1)


if __name__ == "__main__":
    main(tyro.cli(ServerMemory))
