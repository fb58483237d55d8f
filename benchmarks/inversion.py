"""How close does inversion come? Generated images must be found again; real test images show how
much of the data the generator covers.

Prints the share of generated images matched to within 0.02 (mean absolute difference of a pixel, in
[0, 1]; 0 is identical), the errors of real test images, and the seconds of a search.
"""

import dataclasses
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro

from benchmarks.report import write_report
from gan_core.data import durable_files, images
from gan_core.data.image_set import load_images
from gan_core.generator.inversion import invert
from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.generator.shipped import shipped

FIRST_SEED = 5000
NEAR = 0.02
PAIRS = 20  # real images above their closest matches


@dataclass(frozen=True)
class Inversion:
    """Searches for generated images and for real test images."""

    model: Annotated[str, tyro.conf.arg(aliases=("-m",))] = shipped()[0]
    """Name in pretrained/, run directory or generator file."""
    dataset: str = "fashion-mnist"
    """Data set whose test images are searched for; empty for none."""
    count: Annotated[int, tyro.conf.arg(aliases=("-n",))] = 100
    """Images of each kind."""
    pairs: Path | None = None
    """FILE.png for the first 20 real images above their closest matches."""


def main(options: Inversion) -> None:
    session = load_generator(options.model)
    torch.set_num_threads(1)
    generated = session.sample(range(FIRST_SEED, FIRST_SEED + options.count))
    errors, seconds, _ = search(session, generated)
    result = {
        "model": options.model,
        "count": options.count,
        "generated": summary(errors),
        "near": sum(error < NEAR for error in errors),
        "seconds_a_search": round(statistics.median(seconds), 2),
    }
    print(
        f"generated: {result['near']} of {options.count} found to within {NEAR}, "
        f"median error {statistics.median(errors):.4f}; "
        f"a search took {statistics.median(seconds):.2f} s"
    )
    if options.dataset:
        size, channels = session.image_size, session.channels
        real = load_images(options.dataset, image_size=size, channels=channels, split="test")
        wanted = real.images[: options.count].permute(0, 2, 3, 1).contiguous().numpy()
        errors, seconds, found = search(session, wanted)
        result["real"] = summary(errors)
        print(
            f"real test images: median error {statistics.median(errors):.4f}, "
            f"worst {max(errors):.4f}; a search took {statistics.median(seconds):.2f} s"
        )
        if options.pairs is not None:
            both = np.concatenate([wanted[:PAIRS], found[:PAIRS]])
            durable_files.write_bytes(options.pairs, images.png(images.grid(both, PAIRS), 3))
    write_report("inversion", dataclasses.asdict(options), result)


def search(
    session: GeneratorSession, wanted: np.ndarray
) -> tuple[list[float], list[float], np.ndarray]:
    """Errors, seconds, and the closest matches."""
    errors: list[float] = []
    seconds: list[float] = []
    matches: list[np.ndarray] = []
    for number, target in enumerate(wanted, 1):
        start = time.perf_counter()
        *_, found = invert(session, target)
        seconds.append(time.perf_counter() - start)
        errors.append(found.error)
        matches.append(found.image)
        near = sum(error < NEAR for error in errors)
        print(f"\r{number} of {len(wanted)} searched for, {near} near", end="", flush=True)
    print()
    return errors, seconds, np.stack(matches)


def summary(errors: list[float]) -> dict[str, float]:
    """Quartiles and ends of the errors."""
    quartiles = np.quantile(errors, (0, 0.25, 0.5, 0.75, 1)).round(4).tolist()
    names = ("least", "quarter", "median", "three_quarters", "most")
    return dict(zip(names, quartiles, strict=True))


if __name__ == "__main__":
    main(tyro.cli(Inversion))
