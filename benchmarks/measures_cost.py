"""What does measuring cost a run? Images seen in the same time with measures and without, in pairs.

Each run is a whole one with sheets, snapshots and checkpoints; the two of a pair differ in the
measures alone. Which of them comes first alternates, against a drift of the machine's speed.
"""

import dataclasses
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from benchmarks.report import write_report
from gan_core.config.train_config import Budget
from gan_core.runs import evaluation, run_dir
from gan_core.runs.training_run import TrainingRun
from gan_core.training.resolve import resolve_config

TARGET = 0.95  # of the images that are seen without measures


@dataclass(frozen=True)
class MeasuresCost:
    """Pairs of runs, measured and not."""

    recipe: str = "quick"
    """Recipe."""
    dataset: str = "fashion-mnist"
    """Data set."""
    minutes: float = 1.0
    """Length of each run."""
    pairs: int = 3
    """Pairs of runs."""


def main(options: MeasuresCost) -> None:
    rows = []
    for pair in range(options.pairs):
        shares = (0.0, evaluation.SHARE) if pair % 2 else (evaluation.SHARE, 0.0)
        found = {bool(share): train(share, options) for share in shares}
        rows.append({"with": found[True], "without": found[False]})
        print(rows[-1], flush=True)
    ratio = statistics.median(row["with"]["images"] / row["without"]["images"] for row in rows)
    spent = statistics.median(row["with"]["measuring_share"] for row in rows)
    print(f"images with measures over without: {ratio:.3f} (target at least {TARGET})")
    print(f"share of the time spent in measures, by their own clock: {spent:.3f}")
    found = {"ratio": ratio, "measuring_share": spent, "pairs": rows}
    write_report("measures_cost", dataclasses.asdict(options), found)


def train(share: float, options: MeasuresCost) -> dict[str, Any]:
    """One run under a share of the time for measures."""
    usual, evaluation.SHARE = evaluation.SHARE, share
    config = resolve_config(
        options.recipe, options.dataset, budget=Budget("minutes", options.minutes)
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            run = run_dir.create(Path(folder), "cost", config.to_json())
            training = TrainingRun(run)
            training.train()
            status, (measured, _) = run.status(), run.metrics()
            return {
                "images": status["images_seen"], "seconds": status["seconds"],
                "measures": len(measured),
                "measuring_share": training.evaluation.spent / status["seconds"],
            }  # fmt: skip
    finally:
        evaluation.SHARE = usual


if __name__ == "__main__":
    main(tyro.cli(MeasuresCost))
