"""Whether the sample grids of several runs are of the same z, and what makes them so. No st calls.

The z of a sample is a standard normal vector from its seed, whatever the recipe and the seed of the
run (`gan_core.data.noise`). So z of a seed differs only where the dimension does, and the grids
differ in their seeds only where a run follows others than 0, 1, 2 and so on. Then a run that kept
its generators is drawn again, with the seeds of the first run that follows any.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gan_core.runs.run_dir import condition_names, grid_columns
from playground.compare.sides import Side


@dataclass(frozen=True)
class CommonSeeds:
    """The seeds that all grids are to show."""

    of: str  # letter of the run that follows them
    seeds: list[int]
    columns: int
    redrawn: list[str]  # letters of the runs that are drawn again with them

    def is_drawn(self, side: Side) -> bool:
        return side.name in self.redrawn


def common_seeds(sides: Sequence[Side]) -> CommonSeeds | None:
    """What the grids are drawn again with; None where their seeds are the same already, or where a
    run that has others kept no generator.
    """
    first = next((side for side in sides if side.followed_seeds), None)
    if first is None:
        return None
    others = [side for side in sides if side.followed_seeds != first.followed_seeds]
    if not others or not all(side.run.generators() for side in others):
        return None
    redrawn = [side.name for side in others]
    return CommonSeeds(first.name, first.followed_seeds, grid_columns(first.about), redrawn)


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
    if common := common_seeds(sides):
        is_one = len(common.redrawn) == 1
        return (
            f"{same}, {dimension} numbers: {_listed(common.redrawn)} {'is' if is_one else 'are'} "
            f"drawn again with the seeds that {common.of} follows. Where no generator of a moment "
            "is kept, the grid has its own seeds and says so."
        )
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
