"""Are the findings right? Runs that fail on purpose, and healthy ones, with their findings.

Each failing run must have its finding, and no healthy run may have one that names a fault. The runs
are short, on Fashion-MNIST, with small networks and an evaluation at every sample grid; findings
are those that the live page would show at the same moments.
"""

import dataclasses
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import torch
import tyro
from torch import Tensor, nn

from gan_core import GanError
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.image_set import ImageSet, load_images
from gan_core.diagnosis import Finding, History, over_time, training_failure
from gan_core.metrics.loss_network import real_features
from gan_core.recipes import Recipe
from gan_core.runs.description import about_run, grid_png
from gan_core.runs.evaluation import RunEvaluation
from gan_core.runs.run_checkpoints import RunCheckpoints, resume
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir, all_runs, create
from gan_core.runs.training_run import grid_due_between
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer

RESULTS = Path(__file__).parent / "results"
IMAGES = 12_000  # three evaluations after the beginning
LONG = 30_000  # until a quick generator has most classes, or D memorises few images
MISSING = 8  # bags, which are not mistaken for another class


class Unlimited(RunEvaluation):
    """Evaluates whenever it is called, whatever share of the time that takes."""

    def _spare_seconds(self, trainer: Trainer) -> float:
        return math.inf


class WithoutNoise(nn.Module):
    """A generator that ignores z."""

    def __init__(self, G: nn.Module):
        super().__init__()
        self.G = G

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        return self.G(torch.zeros_like(z), c)


def without_noise(recipe: Recipe) -> Recipe:
    """The recipe with a generator that ignores z."""

    def networks(*shape: Any) -> tuple[nn.Module, nn.Module]:
        G, D = recipe.networks(*shape)
        return WithoutNoise(G), D

    return dataclasses.replace(recipe, networks=networks)


def without_bags(data: ImageSet) -> ImageSet:
    return _subset(data, data.labels != MISSING)


def only(count: int) -> Callable[[ImageSet], ImageSet]:
    return lambda data: _subset(data, torch.arange(len(data)) < count)


def _subset(data: ImageSet, rows: Tensor) -> ImageSet:
    return dataclasses.replace(data, images=data.images[rows], labels=data.labels[rows])


@dataclass(frozen=True)
class Case:
    """One run, and the findings of which it must have at least one; none for a healthy run."""

    name: str
    expected: tuple[str, ...]
    settings: str = "width=16"
    recipe: str = "dcgan"
    images: int = IMAGES
    data: Callable[[ImageSet], ImageSet] = lambda data: data
    change: Callable[[Recipe], Recipe] = lambda recipe: recipe


SMALL = "width=16"
CASES = (
    Case("D frozen", ("d_too_weak",), f"{SMALL} lr_D=1e-7"),
    Case("D learns 100 times as fast", ("d_overpowers", "exploding"), f"{SMALL} lr_D=2e-2"),
    Case("G frozen", ("d_overpowers",), f"{SMALL} lr_G=1e-7"),
    Case("G frozen, noisy labels", ("floor",), f"{SMALL} lr_G=1e-7 target_noise=0.1"),
    # At 1e-2 such narrow networks still learn, and faster than at 2e-4.
    Case("both at 3e-1", ("d_too_weak", "oscillation", "exploding", "collapse"),
         f"{SMALL} lr_G=3e-1 lr_D=3e-1"),
    Case("both at 1", ("exploding", "diverged"), f"{SMALL} lr_G=1 lr_D=1", images=8_000),
    Case("G without noise", ("collapse",), change=without_noise),
    Case("no bags", ("rare_class",), "labels=false", "quick", LONG, without_bags),
    Case("200 images", ("d_overfits", "copying"), "labels=false augment=none", "quick",
         LONG, only(200)),
    # Five images a class and a z of length 2: G can hardly generate anything in between.
    Case("50 images", ("copying",), "width=32 z_dim=2 batch_size=32 anneal=0 augment=none "
         "r1_gamma=0.03 r2_gamma=0.03", "quick", 72_000, only(50)),
    Case("healthy dcgan", ()),
    Case("healthy dcgan, classes", (), f"{SMALL} labels=true"),
    Case("healthy dcgan, hinge", (), f"{SMALL} loss=hinge"),
    Case("healthy quick", (), "", "quick"),
    Case("healthy quick, no classes", (), "labels=false", "quick", LONG),
    Case("healthy cgan_fashion", (), "", "cgan_fashion"),
    Case("healthy tconv_mlp", (), "", "tconv_mlp"),
)  # fmt: skip


@dataclass(frozen=True)
class FailingOnPurpose:
    """Train the cases and print their findings."""

    only: Annotated[tuple[str, ...], tyro.conf.arg(aliases=("-k",))] = ()
    """Names of cases, or parts of names; default: all."""
    out: Path | None = None
    """Keep the run directories here, in a folder a case; what lies there is not trained again."""
    table: bool = False
    """Print the stored findings of each case, and train nothing."""


def main(options: FailingOnPurpose) -> None:
    wanted = options.only or ("",)
    chosen = [case for case in CASES if any(words in case.name for words in wanted)]
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / "failing_on_purpose.json"
    rows = json.loads(kept.read_text()) if kept.exists() else {}
    if options.table:
        chosen = [case for case in chosen if case.name in rows]
    print(f"{'run':26} {'expected':30} findings, with images seen")
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            if not options.table:
                found = findings_of(trained(case, (options.out or Path(folder)) / case.name))
                rows[case.name] = {"expected": case.expected, "found": found}
                kept.write_text(json.dumps(rows, indent=2) + "\n")
            print(table_row(case, rows[case.name]["found"]), flush=True)
    hits = sum(is_right(case, rows[case.name]["found"]) for case in chosen)
    print(f"{hits} of {len(chosen)} as expected")


def table_row(case: Case, found: dict[str, int]) -> str:
    """One row of the table."""
    findings = ", ".join(f"{kind} {seen:,}" for kind, seen in found.items()) or "nothing"
    mark = "" if is_right(case, found) else "   WRONG"
    return f"{case.name:26} {' or '.join(case.expected) or '(healthy)':30} {findings}{mark}"


def is_right(case: Case, found: dict[str, int]) -> bool:
    """Whether there is an expected finding or, for a healthy run, none that names a fault."""
    if case.expected:
        return any(kind in found for kind in case.expected)
    return not set(found) - {"learning", "plateau"}


def trained(case: Case, folder: Path) -> RunDir:
    """The finished run of the case in that folder, the oldest one; trained if there is none."""
    for run in reversed(all_runs(folder)):
        if not run.origin() and run.status()["state"] in ("done", "failed"):
            return run
    return train(case, folder)


def train(case: Case, folder: Path) -> RunDir:
    """Train the case in its own run directory."""
    config = resolve_config(
        case.recipe, "fashion-mnist", settings=case.settings.split(),
        budget=Budget("images", case.images), device="cpu",
    )  # fmt: skip
    run = create(folder, case.name, config.to_json())
    train_to_end(case, run)
    return run


def train_to_end(case: Case, run: RunDir) -> None:
    """Train a run of the case from its newest checkpoint, or its beginning, to its budget.

    Its moments are kept, so that it can be forked, as those of every run.
    """
    config, recipe = load_config(run)
    shape = {"image_size": config.image_size, "channels": config.channels}
    data = case.data(load_images("fashion-mnist", **shape))
    trainer = Trainer(case.change(recipe), _one_thread(config), data, real_features=real_features)
    resume(run, trainer)
    run.write_about(about_run(trainer))
    evaluation, checkpoints = Unlimited(run, trainer), RunCheckpoints(run)
    evaluation.evaluate_if_due(trainer)
    seen = trainer.images_seen
    try:
        for record in trainer.records():
            run.append_stats(record)
            if grid_due_between(seen, trainer.images_seen, 60_000) or trainer.finished:
                trainer.check_finite()
                run.write_samples(trainer.images_seen, grid_png(trainer.sample_grid(), trainer))
                checkpoints.keep_if_due(trainer)
                evaluation.evaluate_if_due(trainer)
            seen = trainer.images_seen
    except GanError as error:
        run.write_status("failed", error=str(error))
        return
    run.write_status("done")


def findings_of(run: RunDir) -> dict[str, int]:
    """Every kind that was found, with the images seen when it was first found."""
    found: dict[str, int] = {}
    for moment, findings in judged_at(run):
        for finding in findings:
            found.setdefault(finding.kind, moment)
    return found


def judged_at(run: RunDir, after: int = 0) -> Iterator[tuple[int, list[Finding]]]:
    """(images seen, findings) at many moments of a run, as its page shows them.

    With `after`, by its records and evaluations from there on, as in a branch that begins there.
    """
    records = [row for row in run.stats()[0] if row["images_seen"] > after]
    metrics = [row for row in run.metrics()[0] if row["images_seen"] >= after]
    history, status = History(run.config(), run.about()), run.status()
    history.append(records, metrics)
    moments = sorted({row["images_seen"] for row in (*records[::5], *metrics)})
    yield from zip(moments, over_time(history, moments), strict=True)
    if failure := training_failure(history, status["state"], str(status.get("error", ""))):
        yield failure.since, [failure]


def _one_thread(config: TrainConfig) -> TrainConfig:
    return dataclasses.replace(config, threads=1)


if __name__ == "__main__":
    main(tyro.cli(FailingOnPurpose))
