"""What does evaluation cost a run? Images seen in the same time with and without it, in pairs.

Each run is complete, with sample grids, snapshots and checkpoints; the two runs of a pair differ
only in evaluation. Their order alternates, against a drift of the machine's speed.
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

TARGET = 0.95  # of the images seen without evaluation


@dataclass(frozen=True)
class EvaluationCost:
    """Compare pairs of runs, with and without evaluation."""

    recipe: str = "quick"
    """Recipe."""
    dataset: str = "fashion-mnist"
    """Data set."""
    minutes: float = 1.0
    """Length of each run."""
    pairs: int = 3
    """Pairs of runs."""


def main(options: EvaluationCost) -> None:
    rows = []
    for pair in range(options.pairs):
        shares = (0.0, evaluation.TIME_SHARE) if pair % 2 else (evaluation.TIME_SHARE, 0.0)
        found = {bool(share): train(share, options) for share in shares}
        rows.append({"with": found[True], "without": found[False]})
        print(rows[-1], flush=True)
    ratio = statistics.median(row["with"]["images"] / row["without"]["images"] for row in rows)
    spent = statistics.median(row["with"]["evaluation_share"] for row in rows)
    print(f"images with evaluation / without: {ratio:.3f} (target at least {TARGET})")
    print(f"share of the time spent on evaluation, by its own clock: {spent:.3f}")
    found = {"ratio": ratio, "evaluation_share": spent, "pairs": rows}
    write_report("evaluation_cost", dataclasses.asdict(options), found)


def train(share: float, options: EvaluationCost) -> dict[str, Any]:
    """One run with this share of its time for evaluation."""
    default, evaluation.TIME_SHARE = evaluation.TIME_SHARE, share
    config = resolve_config(
        options.recipe, options.dataset, budget=Budget("minutes", options.minutes)
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            run = run_dir.create(Path(folder), "cost", config.to_json())
            training = TrainingRun(run)
            training.train()
            status, (evaluations, _) = run.status(), run.metrics()
            return {
                "images": status["images_seen"], "seconds": status["seconds"],
                "evaluations": len(evaluations),
                "evaluation_share": training.evaluation.spent / status["seconds"],
            }  # fmt: skip
    finally:
        evaluation.TIME_SHARE = default


if __name__ == "__main__":
    main(tyro.cli(EvaluationCost))
