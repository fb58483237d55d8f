"""The sliced Wasserstein distance."""

import pytest
import torch

from gan_core.metrics.frechet import frechet_distance
from gan_core.metrics.sliced_distance import sliced_wasserstein


def test_a_shift_counts_as_in_the_frechet_distance():
    torch.manual_seed(0)
    a, shift = torch.randn(3000, 6), torch.tensor([1.0, 0, 0, 2.0, 0, 0])
    assert sliced_wasserstein(a, a) == 0
    assert sliced_wasserstein(a, a + shift) == pytest.approx(5, rel=0.1)
    assert sliced_wasserstein(a, a[:2900].flip(0)) < 0.05


def test_it_sees_what_has_the_right_mean_and_covariance_and_another_shape():
    torch.manual_seed(0)
    gaussian, other = torch.randn(2, 4000, 4)
    corners = torch.randint(0, 2, (4000, 4)) * 2.0 - 1  # mean 0, covariance 1
    assert frechet_distance(gaussian, corners) < 0.05
    assert sliced_wasserstein(gaussian, corners) > 10 * sliced_wasserstein(gaussian, other)
