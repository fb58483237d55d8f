"""The Frechet loss: its value, its gradient, and that a checkpoint continues it."""

import copy

import pytest
import torch

from gan_core.metrics.frechet import frechet_distance, moments
from gan_core.objectives.frechet_loss import KEEP, WARM_UP, WEIGHT, FrechetLoss, RealFeatures


def real_features(count=400):
    """Of images [N, 1, 2, 3] whose features are their pixels."""
    mixed = torch.randn(count, 6, dtype=torch.float64) @ torch.randn(6, 6, dtype=torch.float64)
    reals = moments(mixed)
    return RealFeatures(lambda images: images.flatten(1), reals.mean, reals.covariance)


def images(count=200):
    return torch.randn(count, 1, 2, 3, dtype=torch.float64)


@pytest.fixture
def loss():
    torch.manual_seed(0)
    return FrechetLoss(real_features())


def test_at_first_nothing_is_added(loss):
    assert [loss(images(8)).item() for _ in range(WARM_UP)] == [0] * WARM_UP
    assert loss(images(8)).item() > 0


def test_it_is_the_distance_that_the_metrics_compute(loss):
    same = images(5000)
    for _ in range(WARM_UP):
        loss(same)
    distance = loss(same).item() * (1 - (1 - 1 / (WARM_UP + 1))) / WEIGHT
    reals = moments(torch.zeros(2, 6))
    reals.mean.copy_(loss.mean)
    reals.covariance.copy_(loss.root @ loss.root)
    assert distance == pytest.approx(frechet_distance(same.flatten(1), reals), rel=1e-3)


def test_samples_that_follow_its_gradient_come_to_the_moments_of_the_reals(loss):
    points = images(100).requires_grad_()
    optimizer = torch.optim.Adam([points], 0.05)
    values = []
    for _ in range(400):
        optimizer.zero_grad()
        value = loss(points)
        if value.requires_grad:
            value.backward()
            optimizer.step()
            values.append(value.item())
    assert values[-1] < 0.02 * max(values)


def test_its_state_continues_it_and_another_network_is_refused(loss):
    torch.manual_seed(1)
    for _ in range(WARM_UP + 3):
        loss(images(8))
    other = FrechetLoss(RealFeatures(loss.features, loss.mean, loss.root @ loss.root))
    other.root = loss.root
    other.load_state(copy.deepcopy(loss.state()))
    batch = images(8)
    assert torch.equal(loss(batch), other(batch)) and loss.updates == other.updates
    assert min(KEEP, 1 - 1 / loss.updates) == KEEP
    with pytest.raises(RuntimeError, match="other features"):
        other.load_state({"updates": 1, "mean": torch.zeros(3), "second": torch.zeros(3, 3)})
