"""sweep: queue runs that differ in one setting, say what they found, or stop them all."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro

from gan_core import GanError, unknown
from gan_core.config.request import Request
from gan_core.metrics.metric_names import distance_label
from gan_core.runs.measurements import BETTER
from gan_core.runs.sweep_results import BEST, FINAL, SweepResults, sweep_results

if TYPE_CHECKING:
    from gan_core.queue.sweeps import Part
    from gan_core.runs.run_dir import RunDir


@dataclass(frozen=True)
class Sweep:
    """Queue one run for each value of a setting and each seed; workers train them (see `work`).

    The last lines of stdout are the run directories.
    """

    recipe: tyro.conf.Positional[str | None] = None
    """Name of the recipe (see `recipes`); leave it out with --table and --stop."""
    dataset: str | None = None
    """Name of a data set, or path of a folder, zip or tar of images."""
    setting: str | None = None
    """The setting that differs (see `recipes`)."""
    values: tuple[str, ...] = ()
    """Its 2 to 8 values."""
    seeds: tuple[int, ...] = (0,)
    """Up to 8 seeds, each of which every value is trained with; with two or more there is a spread
    to tell a difference from chance."""
    out: Path = Path("runs")
    """Folder in which the run directories are created."""
    data_root: Path | None = None
    """Folder of the named data sets; default: GAN_DATA_ROOT, or else a cache folder."""
    minutes: float | None = None
    """Budget of each run in minutes of training; default: 5, if no other budget is given."""
    epochs: float | None = None
    """Budget of each run in epochs."""
    images: float | None = None
    """Budget of each run in real images seen by D, the same for all values."""
    image_size: int | None = None
    """Side of the images in px; default: the supported size nearest to that of the data."""
    set: tuple[str, ...] = ()
    """Other settings, which all runs have, as key=value."""
    follow: tuple[int, ...] = ()
    """Seeds that the sample grids of all runs show, as for `train`."""
    person: str = ""
    """Whose runs these are; default: somebody who has no others."""
    table: Path | None = None
    """Run directory: print what the sweep that it belongs to has found so far."""
    metric: str = "fd"
    """With --table: the metric, as metrics.jsonl calls it."""
    best: bool = False
    """With --table: of each run its best evaluation instead of its last."""
    stop: Path | None = None
    """Run directory: take all runs of its sweep out of the queue, and stop those that train."""

    def run(self) -> None:
        """Queue the runs and print their directories, or print the table, or stop them."""
        if self.table is not None:
            if self.metric not in BETTER or not BETTER[self.metric]:
                raise unknown("metric", self.metric, [key for key, way in BETTER.items() if way])
            which = BEST if self.best else FINAL
            print(table(sweep_results(_siblings(self.table), self.metric, which), which))
            return
        if self.stop is not None:
            from gan_core.queue.sweeps import stop_all

            count = stop_all(_siblings(self.stop))
            print(f"Stopped or about to stop: {_runs(count)}.", file=sys.stderr)
            return
        made = self._queue()
        print(
            f"Queued {_runs(len(made))}: `python -m gan_core work --runs {self.out}` trains them, "
            "or the app where its runs are there.",
            file=sys.stderr,
        )
        for run in made:
            print(run.path)

    def _queue(self) -> "list[RunDir]":
        from gan_core.commands.train import Train, create_run
        from gan_core.config.train_config import TrainConfig
        from gan_core.queue.outlook import budget_seconds
        from gan_core.queue.sweeps import Part, parts_of, queue_all
        from gan_core.queue.tickets import enqueue
        from gan_core.recipes import find_recipe

        if self.recipe is None or self.dataset is None or self.setting is None:
            raise GanError(
                "Choose what to sweep: `sweep RECIPE --dataset NAME --setting lr_D --values 1e-4 "
                "2e-4 4e-4`."
            )
        parts = parts_of(
            find_recipe(self.recipe).settings_type, self.setting, self.values, self.seeds
        )

        def config_of(part: Part) -> TrainConfig:
            return Train(
                self.recipe, self.dataset, self.data_root, minutes=self.minutes,
                epochs=self.epochs, images=self.images, seed=part.seed, enqueue=True,
                image_size=self.image_size, set=(self._assignments(part),),
                follow=self.follow,
            ).resolved()  # fmt: skip

        # All of them before the first run is created: a value may contradict other settings.
        configs = {part: config_of(part) for part in parts}

        def queue(run: "RunDir", part: Part, sweep: str) -> None:
            request = Request(self._assignments(part), self.image_size)
            seconds = budget_seconds(run)
            enqueue(run, self.person or sweep, request=request, seconds=seconds)

        return queue_all(parts, lambda part: create_run(self.out, configs[part]), queue)

    def _assignments(self, part: "Part") -> tuple[str, ...]:
        return (*self.set, part.assignment)


def table(results: SweepResults, which: str) -> str:
    """The results as plain text: a line for each value, and what the numbers are of."""
    lines = [("value", "mean", "spread", "runs")]
    for at in results.values:
        states = ", ".join(f"{count} {state}" for state, count in sorted(at.states.items()))
        lines.append((str(at.value), _number(at.mean), _number(at.spread), states))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([f"{results.setting}, {_of(results, which)}", *rows])


def _of(results: SweepResults, which: str) -> str:
    of = results.measured
    if of is None:
        return "no run has been trained and evaluated to its end yet"
    name = distance_label(of.fd_name) if results.metric == "fd" else results.metric
    words = f"{which} {name} on {of.samples:,} samples" if of.samples else f"{which} {name}"
    floor = "" if of.floor is None else f", real images score {of.floor:.3g}"
    others = results.measured_otherwise
    left_out = f"; {_runs(others)} measured in another way left out" if others else ""
    return f"{words}{floor}; spread: standard deviation over the runs{left_out}"


def _siblings(path: Path) -> "list[RunDir]":
    """All runs of the sweep to which the run in `path` belongs."""
    from gan_core.queue.sweeps import runs_of
    from gan_core.runs.run_dir import RunDir, all_runs

    if not os.path.isdir(path):
        raise GanError(f"There is no run directory {path}.")
    run = RunDir(path.resolve())
    place = run.place()
    if place is None:
        raise GanError(f"{run.id} belongs to no sweep; give a run that `sweep` has queued.")
    return runs_of(place.sweep, all_runs(run.path.parent))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"
