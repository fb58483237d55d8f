"""Short runs of a recipe with some settings changed, judged by a network that no run has seen.

The tables of `quick_search.md` on the Frechet loss, on few images and without labels are of this
kind: each variant, some settings as key=value, is trained for as many images as the others, with
the same seeds. Its time is that of the processor, which other programs disturb less.
"""

import dataclasses
import statistics
import time
from dataclasses import dataclass
from typing import Any

import torch
import tyro
from torch import Tensor

from benchmarks.judge import Judge
from benchmarks.report import write_report
from gan_core.config.train_config import Budget
from gan_core.data.conditioning import in_proportion
from gan_core.data.image_set import ImageSet, load_images
from gan_core.data.images import to_float, to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.metrics.discriminator_stats import run_in_batches
from gan_core.metrics.loss_network import real_features
from gan_core.recipes import find_recipe
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer

ASKED = 1000  # images of each kind that D is asked about
BATCH = 500


@dataclass(frozen=True)
class JudgedRuns:
    """Train each variant with each seed and print distance, coverage, copying and overfitting."""

    variants: tuple[str, ...] = ("", "frechet=off")
    """Settings of each variant, separated by spaces; none are the recipe's own."""
    recipe: str = "quick"
    """Recipe."""
    dataset: str = "fashion-mnist"
    """Named data set with labels and held-out images."""
    images: int = 60_000
    """Images seen by each run."""
    seeds: tuple[int, ...] = (0, 1, 2)
    """Seeds of each variant."""
    name: str = "judged_runs"
    """Of the file with the results."""


def main(options: JudgedRuns) -> None:
    judge = Judge(options.dataset)
    print(f"judge: {judge.about()}", flush=True)
    rows: list[dict[str, Any]] = []
    for seed in options.seeds:
        for variant in options.variants:
            rows.append({"variant": variant, "seed": seed, **judged(judge, variant, seed, options)})
            print(rows[-1], flush=True)
            found = {"judge": judge.about(), "rows": rows}
            write_report(options.name, dataclasses.asdict(options), found)
    print("| variant | seconds of the processor | distance | coverage | copying | overfitting |")
    print("|---|---|---|---|---|---|")
    for variant in options.variants:
        of = [row for row in rows if row["variant"] == variant]
        cells = [cell(of, "seconds", 0), cell(of, "distance", 2), cell(of, "coverage", 3),
                 cell(of, "copying", 2), cell(of, "overfitting", 2)]  # fmt: skip
        print(f"| {variant or 'as it is'} | {' | '.join(cells)} |")


def cell(rows: list[dict[str, Any]], key: str, digits: int) -> str:
    """All values, and their median where there are several."""
    values = [row[key] for row in rows]
    text = ", ".join(f"{value:.{digits}f}" for value in values)
    return text + (f" (**{statistics.median(values):.{digits}f}**)" if values[1:] else "")


def judged(judge: Judge, variant: str, seed: int, options: JudgedRuns) -> dict[str, Any]:
    """One run and its metrics."""
    config = resolve_config(
        options.recipe, options.dataset, settings=variant.split(), seed=seed, device="cpu",
        budget=Budget("images", options.images),
    )  # fmt: skip
    data = load_images(options.dataset, choices=config.image_choices)
    start = time.process_time()
    trainer = Trainer(find_recipe(config.recipe), config, data, real_features=real_features)
    for _ in trainer.records():
        pass
    seconds = time.process_time() - start
    labels = trainer.conditions.proportional_labels(judge.samples)
    metrics = judge.metrics(samples_of(trainer, judge.samples, labels), data.images)
    found = {"seconds": seconds, "images_seen": trainer.images_seen, **metrics}
    assert judge.reals.held_out is not None
    return found | {"overfitting": overfitting(trainer, judge.reals.held_out)}


@torch.inference_mode()
def samples_of(trainer: Trainer, count: int, labels: Tensor | None) -> Tensor:
    """Samples of G_ema, uint8 [count, C, H, W], of seeds 0 to count - 1."""
    z = z_from_seeds(range(count), trainer.config.settings.z_dim)
    c = None if labels is None else one_hot(labels, trainer.num_classes)
    trainer.G_ema.eval()
    pixels = to_uint8(run_in_batches(trainer.G_ema, z, c, BATCH), trainer.recipe.data_range)
    return torch.from_numpy(pixels).permute(0, 3, 1, 2)


@torch.inference_mode()
def overfitting(trainer: Trainer, held_out: ImageSet) -> float:
    """(D(training) - D(held out)) / (D(training) - D(generated)), means of logits; ideal: 0."""
    conditions, data = trainer.conditions, trainer.data

    def mean_logit(images: Tensor, labels: Tensor | None) -> float:
        real = to_float(images, trainer.recipe.data_range)
        c = None if labels is None else one_hot(labels, trainer.num_classes)
        return run_in_batches(trainer.gan.D, real, c, BATCH).mean().item()

    rows = torch.randperm(len(data), generator=torch.Generator().manual_seed(0))[:ASKED]
    train = mean_logit(data.images[rows], conditions.labels_of(data, rows))
    rows = torch.randperm(len(held_out), generator=torch.Generator().manual_seed(0))[:ASKED]
    other = mean_logit(held_out.images[rows], conditions.labels_of(held_out, rows))
    every = conditions.labels
    labels = None if every is None else in_proportion(every, ASKED)
    fake = mean_logit(samples_of(trainer, ASKED, labels), labels)
    return (train - other) / (train - fake)


def one_hot(labels: Tensor, classes: int) -> Tensor:
    return torch.nn.functional.one_hot(labels, classes).float()


if __name__ == "__main__":
    main(tyro.cli(JudgedRuns))
