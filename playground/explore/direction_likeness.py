"""Which directions of a generator are nearly one: shown twice, they would pass for different."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gan_core.generator.directions import Direction

# Of |cosine|. Two random directions of 32 numbers exceed 0.5 once in 370 times.
NEARLY = 0.85


def nearest_before(directions: Sequence["Direction"]) -> list[dict[str, Any] | None]:
    """For each direction the nearest of those before it, `id` and `cosine`, where nearly the same.

    In this those that have a name come first, then those of PCA, then those of SeFa.
    """
    import numpy as np

    from gan_core.generator.directions import KINDS

    in_order = sorted(directions, key=lambda each: KINDS.index(each.kind))
    if not in_order:
        return []
    vectors = np.array([each.vector for each in in_order])
    cosines = vectors @ vectors.T
    found: dict[str, dict[str, Any]] = {}
    for index, direction in enumerate(in_order):
        before = [i for i in range(index) if in_order[i].id not in found]
        nearest = max(before, key=lambda i: abs(cosines[index, i]), default=None)
        if nearest is not None and abs(cosines[index, nearest]) >= NEARLY:
            cosine = round(float(cosines[index, nearest]), 2)
            found[direction.id] = {"id": in_order[nearest].id, "cosine": cosine}
    return [found.get(each.id) for each in directions]
