"""Whether the sample grids of several runs are of the same z. No st calls.

Sample i of every grid is made from the z of seed i, a standard normal vector whatever the recipe
and the seed of the run (`gan_core.data.noise`). So z differs only where its dimension does.
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
    words = f"{same}: sample i is made from seed i, {dimension} numbers."
    asked = {tuple(condition_names(side.about)) for side in sides}
    if len(asked) > 1:
        words += " The classes asked for differ."
    return words


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
