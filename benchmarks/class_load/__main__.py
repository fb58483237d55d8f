"""Is one server enough for a class? Thirty people on the page of a run, five who drag, two runs.

Each person's browser is Streamlit's own protocol over a WebSocket and the requests that the page's
JavaScript makes, from one process of this machine: what it costs is taken from the same cores. All
arrive within three seconds. A tick is a poll of the live view, from when it is due to its answer.
"""

import asyncio
import dataclasses
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import tyro

from benchmarks.class_load.dragger import CONTROLS, Dragger
from benchmarks.class_load.trainings import Speedometer, trainings
from benchmarks.class_load.visitor import Measured, Visitor
from benchmarks.report import write_report
from gan_core.generator.shipped import shipped
from tests.playground.classroom.scripted_class import KilledServer

TICK_MS, FIRST_RUN_MS, GROWTH_PERCENT, TRAINING_SHARE = 250, 500, 5, 0.85
ARRIVAL_SECONDS = 3.0


@dataclass(frozen=True)
class ClassLoad:
    """A class on one server."""

    minutes: float = 10.0
    """How long everybody stays."""
    students: int = 30
    """Pages of a run that are open."""
    dragging: int = 5
    """People who drag in Explore."""
    runs: int = 2
    """Runs that train."""
    dataset: str = "fashion-mnist"
    """What they train on."""
    model: str = shipped()[0]
    """The generator that is explored, one with classes."""
    alone: float = 60.0
    """Seconds over which the runs' own speed is measured first."""


@dataclass
class Memory:
    """Resident MB of the server, by the second since the class arrived."""

    process: psutil.Process
    seconds: list[float] = dataclasses.field(default_factory=list)
    megabytes: list[float] = dataclasses.field(default_factory=list)

    async def watch(self, until: float) -> None:
        """Look every second."""
        began = time.monotonic()
        while time.monotonic() < until:
            self.seconds.append(time.monotonic() - began)
            self.megabytes.append(self.process.memory_info().rss / 1e6)
            await asyncio.sleep(1)

    def summary(self) -> dict[str, float]:
        """Median MB of the second minute and of the last one, and the growth between them.

        A class shorter than three minutes has shorter minutes.
        """
        minute = min(60.0, self.seconds[-1] / 3)
        second = [mb for at, mb in self._rows() if minute <= at < 2 * minute]
        last = [mb for at, mb in self._rows() if at >= self.seconds[-1] - minute]
        before, after = statistics.median(second), statistics.median(last)
        return {
            "second_minute_mb": round(before, 1), "last_minute_mb": round(after, 1),
            "peak_mb": round(max(self.megabytes), 1),
            "growth_percent": round(100 * (after / before - 1), 2),
        }  # fmt: skip

    def _rows(self) -> list[tuple[float, float]]:
        return list(zip(self.seconds, self.megabytes, strict=True))


def main(options: ClassLoad) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = KilledServer(folder)
        server.start()
        folders = [folder / "runs", *(folder / f"more-{n}" for n in range(1, options.runs))]
        try:
            with trainings(folders, options.dataset) as runs:
                print(f"{len(runs)} runs train; their speed alone is measured", flush=True)
                meter = Speedometer(runs)
                time.sleep(options.alone)
                alone = meter.speeds()
                found = asyncio.run(attend(options, server, runs[0].id, Speedometer(runs)))
                found["training"] = compared(alone, found.pop("speeds"))
        finally:
            server.kill()
        log = (folder / "server.log").read_text(errors="replace")
        found["errors"] += [line for line in log.splitlines() if "Error" in line][:20]
    report(options, found)


async def attend(
    options: ClassLoad, server: KilledServer, run_id: str, meter: Speedometer
) -> dict[str, object]:
    """The class: what it measured, in milliseconds and MB, and the runs' speed meanwhile."""
    controls = [CONTROLS[n % len(CONTROLS)] for n in range(options.dragging)]
    draggers = [Dragger(server.port, options.model, control) for control in controls]
    await asyncio.gather(*(dragger.ready() for dragger in draggers))
    until = time.monotonic() + 60 * options.minutes
    measured, memory = Measured(), Memory(psutil.Process(server.pid))

    async def arriving(number: int) -> None:
        await asyncio.sleep(ARRIVAL_SECONDS * number / max(1, options.students))
        await Visitor(server.port, run_id, measured).visit(until)

    print(f"{options.students} people arrive, {options.dragging} drag", flush=True)
    server_cpu, own_cpu = sum(memory.process.cpu_times()[:2]), time.process_time()
    await asyncio.gather(
        memory.watch(until),
        *(arriving(number) for number in range(options.students)),
        *(dragger.hold(until) for dragger in draggers),
    )
    server_cpu = sum(memory.process.cpu_times()[:2]) - server_cpu
    own_cpu = time.process_time() - own_cpu
    drags = {each.control.name: each.drag for each in draggers}
    times = {
        "first run": measured.first_runs, "rerun": measured.reruns, "tick": measured.ticks,
        "sample grid": measured.grids,
        "drag": [ms for drag in drags.values() for ms in drag.latencies],
        **{f"drag: {name}": drag.latencies for name, drag in drags.items()},
    }  # fmt: skip
    return {
        "milliseconds": {name: spread(values) for name, values in times.items() if values},
        "images_a_second": {
            name: round(drag.images / 60 / options.minutes, 1) for name, drag in drags.items()
        },
        "server_cpu_percent": round(100 * server_cpu / 60 / options.minutes, 1),
        "people_cpu_percent": round(100 * own_cpu / 60 / options.minutes, 1),
        "memory": memory.summary(),
        "errors": [*measured.errors, *(each for drag in drags.values() for each in drag.errors)],
        "speeds": meter.speeds(),
    }


def spread(values: list[float]) -> dict[str, float]:
    """Count, median, 95th percentile and worst."""
    values = sorted(values)
    p50, p95 = (values[int(share * (len(values) - 1))] for share in (0.5, 0.95))
    rounded = {"p50": p50, "p95": p95, "worst": values[-1]}
    return {"n": len(values), **{name: round(ms, 1) for name, ms in rounded.items()}}


def compared(alone: list[float], together: list[float]) -> dict[str, object]:
    """Images a second of the runs without and with the class, and the share that is left."""
    return {
        "alone": [round(each, 1) for each in alone],
        "with_the_class": [round(each, 1) for each in together],
        "share": round(sum(together) / sum(alone), 3),
    }


def report(options: ClassLoad, found: dict) -> None:
    """Print a table and keep it; ends with 1 where something falls short."""
    print(f"{'milliseconds':<20} {'n':>8} {'p50':>8} {'p95':>8} {'worst':>8}   goal, p95")
    goals = {"first run": FIRST_RUN_MS, "tick": TICK_MS, "drag": TICK_MS}
    for name, row in found["milliseconds"].items():
        goal = f"at most {goals[name]}" if name in goals else ""
        print(f"{name:<20} {row['n']:>8,} {row['p50']:>8.0f} {row['p95']:>8.0f} "
              f"{row['worst']:>8.0f}   {goal}")  # fmt: skip
    memory, training = found["memory"], found["training"]
    print(f"memory of the server {memory['second_minute_mb']:.0f} MB in the second minute, "
          f"{memory['last_minute_mb']:.0f} MB in the last: {memory['growth_percent']:+.1f}% "
          f"(goal: under {GROWTH_PERCENT}%)")  # fmt: skip
    print(f"CPU of the server {found['server_cpu_percent']:.0f}% of a core, "
          f"of the scripted people {found['people_cpu_percent']:.0f}%")  # fmt: skip
    print(f"training at {100 * training['share']:.0f}% of its speed alone "
          f"(goal: at least {100 * TRAINING_SHARE:.0f}%)")  # fmt: skip
    print(f"{len(found['errors'])} errors", *found["errors"][:10], sep="\n  ")
    met = {
        **{name: found["milliseconds"][name]["p95"] <= goal
           for name, goal in goals.items() if name in found["milliseconds"]},
        "memory": memory["growth_percent"] < GROWTH_PERCENT,
        "training": training["share"] >= TRAINING_SHARE,
        "errors": not found["errors"],
    }  # fmt: skip
    write_report("class_load", dataclasses.asdict(options), {**found, "met": met})
    sys.exit(0 if all(met.values()) else 1)


if __name__ == "__main__":
    main(tyro.cli(ClassLoad))
