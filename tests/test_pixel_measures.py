"""Pixel measures against closed forms and against what they must say of real images."""

import pytest
import torch

from gan_core.pixel_measures import PixelMeasures, frechet_distance
from gan_core.silhouettes import make


@pytest.fixture(scope="module")
def real():
    """Training and held-out silhouettes with their labels."""
    parts = [make(300, 16, seed) for seed in (0, 1)]
    return [(torch.from_numpy(images), torch.from_numpy(labels)) for images, labels in parts]


def test_frechet_is_zero_on_itself_and_the_squared_shift_on_a_shifted_copy():
    features = torch.randn(500, 8, dtype=torch.float64)
    shift = torch.arange(8, dtype=torch.float64)
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(features, features + shift) == pytest.approx((shift @ shift).item())


def test_frechet_of_scaled_axes_is_the_squared_difference_of_deviations():
    features = torch.randn(4000, 3, dtype=torch.float64)
    features = (features - features.mean(dim=0)) @ torch.linalg.cholesky(
        torch.linalg.inv(torch.cov(features.T))
    )  # exactly unit covariance, so the closed form below is exact
    scales = torch.tensor([1.0, 2.0, 5.0], dtype=torch.float64)
    expected = ((scales - 1) ** 2).sum().item()
    assert frechet_distance(features, features * scales) == pytest.approx(expected)


def test_frechet_is_symmetric_and_blind_to_order():
    a, b = torch.randn(200, 5, dtype=torch.float64), torch.rand(300, 5, dtype=torch.float64)
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a))
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(a[torch.randperm(200)], b))


def test_real_images_score_far_better_than_noise(real):
    (train, labels), (held_out, _) = real
    measures = PixelMeasures(train, labels)
    noise = torch.randint(0, 256, train.shape, dtype=torch.uint8)
    assert measures.frechet(held_out, train) < 0.1 * measures.frechet(noise, train)


def test_class_agreement_is_high_on_the_right_labels_and_chance_on_wrong_ones(real):
    (train, labels), (held_out, truth) = real
    measures = PixelMeasures(train, labels)
    assert measures.class_agreement(held_out, truth) > 0.7
    assert measures.class_agreement(held_out, (truth + 1) % 10) < 0.2
