"""Three pairs of runs that show one thing each: same seed, one difference. No st calls."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core.config.train_config import Budget
from gan_core.data.catalog import DATASETS, is_local
from playground.shared import jobs

if TYPE_CHECKING:
    from gan_core.runs.run_dir import RunDir

BUDGET = Budget("images", 60_000)  # one epoch of Fashion-MNIST: minutes each, without a GPU
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
    narrow = "width=16"  # a sixty-fourth of the published cost
    titles = f"{DATASETS[first].title} against {DATASETS[second].title}"
    return [
        Pair(
            "batch", "Batch 100 against 50",
            "DCGAN at 64 px, reduced to width 16: does half the batch learn more from as many "
            "images, with twice the updates?",
            Side("dcgan64", first, (narrow, "batch_size=100")),
            Side("dcgan64", first, (narrow, "batch_size=50")),
        ),
        Pair(
            "beta1", "beta1 0.5 against 0.9",
            "DCGAN: what Adam's memory of the gradient does to the balance of G and D.",
            Side("dcgan", first, ("beta1=0.5",)),
            Side("dcgan", first, ("beta1=0.9",)),
        ),
        Pair(
            "data", titles,
            "DCGAN, the same networks and settings: which pictures are harder?",
            Side("dcgan", first),
            Side("dcgan", second),
        ),
    ]  # fmt: skip


def start(pair: Pair) -> "tuple[RunDir, RunDir]":
    """Queue both runs; they train one after the other on one device."""
    from gan_core.training.resolve import resolve_config

    configs = [
        resolve_config(side.recipe, side.dataset, settings=side.settings, budget=BUDGET, seed=SEED)
        for side in (pair.a, pair.b)
    ]
    a, b = (jobs.start(config) for config in configs)
    return a, b


def _two_data_sets() -> tuple[str, str]:
    local = [name for name in ("fashion-mnist", "mnist") if is_local(name)]
    return tuple([*local, "silhouettes", "fashion-mnist"][:2])
