"""What do averages of other lengths cost a run, and what do they gain?

Cost: two trainings of the same run in one process, with the averages and without, take turns in
short stretches; the ratio of a pair is of two stretches next to each other. The time for saving a
snapshot is measured apart.

Gain: runs of the real command line choose their EMA length by their own metric. Their G_ema, the
chosen length and others are then compared on the features of another network, trained here with
another seed and kept in the cache folder, which no run has ever seen.
"""

import dataclasses
import math
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from benchmarks.judge import Judge
from benchmarks.report import write_report
from gan_core.config.train_config import Budget
from gan_core.data.image_set import load_images
from gan_core.generator.averages import load_average
from gan_core.generator.session import load_generator
from gan_core.recipes import find_recipe
from gan_core.runs import run_dir
from gan_core.runs.average_snapshots import MOMENTS, AverageSnapshots
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.training import devices
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer

MOST_COST = 0.01


@dataclass(frozen=True)
class EmaLengths:
    """Measure cost and gain."""

    recipe: str = "quick"
    """Recipe."""
    dataset: str = "fashion-mnist"
    """Data set with labels."""
    set: tuple[str, ...] = ()
    """Settings as key=value."""
    pairs: int = 30
    """Pairs of stretches for the cost; 0 leaves it out."""
    updates: int = 24
    """Updates in a stretch."""
    minutes: tuple[float, ...] = (0.5, 1.0, 2.0)
    """Budgets of the runs for the gain; none of these and of `images` leaves it out."""
    images: tuple[int, ...] = ()
    """Budgets in images instead, for a machine that is not idle."""
    seeds: tuple[int, ...] = (0, 1, 2)
    """Seeds of these runs."""
    lengths: tuple[float, ...] = (0.03, 0.05, 0.08, 0.1, 0.14, 0.2)
    """EMA lengths to compare, whatever the runs chose."""
    samples: int = 10_000
    """Samples of each comparison, against the held-out images."""


def main(options: EmaLengths) -> None:
    found: dict[str, Any] = {}
    if options.pairs:
        found["cost"] = cost(options)
    if budgets(options):
        found["gain"] = gain(options)
    write_report("ema_lengths", dataclasses.asdict(options), found)


def cost(options: EmaLengths) -> dict[str, Any]:
    """Median of the paired ratios of time, and the seconds for a snapshot."""
    data = load_images(options.dataset)
    sides = {}
    for keeps in (True, False):
        settings = (*options.set, f"posthoc_ema={str(keeps).lower()}")
        config = resolve_config(
            options.recipe, options.dataset, settings=settings, budget=Budget("images", 1e9)
        )
        sides[keeps] = Trainer(find_recipe(config.recipe), config, data)
    times: dict[bool, list[float]] = {True: [], False: []}
    cpu: dict[bool, list[float]] = {True: [], False: []}
    for pair in range(-2, options.pairs):  # the first two pairs warm up
        for keeps in (True, False) if pair % 2 else (False, True):
            seconds, cpu_seconds = stretch(sides[keeps], options.updates)
            if pair >= 0:
                times[keeps].append(seconds)
                cpu[keeps].append(cpu_seconds)
    ratios = [kept / without for kept, without in zip(times[True], times[False], strict=True)]
    cpu_ratios = [kept / without for kept, without in zip(cpu[True], cpu[False], strict=True)]
    error = statistics.stdev(ratios) / math.sqrt(len(ratios))
    images = options.updates * sides[True].images_per_step
    result = {
        "images_per_second_with": images / statistics.median(times[True]),
        "images_per_second_without": images / statistics.median(times[False]),
        "ratio": statistics.median(ratios), "standard_error_of_mean": error,
        # Of processor time, which other programs disturb less; of one thread it is as good.
        "cpu_ratio": statistics.median(cpu_ratios),
        "cpu_standard_error_of_mean": statistics.stdev(cpu_ratios) / math.sqrt(len(cpu_ratios)),
        "ratios": [round(ratio, 4) for ratio in ratios],
        "update_of_averages_ms": averages_ms(sides[True]),
        **snapshot_cost(sides[True], options),
    }  # fmt: skip
    shown = {key: value for key, value in result.items() if key != "ratios"}
    print(f"cost: {shown}")
    print(
        f"time with the averages / without: {result['ratio']:.4f}, of the processor "
        f"{result['cpu_ratio']:.4f} (target below {1 + MOST_COST})"
    )
    return result


def stretch(trainer: Trainer, updates: int) -> tuple[float, float]:
    """Seconds of so many updates, and seconds of the processor."""
    devices.synchronize(trainer.device)
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(updates):
        trainer.train_step()
    devices.synchronize(trainer.device)
    return time.perf_counter() - start, time.process_time() - cpu


def averages_ms(trainer: Trainer, times: int = 50) -> float:
    """Milliseconds of one update of both averages, which is due every few updates of G."""
    averages = trainer.averages
    assert averages is not None
    found = []
    for _ in range(times):
        start = time.perf_counter()
        averages.count_in(averages.at + 1)
        devices.synchronize(trainer.device)
        found.append(time.perf_counter() - start)
    return 1000 * statistics.median(found)


def snapshot_cost(trainer: Trainer, options: EmaLengths) -> dict[str, float]:
    """Seconds for saving one snapshot, and the share of the shortest run that all of them take."""
    with tempfile.TemporaryDirectory() as folder:
        run = run_dir.create(Path(folder), "cost", trainer.config.to_json())
        snapshots, found = AverageSnapshots(run, trainer), []
        for _ in range(MOMENTS):
            trainer.train_step()
            start = time.perf_counter()
            snapshots.save(trainer)
            found.append(time.perf_counter() - start)
        size = sum(path.stat().st_size for path in run.averages().values())
    seconds = statistics.median(found)
    shortest = 60 * min(options.minutes, default=0.5)
    return {
        "snapshot_seconds": seconds, "snapshots_share": MOMENTS * seconds / shortest,
        "snapshots_mb": size / 1e6,
    }  # fmt: skip


def gain(options: EmaLengths) -> dict[str, Any]:
    """Every run's distances on the other network's features, and medians over the seeds."""
    judge = Judge(options.dataset, options.samples)
    rows = []
    for seed in options.seeds:
        for budget in budgets(options):
            with tempfile.TemporaryDirectory() as folder:
                run = train(budget, seed, Path(folder), options)
                row = compared(judge, run, options.lengths)
            rows.append({"budget": f"{budget.amount:g} {budget.unit}", "seed": seed, **row})
            print(rows[-1], flush=True)
    summary: dict[str, Any] = {}
    for name in dict.fromkeys(row["budget"] for row in rows):
        of = [row for row in rows if row["budget"] == name]
        gains = [row["G_ema"] - row["offered"] for row in of]
        error = statistics.stdev(gains) / math.sqrt(len(gains)) if gains[1:] else None
        summary[name] = {
            "G_ema": statistics.median(row["G_ema"] for row in of),
            "offered": statistics.median(row["offered"] for row in of),
            "gain": statistics.mean(gains),
            "standard_error": error,
            "by_length": {
                length: statistics.median(row["by_length"][length] for row in of)
                for length in of[0]["by_length"]
            },
        }
        print(f"{name}, {len(of)} seeds: {summary[name]}")
    about = judge.about()
    print(f"judge: {about}, {options.samples} samples")
    return {"rows": rows, "summary": summary, **about}


def budgets(options: EmaLengths) -> list[Budget]:
    """Those of the runs for the gain."""
    if options.images:
        return [Budget("images", images) for images in options.images]
    return [Budget("minutes", minutes) for minutes in options.minutes]


def train(budget: Budget, seed: int, folder: Path, options: EmaLengths) -> RunDir:
    """One run of the command line."""
    amount = f"{budget.amount:g}" if budget.unit == "minutes" else str(int(budget.amount))
    command = [sys.executable, "-m", "gan_core", "train", options.recipe, "--dataset",
               options.dataset, f"--{budget.unit}", amount, "--seed", str(seed), "--out",
               str(folder)]  # fmt: skip
    if options.set:
        command += ["--set", *options.set]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return all_runs(folder)[0]


def compared(judge: Judge, run: RunDir, lengths: tuple[float, ...]) -> dict[str, Any]:
    """Distances of one finished run: of G_ema, what the run offers, and every length."""
    choice, offered = run.choice(), list(run.offered().values())
    distance = judge.distance(load_generator(run.path))
    return {
        "images_seen": run.status()["images_seen"],
        "G_ema": distance,
        "offered": judge.distance(load_generator(offered[0])) if offered else distance,
        "chosen": choice.get("length"), "own_gain": choice.get("gain"),
        "own_error": choice.get("standard_error"), "choice_seconds": choice.get("seconds"),
        "by_length": {
            f"{length:g}": judge.distance(load_average(run.path, length)) for length in lengths
        },
    }  # fmt: skip


if __name__ == "__main__":
    main(tyro.cli(EmaLengths))
