"""Random numbers: published vectors, the same bits in torch's Python and in the browser."""

import numpy as np
import pytest

from gan_core.flat.draws import Stream, normals, uniforms, words
from tests.gan_core.flat.engine import NEEDS_NODE, ask

CASES = [
    [7, 0, 0, 0],
    [1000, 1, 2, 3],
    [513, 4294967295, 12, 4294967295],
    [64, 123456789, 5, 0x80000000 | 77],
]


def test_words_are_those_of_the_random123_library():
    assert words(0, 0, 0, 1).tolist() == [[0x6B200159, 0x99BA4EFE]]


@NEEDS_NODE
def test_uniform_numbers_are_equal_bit_for_bit():
    for case, answer in zip(CASES, ask([{"do": "uniforms", "cases": CASES}])[0], strict=True):
        assert np.array_equal(uniforms(*case), np.array(answer))


@NEEDS_NODE
def test_normal_numbers_are_equal_to_rounding():
    for case, answer in zip(CASES, ask([{"do": "normals", "cases": CASES}])[0], strict=True):
        np.testing.assert_allclose(normals(*case), answer, rtol=1e-13, atol=1e-13)


def test_uniform_numbers_fill_the_unit_interval_evenly():
    drawn = np.sort(uniforms(100_000, 5, Stream.Z_D, 9))
    assert 0 < drawn[0] and drawn[-1] < 1
    even = (np.arange(100_000) + 0.5) / 100_000
    assert np.abs(drawn - even).max() < 1.63 / 100_000**0.5  # Kolmogorov and Smirnov, 1%


def test_normal_numbers_have_the_moments_of_a_normal():
    drawn = normals(200_000, 5, Stream.Z_D, 9)
    assert [(drawn**k).mean() for k in (1, 2, 3, 4)] == pytest.approx([0, 1, 0, 3], abs=0.06)


@pytest.mark.parametrize("other", [(2, 1, 0), (1, 2, 0), (1, 1, 1)])
def test_seed_stream_and_counter_each_give_other_numbers(other):
    a, b = uniforms(10_000, 1, 1, 0), uniforms(10_000, *other)
    assert not np.intersect1d(a[:100], b).size
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.04
