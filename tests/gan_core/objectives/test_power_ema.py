"""Power-function averages against plain integration in float64, and sums that replace one."""

import numpy as np
import pytest

from gan_core.objectives.ema_lengths import KEPT, lengths_offered, weights_for
from gan_core.objectives.power_ema import (
    LONGEST,
    coefficients,
    decay,
    exponent_of,
    overlaps,
    profile_error,
)

MIDPOINTS = (np.arange(400_000) + 0.5) / 400_000  # of a run of length 1
EVEN = tuple(range(500, 10_001, 500))  # twenty moments
LENGTHS = [0.02, 0.05, 0.1, 0.25]


def profile(time, exponent):
    """The weight of each midpoint in the average at `time`."""
    return np.where(
        MIDPOINTS < time, (exponent + 1) * MIDPOINTS**exponent / time ** (exponent + 1), 0
    )


def length_of(exponent):
    """sigma_rel for gamma, as in the paper; `exponent_of` is its inverse."""
    return (exponent + 1) ** 0.5 / ((exponent + 2) * (exponent + 3) ** 0.5)


def integral(values):
    return values.mean()


@pytest.mark.parametrize("length", [*LENGTHS, 0.01, LONGEST])
def test_the_length_is_the_standard_deviation_of_the_profile(length):
    exponent = exponent_of(length)
    weights = profile(1.0, exponent)
    mean = integral(weights * MIDPOINTS)
    deviation = np.sqrt(integral(weights * (MIDPOINTS - mean) ** 2))
    assert integral(weights) == pytest.approx(1, rel=1e-6)
    assert deviation == pytest.approx(length, rel=1e-5) == length_of(exponent)


def test_the_half_life_of_5_percent_is_a_power_function_too():
    exponent = np.log(2) / 0.05 - 1
    assert decay(0.99, 1.0, exponent) == pytest.approx(0.5 ** (np.log(1 / 0.99) / 0.05), rel=1e-12)
    assert length_of(exponent) == pytest.approx(0.063, abs=5e-4)


@pytest.mark.parametrize("steps", [[1.0], [0.1, 0.4, 1.0], [0.25, 0.26, 0.7, 0.99, 1.0]])
def test_updates_at_any_moments_weigh_as_the_integral_does(steps):
    exponent, average, before = exponent_of(0.1), 0.0, 0.0
    for value, now in enumerate(steps, 1):  # the weights were `value` since the last update
        left = decay(before, now, exponent)
        average, before = left * average + (1 - left) * value, now
    values = 1 + np.searchsorted(steps, MIDPOINTS)
    assert average == pytest.approx(integral(profile(1.0, exponent) * values), rel=1e-5)


def test_overlaps_are_the_integrals_of_products():
    times, exponents = np.array([0.2, 0.5, 1.0]), np.array([16.97, 2.0, 0.0])
    found = overlaps(times, exponents, times, exponents)
    pairs = list(zip(times, exponents, strict=True))
    expected = [[integral(profile(*a) * profile(*b)) for b in pairs] for a in pairs]
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    assert np.isfinite(overlaps(times * 1e12, exponents + 90, times * 1e3, exponents)).all()


@pytest.mark.parametrize("length", LENGTHS)
def test_no_other_sum_of_the_saved_profiles_is_nearer(length):
    times = np.repeat(np.arange(1, 9) / 8, 2)
    exponents = np.tile([exponent_of(kept) for kept in KEPT], 8)
    saved = np.array([profile(*pair) for pair in zip(times, exponents, strict=True)])
    wanted = profile(1.0, exponent_of(length))
    weights = coefficients(times, exponents, 1.0, exponent_of(length))
    error = np.sqrt(integral((weights @ saved - wanted) ** 2) / integral(wanted**2))
    assert weights.sum() == pytest.approx(1, abs=1e-9)
    claimed = profile_error(times, exponents, 1.0, exponent_of(length))
    assert claimed == pytest.approx(error, abs=2e-3)
    random = np.random.default_rng(0)
    for _ in range(50):
        change = 0.02 * random.standard_normal(len(weights))
        other = weights + change - change.mean()
        distance = np.sqrt(integral((other @ saved - wanted) ** 2) / integral(wanted**2))
        assert distance >= error - 1e-6


def test_a_kept_length_is_its_last_snapshot():
    for index, length in enumerate(KEPT):
        weights = np.array(weights_for(EVEN, length))
        expected = np.zeros_like(weights)
        expected[-1, index] = 1
        np.testing.assert_allclose(weights, expected, atol=1e-6)


@pytest.mark.parametrize("length, most", [(0.04, 0.01), (0.15, 0.01), (0.03, 0.03), (0.2, 0.03)])
def test_twenty_moments_give_other_lengths_as_closely_as_is_said(length, most):
    times = np.repeat(np.array(EVEN, np.float64), len(KEPT))
    exponents = np.tile([exponent_of(kept) for kept in KEPT], len(EVEN))
    assert profile_error(times, exponents, EVEN[-1], exponent_of(length)) < most


def test_the_fewer_snapshots_the_fewer_lengths():
    assert lengths_offered(EVEN) == (0.03, 0.25)
    low, high = lengths_offered(EVEN[3::4])
    assert 0.03 < low <= 0.05 and 0.1 <= high < 0.25
    assert lengths_offered(()) is lengths_offered((0,)) is None
