"""What `quick` might do otherwise in the same time: other optimisers, a second D, a wider G.

Each way is trained for the same seconds of the processor with the same seeds, so that a slower one
sees fewer images, and judged by a network that no run has seen. `quick_search.md` has the table.
"""

import dataclasses
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
import tyro
from torch import Tensor, nn

from benchmarks.frozen_features import SECOND, THIRD, with_frozen_features
from benchmarks.judge import Judge
from benchmarks.judged_runs import cell, samples_of
from benchmarks.report import write_report
from gan_core.config.train_config import Budget
from gan_core.data.image_set import load_images
from gan_core.metrics.loss_network import real_features
from gan_core.objectives.adam import Adam
from gan_core.recipes import Recipe
from gan_core.recipes.quick import QUICK, Discriminator, Generator, QuickSettings, networks
from gan_core.training.clock import Clock
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer

LEAK = 0.2  # of D's LeakyReLU
DATASET = "fashion-mnist"


@dataclass(frozen=True)
class LastStretch:
    """Train `quick` in each way with each seed for the same time and print what the judge says."""

    ways: tuple[str, ...] = ()
    """Names of ways; none are all of them."""
    minutes: float = 3.0
    """Of the processor, for each run."""
    settings: tuple[str, ...] = ("scales=one",)
    """Of every run, as key=value; one scale is what the recipe had when the table was made."""
    seeds: tuple[int, ...] = (0, 1, 2)
    """Seeds of each way."""
    name: str = "last_stretch"
    """Of the file with the results."""


class ProcessorClock(Clock):
    """Seconds of the processor: it stands while other programs compute."""

    def __init__(self) -> None:
        self._start = time.process_time()

    @property
    def seconds(self) -> float:
        return time.process_time() - self._start


# --- networks ---


def wider_g(
    channels: int, image_size: int, num_classes: int, settings: QuickSettings
) -> tuple[nn.Module, nn.Module]:
    """G with half as many channels again, D as it is."""
    G = Generator(settings.z_dim, num_classes, channels, image_size, 96)
    return G, networks(channels, image_size, num_classes, settings)[1]


class TwoHeads(nn.Module):
    """D, and a smaller one that sees the images at half their side; each has its own loss."""

    def __init__(self, fine: Discriminator, coarse: Discriminator):
        super().__init__()
        self.fine, self.coarse = fine, coarse

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] and class weights c -> logits [N, 2]."""
        half = F.avg_pool2d(images, 2)
        return torch.stack([self.fine(images, c), self.coarse(half, c)], dim=1)


def two_heads(
    channels: int, image_size: int, num_classes: int, settings: QuickSettings
) -> tuple[nn.Module, nn.Module]:
    G, D = networks(channels, image_size, num_classes, settings)
    return G, TwoHeads(D, Discriminator(num_classes, channels, image_size // 2, 24))


class MagnitudeLeakyReLU(nn.LeakyReLU):
    """Inputs of unit variance leave it with a mean square of 1 (EDM2, arXiv 2312.02696)."""

    def forward(self, features: Tensor) -> Tensor:
        return super().forward(features) * (2 / (1 + self.negative_slope**2)) ** 0.5


def unit_filters(
    channels: int, image_size: int, num_classes: int, settings: QuickSettings
) -> tuple[nn.Module, nn.Module]:
    """As they are, but D's activations keep magnitudes; `UnitFilters` keeps those of weights."""
    G, D = networks(channels, image_size, num_classes, settings)
    stages = D.stages
    for place, module in enumerate(stages):
        if isinstance(module, nn.LeakyReLU):
            stages[place] = MagnitudeLeakyReLU(LEAK, inplace=False)
    return G, D


# --- optimisers ---


def convolutions(network: nn.Module) -> list[nn.Parameter]:
    """Weights of the convolutions, but for the one that makes G's image."""
    last = [m for m in network.modules() if isinstance(m, nn.Conv2d)][-1]
    to_image = last if isinstance(network, Generator) else None
    return [
        module.weight
        for module in network.modules()
        if isinstance(module, nn.Conv2d) and module is not to_image
    ]


class Muon(Adam):
    """Adam, but for convolutions, whose update is the orthogonalised momentum of the gradient.

    Keller Jordan, 2024 (Newton-Schulz iteration of degree five, five times); the factor that makes
    its root mean square that of Adam from Liu et al., arXiv 2502.16982.
    """

    def __init__(self, network: nn.Module, momentum: float, rate: float, **adam: Any):
        super().__init__(network.parameters(), **adam)
        self.momentum, self.rate = momentum, rate
        self.means = [(weight, torch.zeros_like(weight)) for weight in convolutions(network)]

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:
        lr = self.param_groups[0]["lr"]
        for weight, mean in self.means:
            assert weight.grad is not None
            mean.lerp_(weight.grad, 1 - self.momentum)
            direction = weight.grad.lerp(mean, self.momentum)  # Nesterov
            update = orthogonal(direction.flatten(1))
            scale = self.rate * max(update.shape) ** 0.5
            weight.sub_(lr * scale * update.view_as(weight))
            weight.grad = None  # nothing is left for Adam to do
        super().step(closure)


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest matrix [m, n] whose singular values are all about 1."""
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = len(matrix) > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class UnitFilters(Adam):
    """Adam that sets every filter of a convolution back to length 1, as EDM2 forces its weights.

    `rate` is how far an update moves a filter, in parts of its length, at full learning rate.
    """

    def __init__(self, network: nn.Module, rate: float, lr: float, **adam: Any):
        filters = convolutions(network)
        own = {id(weight) for weight in filters}
        others = [p for p in network.parameters() if id(p) not in own]
        groups: list[dict[str, Any]] = [{"params": others, "factor": 1.0}]
        for weight in filters:
            factor = rate / lr / weight[0].numel() ** 0.5
            groups.append({"params": [weight], "factor": factor})
        super().__init__(groups, lr, **adam)
        self.filters = filters
        self._normalise()

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:
        for group in self.param_groups:  # the trainer sets all rates anew before each update
            group["lr"] *= group["factor"]
        super().step(closure)
        self._normalise()

    @torch.no_grad()
    def _normalise(self) -> None:
        for weight in self.filters:
            weight.div_(weight.flatten(1).norm(dim=1).view(-1, 1, 1, 1))


# --- ways ---


class LargerBatch(Trainer):
    """Batches of 256 in the last fifth of the time."""

    def train_step(self) -> dict[str, Tensor]:
        if self.progress >= 0.8:
            self.images_per_step = 256
        return super().train_step()


@dataclass(frozen=True)
class Way:
    """How a run differs from the recipe's own."""

    networks: Callable[..., tuple[nn.Module, nn.Module]] = networks
    settings: tuple[str, ...] = ()
    trainer: type[Trainer] = Trainer
    optimiser: Callable[..., Adam] | None = None  # (network, lr, betas, eps, fused)


WAYS = {
    "as it is": Way(),
    "G of 96 channels": Way(wider_g),
    "a second head of D at half the side": Way(two_heads),
    "... whose logits are added up": Way(settings=("scales=two",)),
    "... and a head on frozen features": Way(with_frozen_features(THIRD), ("scales=two",)),
    "... and heads on two maps of frozen features": Way(
        with_frozen_features(SECOND, THIRD), ("scales=two",)
    ),
    "batches of 256 in the last fifth": Way(trainer=LargerBatch),
    "Muon on convolutions": Way(
        optimiser=lambda network, **adam: Muon(network, momentum=0.9, rate=0.2, **adam)
    ),
    "Muon without momentum": Way(
        optimiser=lambda network, **adam: Muon(network, momentum=0.0, rate=0.2, **adam)
    ),
    "filters of constant magnitude, rate 0.02": Way(
        unit_filters, optimiser=lambda network, **adam: UnitFilters(network, rate=0.02, **adam)
    ),
    "filters of constant magnitude, rate 0.05": Way(
        unit_filters, optimiser=lambda network, **adam: UnitFilters(network, rate=0.05, **adam)
    ),
}


def main(options: LastStretch) -> None:
    judge = Judge(DATASET)
    print(f"judge: {judge.about()}", flush=True)
    rows: list[dict[str, Any]] = []
    names = options.ways or tuple(WAYS)
    for seed in options.seeds:
        for name in names:
            trainer = trained(WAYS[name], seed, options)
            labels = trainer.conditions.proportional_labels(judge.samples)
            metrics = judge.metrics(samples_of(trainer, judge.samples, labels))
            images = trainer.images_seen
            rows.append({"way": name, "seed": seed, "images_seen": images, **metrics})
            print(rows[-1], flush=True)
            found = {"judge": judge.about(), "rows": rows}
            write_report(options.name, dataclasses.asdict(options), found)
    print("| way | images | distance | coverage |")
    print("|---|---|---|---|")
    for name in names:
        of = [row for row in rows if row["way"] == name]
        images = statistics.median(row["images_seen"] for row in of)
        print(f"| {name} | {images:,.0f} | {cell(of, 'distance', 2)} | {cell(of, 'coverage', 3)} |")


def trained(way: Way, seed: int, options: LastStretch) -> Trainer:
    """`quick` trained in this way for the time that the options give it."""
    config = resolve_config(
        "quick", DATASET, settings=[*options.settings, *way.settings], seed=seed, device="cpu",
        budget=Budget("minutes", options.minutes),
    )  # fmt: skip
    data = load_images(DATASET, choices=config.image_choices)
    recipe: Recipe[Any] = dataclasses.replace(QUICK, networks=way.networks)
    if config.settings.frechet == "on":  # its real features are kept; no way shall pay for them
        real_features(config, data, torch.device("cpu"))
    trainer = way.trainer(recipe, config, data, real_features=real_features)
    if way.optimiser:
        gan, settings = trainer.gan, config.settings
        adam = {"betas": (settings.beta1, settings.beta2), "eps": settings.adam_eps, "fused": True}
        gan.opt_G = way.optimiser(gan.G, lr=settings.lr_G, **adam)
        gan.opt_D = way.optimiser(gan.D, lr=settings.lr_D, **adam)
    trainer.clock = ProcessorClock()
    for _ in trainer.records():
        pass
    return trainer


if __name__ == "__main__":
    main(tyro.cli(LastStretch))
