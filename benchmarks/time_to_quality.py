"""Quality over training time: Fréchet distance and coverage of each recipe.

Runs use the real command line, one after the other, with nothing else on the machine. A recipe with
learning-rate decay is trained once for each budget, since half of a longer run is not the same as a
shorter run; the others are trained once and evaluated at every budget.
"""

import dataclasses
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from benchmarks.report import write_report
from gan_core.commands.evaluate import evaluate
from gan_core.generator.session import load_generator
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.training.resolve import resolve_config

METRICS = ("fd", "fd_floor", "coverage", "coverage_floor", "class_agreement")


@dataclass(frozen=True)
class TimeToQuality:
    """Train each recipe for each budget and evaluate its samples."""

    recipes: tuple[str, ...] = ("quick", "dcgan", "cgan_fashion")
    """Recipes to train, in this order."""
    minutes: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0)
    """Budgets; recipes without learning-rate decay are trained once, for the longest."""
    dataset: str = "fashion-mnist"
    """Data set with a feature network."""
    set: tuple[str, ...] = ()
    """Settings for every recipe as key=value."""
    samples: int = 10_000
    """Number of samples for each evaluation."""
    seeds: tuple[int, ...] = (0,)
    """Seeds of the runs."""


def main(options: TimeToQuality) -> None:
    rows: list[dict[str, Any]] = []
    for name in options.recipes:
        settings = resolve_config(name, options.dataset, settings=options.set).settings
        anneals = bool(getattr(settings, "anneal", 0))
        for seed in options.seeds:
            for minutes in options.minutes if anneals else (max(options.minutes),):
                rows += train(name, minutes, seed, anneals, options)
    write_report("time_to_quality", dataclasses.asdict(options), rows)


def train(
    name: str, minutes: float, seed: int, anneals: bool, options: TimeToQuality
) -> list[dict[str, Any]]:
    """One run, evaluated at its end, or at every budget."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gan_core", "train", name, "--dataset", options.dataset,
                   "--minutes", str(minutes), "--seed", str(seed), "--out", folder]  # fmt: skip
        if options.set:
            command += ["--set", *options.set]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run = all_runs(Path(folder))[0]
        moments = [60 * minutes] if anneals else [60 * at for at in options.minutes]
        return [evaluate_at(name, run, seconds, seed, options) for seconds in moments]


def evaluate_at(
    name: str, run: RunDir, seconds: float, seed: int, options: TimeToQuality
) -> dict[str, Any]:
    """Metrics of the newest generator after `seconds` of training."""
    records, _ = run.stats()
    seen = max(row["images_seen"] for row in records if row["seconds"] <= seconds + 0.5)
    images_seen = max(number for number in run.generators() if number <= seen)
    session = load_generator(run.generators()[images_seen])
    metrics = evaluate(session, options.dataset, options.samples)
    row = {
        "recipe": name, "seed": seed, "seconds": seconds, "images_seen": images_seen,
        "fd_name": metrics["fd_name"], "samples": options.samples,
        **{key: metrics[key] for key in METRICS if key in metrics},
    }  # fmt: skip
    print(row, flush=True)
    return row


if __name__ == "__main__":
    main(tyro.cli(TimeToQuality))
