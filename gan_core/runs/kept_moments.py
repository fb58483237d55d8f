"""Which checkpoints of a run are kept to fork it from: log-spaced in images seen, and bounded.

A moment is a checkpoint at a sample grid, so that what is forked can be looked at. Most changes
early in a run, where the moments are dense; each comes when the images seen have grown by GROWTH.
Pure functions.
"""

from collections.abc import Sequence

GROWTH = 1.4  # of the images seen, from one moment to the next
MOST_MOMENTS = 10
MOST_BYTES = 200_000_000  # of all moments of a run, beside the checkpoints that it resumes from


def moment_due(moments: Sequence[int], images_seen: int) -> bool:
    """Whether a sample grid at `images_seen` > 0 is to be a moment, after these (rising)."""
    return not moments or images_seen >= GROWTH * moments[-1]


def thinned(moments: Sequence[int], checkpoint_bytes: int) -> list[int]:
    """Those of the moments (images seen, rising) that are kept, with checkpoints of this size.

    Dropped are those between the nearest neighbours on a log scale; the last one stays.
    """
    kept = list(moments)
    most = min(MOST_MOMENTS, MOST_BYTES // max(1, checkpoint_bytes))
    if most == 0:
        return []
    while len(kept) > most:
        # Before the first moment comes one that is never reached.
        before = [kept[0] / GROWTH, *kept]
        ratios = [kept[i + 1] / before[i] for i in range(len(kept) - 1)]
        del kept[ratios.index(min(ratios))]
    return kept
