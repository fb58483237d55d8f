"""Do directions work? Moving along one must increase its attribute for 90% of 200 seeds.

Prints, for each attribute and class, the share of seeds for which the attribute of the image
increases at every one of the six steps from -3 to +3 standard deviations. The seeds are others than
those the direction was computed on. Ideal is 100%; random directions give the last line.
"""

import dataclasses
import statistics
import time
from dataclasses import dataclass
from typing import Annotated

import torch
import tyro

from benchmarks.report import write_report
from gan_core.generator import directions
from gan_core.generator.attribute_directions import REFINE_STEPS, TEST_SEEDS, values_along
from gan_core.generator.image_attributes import ATTRIBUTES
from gan_core.generator.search_samples import sample_z
from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.generator.shipped import shipped

TARGET = 0.9


@dataclass(frozen=True)
class Directions:
    """The share of seeds for which the direction of each attribute works."""

    model: Annotated[str, tyro.conf.arg(aliases=("-m",))] = shipped()[0]
    """Name in pretrained/, run directory or generator file."""
    classes: bool = True
    """Also directions of each class by itself."""
    refine_steps: int = REFINE_STEPS
    """Updates that improve each direction, as in `python -m gan_core directions`."""


def main(options: Directions) -> None:
    session = load_generator(options.model)
    torch.set_num_threads(1)
    scopes = [None, *range(session.num_classes if options.classes else 0)]
    shares: dict[str, dict[str, float | None]] = {}
    for only in scopes:
        name = "all classes" if only is None else session.class_names[only]
        start = time.perf_counter()
        row = {m: _share(session, m, only, options.refine_steps) for m in ATTRIBUTES}
        shares[name] = row
        cells = "".join(f"{'-' if s is None else f'{s:.1%}':>12}" for s in row.values())
        if only is None:
            print(f"{'':<14}" + "".join(f"{attribute:>12}" for attribute in ATTRIBUTES))
        print(f"{name:<14}{cells}   {time.perf_counter() - start:.0f} s", flush=True)
    report(options, shares, _at_random(session))


def _share(
    session: GeneratorSession, attribute: str, only: int | None, refine_steps: int
) -> float | None:
    direction = directions.attribute_direction(session, attribute, only, refine_steps)
    return None if direction is None else direction.rising


def _at_random(session: GeneratorSession) -> float:
    """The same share for random directions, as a baseline."""
    found = []
    random = sample_z(6, session.z_dim, 12345)
    for attribute, vector in zip(ATTRIBUTES.values(), random, strict=True):
        values = values_along(session, attribute, vector / vector.norm())
        found.append((values.diff(dim=1) > 0).all(dim=1).double().mean().item())
    return statistics.mean(found)


def report(
    options: Directions, shares: dict[str, dict[str, float | None]], at_random: float
) -> None:
    """Print the directions below the target, and write the table as JSON."""
    found = [(s, m, name) for name, row in shares.items() for m, s in row.items() if s is not None]
    short = sorted(entry for entry in found if entry[0] < TARGET)
    print(f"{len(found) - len(short)} of {len(found)} directions reach {TARGET:.0%} of "
          f"{TEST_SEEDS} seeds; directions drawn at random: {at_random:.1%}")  # fmt: skip
    for share, attribute, name in short:
        print(f"below: {attribute} of {name}, {share:.1%}")
    result = {"seeds": TEST_SEEDS, "at_random": at_random, "rising": shares}
    write_report("directions", dataclasses.asdict(options), result)


if __name__ == "__main__":
    main(tyro.cli(Directions))
