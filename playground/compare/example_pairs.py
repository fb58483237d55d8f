"""Three pairs of runs with one difference each and the same seed. No st calls."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core.config.request import Request
from gan_core.config.train_config import Budget
from gan_core.data.catalog import DATASETS, is_local
from playground.shared import jobs

if TYPE_CHECKING:
    from gan_core.runs.run_dir import RunDir

BUDGET = Budget("images", 60_000)  # one epoch of Fashion-MNIST: minutes per run, without a GPU
SEED = 0


@dataclass(frozen=True)
class Side:
    """One run of a pair."""

    recipe: str
    dataset: str
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two runs and the question they answer."""

    key: str
    title: str
    question: str
    a: Side
    b: Side


def pairs() -> list[Pair]:
    """The examples on the images that are on this machine."""
    first, second = _two_data_sets()
    narrow = "width=16"  # at a 64th of the published cost
    titles = f"{DATASETS[first].title} vs {DATASETS[second].title}"
    return [
        Pair(
            "batch", "Batch size 100 vs 50",
            "DCGAN at 64 px with width 16: half the batch size makes twice the updates from the "
            "same number of images. Does it learn more?",
            Side("dcgan64", first, (narrow, "batch_size=100")),
            Side("dcgan64", first, (narrow, "batch_size=50")),
        ),
        Pair(
            "beta1", "Adam beta1 0.5 vs 0.9",
            "DCGAN: how does Adam's momentum change the balance of G and D?",
            Side("dcgan", first, ("beta1=0.5",)),
            Side("dcgan", first, ("beta1=0.9",)),
        ),
        Pair(
            "data", titles,
            "DCGAN with the same networks and settings: which images are harder to learn?",
            Side("dcgan", first),
            Side("dcgan", second),
        ),
    ]  # fmt: skip


def start(pair: Pair) -> "tuple[RunDir, RunDir]":
    """Queue both runs; they train one after the other on one device."""
    from gan_core.training.resolve import resolve_config

    sides = (pair.a, pair.b)
    configs = [
        resolve_config(side.recipe, side.dataset, settings=side.settings, budget=BUDGET, seed=SEED)
        for side in sides
    ]
    a, b = (
        jobs.start(config, request=Request(side.settings))
        for config, side in zip(configs, sides, strict=True)
    )
    return a, b


def _two_data_sets() -> tuple[str, str]:
    local = [name for name in ("fashion-mnist", "mnist") if is_local(name)]
    first, second, *_ = [*local, "silhouettes", "fashion-mnist"]
    return first, second
