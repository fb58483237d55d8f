"""Averages of weights over a power of training time, and any of them made of others afterwards.

Karras et al., "Analyzing and Improving the Training Dynamics of Diffusion Models", arXiv
2312.02696, section 3 and appendix C. After training for a time t, the weights at an earlier time u
count with (gamma + 1) u^gamma / t^(gamma + 1): the average is as long, compared with the run, at
every moment. Its length sigma_rel is the standard deviation of that profile, divided by t; 0 would
be the weights themselves, 0.289 is the plain mean of the whole run. Time is images seen here.

The averages are linear in the weights, so one of another length is, as nearly as the saved ones
allow, a weighted sum of those: the one whose profile is nearest in least squares.
"""

import numpy as np

LONGEST = 12**-0.5  # sigma_rel of the plain mean, gamma = 0

Array = np.ndarray


def exponent_of(length: float) -> float:
    """gamma for a length sigma_rel, 0 < sigma_rel <= `LONGEST`."""
    assert 0 < length <= LONGEST + 1e-12, length
    inverse = length**-2
    return float(max(0.0, np.roots([1, 7, 16 - inverse, 12 - inverse]).real.max()))


def decay(before: float, now: float, exponent: float) -> float:
    """What is left at `now` of an average last updated at `before`.

    The exact weight of everything up to `before`; the new weights stand for the time since then.
    """
    return float((before / now) ** (exponent + 1))


def overlaps(times: Array, exponents: Array, other_times: Array, other_exponents: Array) -> Array:
    """Inner products of profiles [n] with other profiles [m], as [n, m] in float64.

    The integral over u of both profiles' product, up to the earlier one's end. In logarithms, since
    powers of images seen leave the range of a float.
    """
    t, a = _column(times), _column(exponents)
    s, b = _column(other_times).T, _column(other_exponents).T
    logs = (a + b + 1) * np.log(np.minimum(t, s)) - (a + 1) * np.log(t) - (b + 1) * np.log(s)
    return (a + 1) * (b + 1) / (a + b + 1) * np.exp(logs)


def coefficients(times: Array, exponents: Array, time: float, exponent: float) -> Array:
    """Weights [n] of saved averages, whose sum comes nearest to the average asked for, in float64.

    They add up to 1, as the profiles do, so weights that never changed are reproduced exactly.
    """
    scaled = np.asarray(times, np.float64) / time
    gram = overlaps(scaled, exponents, scaled, exponents)
    wanted = overlaps(scaled, exponents, np.ones(1), np.array([exponent]))[:, 0]
    count = len(scaled)
    bordered = np.ones((count + 1, count + 1))  # with the multiplier of the sum
    bordered[:count, :count], bordered[count, count] = gram, 0.0
    solution = np.linalg.lstsq(bordered, np.append(wanted, 1.0), rcond=1e-14)[0]
    return solution[:count]


def profile_error(times: Array, exponents: Array, time: float, exponent: float) -> float:
    """How far the best sum of the saved profiles stays from the one asked for; 0 is exact, 1 nil.

    Norm of the difference over the norm of the profile: a bound for weights that jump about. Those
    of a training move slowly, so their average is reproduced several times as closely.
    """
    weights = coefficients(times, exponents, time, exponent)
    scaled, one, gamma = np.asarray(times, np.float64) / time, np.ones(1), np.array([exponent])
    square = overlaps(one, gamma, one, gamma)[0, 0]
    across = overlaps(scaled, exponents, one, gamma)[:, 0]
    left = weights @ overlaps(scaled, exponents, scaled, exponents) @ weights
    return float(np.sqrt(max(0.0, left - 2 * weights @ across + square) / square))


def _column(values: Array) -> Array:
    return np.asarray(values, np.float64)[:, None]
