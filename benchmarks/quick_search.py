"""The effect of each choice of the quick recipe: short runs with several seeds, in one table.

A variant is the recipe with some settings changed. All are trained for the same time with the same
seeds, one after the other, seed by seed, so that changes of the machine's speed affect all of them.
"""

import dataclasses
import statistics
from dataclasses import dataclass

import tyro

from benchmarks.report import write_report
from benchmarks.time_to_quality import TimeToQuality, train

VARIANTS: dict[str, tuple[str, ...]] = {
    "as shipped": (),
    "fp32": ("precision=fp32",),
    "learning rates 1e-3": ("lr_G=1e-3", "lr_D=1e-3"),
    "D's learning rate halved": ("lr_D=1e-3",),
    "beta2 0.99": ("beta2=0.99",),
    "beta1 0.5": ("beta1=0.5",),
    "gamma 0.03": ("r1_gamma=0.03", "r2_gamma=0.03"),
    "gamma 1": ("r1_gamma=1", "r2_gamma=1"),
    "no penalties": ("r1_gamma=0", "r2_gamma=0"),
    "penalties every step": ("penalty_every=1",),
    "batch 32": ("batch_size=32",),
    "batch 128": ("batch_size=128",),
    "64 latents": ("z_dim=64",),
    "no learning-rate decay": ("anneal=0",),
    "no averaged generator": ("ema_kimg=0",),
    "no labels": ("labels=false",),
    "no labels, 32 clusters": ("labels=false", "clusters=32"),
    "no labels, 128 clusters": ("labels=false", "clusters=128"),
    "no labels, no clusters": ("labels=false", "clusters=0"),
    "cross entropy": ("loss=nonsaturating",),
    "wider": ("width=96",),
    "no Frechet loss": ("frechet=off",),
}


@dataclass(frozen=True)
class QuickSearch:
    """Train variants of quick and print distance and coverage, averaged over seeds."""

    variants: tuple[str, ...] = tuple(VARIANTS)
    """Variants to train."""
    minutes: float = 1.0
    """Length of each run."""
    seeds: tuple[int, ...] = (0, 1, 2)
    """Seeds of each variant."""
    dataset: str = "fashion-mnist"
    """Data set with a feature network."""


def main(options: QuickSearch) -> None:
    found: dict[str, list[dict]] = {name: [] for name in options.variants}
    for seed in options.seeds:
        for name in options.variants:
            each = TimeToQuality(dataset=options.dataset, set=VARIANTS[name])
            found[name] += train("quick", options.minutes, seed, anneals=True, options=each)
    rows = [summary(name, runs) for name, runs in found.items()]
    print("| variant | images | distance | coverage |\n|---|---|---|---|")
    for row in sorted(rows, key=lambda row: row["fd"]):
        print(f"| {row['variant']} | {row['images_seen']:,.0f} | {row['fd']:.1f} ± "
              f"{row['fd_spread']:.1f} | {row['coverage']:.2f} |")  # fmt: skip
    write_report("quick_search", dataclasses.asdict(options), rows)


def summary(name: str, runs: list[dict]) -> dict[str, float | str]:
    """Means over the seeds, and the standard deviation of the distance."""
    distances = [run["fd"] for run in runs]
    return {
        "variant": name,
        "images_seen": statistics.mean(run["images_seen"] for run in runs),
        "fd": statistics.mean(distances),
        "fd_spread": statistics.stdev(distances) if len(distances) > 1 else 0.0,
        "coverage": statistics.mean(run["coverage"] for run in runs),
    }


if __name__ == "__main__":
    main(tyro.cli(QuickSearch))
