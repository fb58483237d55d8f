"""Whether the sample grids of several runs are of the same z. No st calls.

The z of a sample is a standard normal vector from its seed, whatever the recipe and the seed of the
run (`gan_core.data.noise`). So z of a seed differs only where the dimension does, and the grids
differ in their seeds only where a run follows others than 0, 1, 2 and so on.
"""

from collections.abc import Sequence

from gan_core.runs.run_dir import condition_names
from playground.compare.sides import Side


def z_words(sides: Sequence[Side]) -> str:
    """Which z the grids are of, in a sentence or two."""
    of = {side.name: side.config["settings"].get("z_dim") for side in sides}
    dimensions = dict.fromkeys(of.values())
    if len(dimensions) > 1:
        first, *others = (
            (dimension, _listed([name for name, its in of.items() if its == dimension]))
            for dimension in dimensions
        )
        rest = "".join(f", {dimension} in {names}" for dimension, names in others)
        return (
            f"z differs: {first[0]} numbers in {first[1]}{rest}. Samples in the same place have "
            "the same seed but not the same z."
        )
    (dimension,) = dimensions
    same = f"The same z in all {len(sides)} runs" if len(sides) > 2 else "The same z in both runs"
    seeds = [side.followed_seeds for side in sides]
    if any(each != seeds[0] for each in seeds):
        return (
            "The grids follow different seeds; a seed has the same z everywhere, "
            f"{dimension} numbers. Point at a sample to find its seed in the other grids."
        )
    of_seed = "each sample is made from the seed that is followed" if seeds[0] else (
        "sample i is made from seed i"
    )  # fmt: skip
    words = f"{same}: {of_seed}, {dimension} numbers."
    asked = {tuple(condition_names(side.about)) for side in sides}
    if len(asked) > 1:
        words += " The classes asked for differ."
    return words


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
