"""Do early distances predict the best settings? Rank correlation of early and final distances.

Ten configurations of `quick` and `dcgan` train on one thread, each for the same few images. Their
Frechet distances after two fifths of these images are compared with the final ones by Spearman's
rank correlation: 1 means that stopping the worse ones early would lose nothing, 0 that early
distances predict nothing.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro

from benchmarks.failing_on_purpose import Case, train
from gan_core.runs.run_dir import RunDir

RESULTS = Path(__file__).parent / "results"
EARLY = 2 / 5  # of the images
CONFIGURATIONS = {
    "quick": ("quick", ""),
    "quick, no classes": ("quick", "labels=false"),
    "quick, width 32": ("quick", "width=32"),
    "quick, width 24, lr 5e-4": ("quick", "width=24 lr_G=5e-4 lr_D=5e-4"),
    "quick, no classes, lr 8e-3": ("quick", "width=24 labels=false lr_G=8e-3 lr_D=8e-3"),
    "dcgan, width 16": ("dcgan", "width=16"),
    "dcgan, width 16, lr 1e-3": ("dcgan", "width=16 lr_G=1e-3 lr_D=1e-3"),
    "dcgan, width 32, classes": ("dcgan", "width=32 labels=true"),
    "dcgan, width 32, hinge, lr 1e-3": ("dcgan", "width=32 loss=hinge lr_G=1e-3 lr_D=1e-3"),
    "dcgan, width 16, lr 1e-2": ("dcgan", "width=16 lr_G=1e-2 lr_D=1e-2"),
}  # fmt: skip


@dataclass(frozen=True)
class EarlyRank:
    """Train the configurations, all or some by name, and correlate all stored results."""

    only: Annotated[tuple[str, ...], tyro.conf.arg(aliases=("-k",))] = ()
    """Names of configurations; all without it, none with `-k none`."""
    images: int = 16_000
    """Length of each run, in images seen."""


def main(options: EarlyRank) -> None:
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / "early_rank.json"
    rows = json.loads(kept.read_text()) if kept.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only or tuple(CONFIGURATIONS):
            if name not in CONFIGURATIONS:
                continue
            recipe, settings = CONFIGURATIONS[name]
            run = train(Case(name, (), settings, recipe, options.images), Path(folder))
            rows[name] = {"images": options.images, **distances(run, options.images)}
            kept.write_text(json.dumps(rows, indent=2) + "\n")
            print(f"trained: {name}", flush=True)
    report({name: row for name, row in rows.items() if row["images"] == options.images})


def distances(run: RunDir, images: int) -> dict[str, float]:
    """The last distance in the first two fifths of the images, and the final one."""
    rows = [row for row in run.metrics()[0] if "fd" in row]
    early = [row for row in rows if row["images_seen"] <= EARLY * images][-1]
    return {"early": early["fd"], "early_images": early["images_seen"], "end": rows[-1]["fd"]}


def report(rows: dict[str, dict[str, float]]) -> None:
    """Print the distances, the best final one first, and their rank correlation."""
    print(f"{'configuration':42} {'early':>7} {'end':>7}")
    for name, row in sorted(rows.items(), key=lambda item: item[1]["end"]):
        print(f"{name:42} {row['early']:7.1f} {row['end']:7.1f}")
    if len(rows) > 2:
        early, end = ([row[when] for row in rows.values()] for when in ("early", "end"))
        print(f"Spearman's rank correlation of {len(rows)}: {spearman(early, end):.2f}")


def spearman(a: list[float], b: list[float]) -> float:
    """Spearman's rank correlation, assuming that there are no ties."""
    ranks = [np.argsort(np.argsort(values)) for values in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


if __name__ == "__main__":
    main(tyro.cli(EarlyRank))
