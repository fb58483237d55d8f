"""Which EMA lengths a run can be shown with: two are kept, the others are made of their snapshots.

Karras et al. (arXiv 2312.02696) keep lengths of 0.05 and 0.10. They fit short runs too: G_ema,
whose half-life is 5% of the images seen, is a power-function average itself, of length 0.063. Saved
at twenty moments, these two give the profile of every length from 0.04 to 0.15 with an error under
1%, from 0.03 to 0.2 under 3%.
"""

import functools

import numpy as np

from gan_core.objectives.power_ema import coefficients, exponent_of, profile_error

KEPT = (0.05, 0.10)
SHORTEST, LONGEST, STEP = 0.03, 0.25, 0.005  # lengths ever offered; a shorter one is nearly G
MOST_ERROR = 0.1  # of a profile (`profile_error`), for its length to be offered


@functools.lru_cache(maxsize=4096)  # a page asks once a second, for every moment
def lengths_offered(moments: tuple[int, ...]) -> tuple[float, float] | None:
    """(shortest, longest) length that snapshots at these images seen give; None for too few."""
    if not moments or not moments[0]:
        return None
    times, exponents = _profiles(moments)
    steps = np.arange(round(SHORTEST / STEP), round(LONGEST / STEP) + 1) * STEP
    fit = [
        round(float(length), 3)
        for length in steps
        if profile_error(times, exponents, moments[-1], exponent_of(length)) <= MOST_ERROR
    ]
    return (fit[0], fit[-1]) if fit else None


def weights_for(moments: tuple[int, ...], length: float) -> list[list[float]]:
    """Of each snapshot, the weights of its averages (`KEPT`) in one of `length` at the last one."""
    found = coefficients(*_profiles(moments), moments[-1], exponent_of(length))
    return found.reshape(len(moments), len(KEPT)).tolist()


def _profiles(moments: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Time and exponent of every saved average, snapshot by snapshot."""
    exponents = np.array([exponent_of(length) for length in KEPT])
    return np.repeat(np.array(moments, np.float64), len(KEPT)), np.tile(exponents, len(moments))
