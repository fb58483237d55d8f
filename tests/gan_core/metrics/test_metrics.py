"""Metrics against references: scipy, torch-fidelity, closed forms, brute force by definition."""

import math

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.metrics import classes, neighbours
from gan_core.metrics.copying import CopyDetector, count_unique, typical_distance
from gan_core.metrics.frechet import frechet_distance, moments
from gan_core.metrics.kernel_distance import kid, kid_of_subsets, mean_within
from gan_core.metrics.reference import ImageFeatures, Reference


@pytest.fixture(scope="module")
def sets():
    """Two sets of correlated, ReLU-like features that differ."""
    generator = torch.Generator().manual_seed(0)
    mixing = torch.randn(12, 12, generator=generator)
    a = (torch.randn(300, 12, generator=generator) @ mixing).relu()
    b = (torch.randn(200, 12, generator=generator) @ mixing * 0.8 + 0.5).relu()
    return a, b


# Frechet distance


def test_frechet_agrees_with_the_matrix_root_of_scipy(sets):
    linalg = pytest.importorskip("scipy.linalg", reason="scipy, the reference, is not installed")
    a, b = (part.double().numpy() for part in sets)
    root = linalg.sqrtm(np.cov(a.T) @ np.cov(b.T)).real
    difference = a.mean(0) - b.mean(0)
    expected = difference @ difference + np.trace(np.cov(a.T) + np.cov(b.T) - 2 * root)
    assert frechet_distance(*sets) == pytest.approx(expected, rel=1e-9)


def test_frechet_agrees_with_the_eigenvalues_of_the_product(sets):
    a, b = (part.double().numpy() for part in sets)
    values = np.linalg.eigvals(np.cov(a.T) @ np.cov(b.T))
    difference = a.mean(0) - b.mean(0)
    traces = np.trace(np.cov(a.T)) + np.trace(np.cov(b.T))
    expected = difference @ difference + traces - 2 * np.sqrt(values.astype(complex)).sum().real
    assert frechet_distance(*sets) == pytest.approx(expected, rel=1e-9)


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


def test_frechet_is_symmetric_and_independent_of_order(sets):
    a, b = sets
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a))
    shuffled = a[torch.randperm(len(a))]
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(moments(shuffled), b))


def test_frechet_allows_fewer_images_than_features():
    few = torch.randn(5, 12)
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(few, few + 1) == pytest.approx(12)


# KID


def test_kid_agrees_with_two_loops_over_every_pair(sets):
    a, b = (part[:40].double() for part in sets)

    def k(x, y):
        return ((x @ y).item() / len(x) + 1) ** 3

    among_a = [k(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j]
    among_b = [k(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j]
    between = [k(x, y) for x in a for y in b]
    expected = sum(np.mean(part) for part in (among_a, among_b)) - 2 * np.mean(between)
    assert kid(a, b) == pytest.approx(expected, rel=1e-9)
    assert kid(a, b, mean_within(b)) == pytest.approx(expected, rel=1e-9)


def test_kid_of_subsets_agrees_with_torch_fidelity(sets):
    reference = pytest.importorskip("torch_fidelity.metric_kid", reason="needs the extra inception")
    size = len(sets[1])  # a subset of all images is the same for both
    found = reference.kid_features_to_metric(
        sets[0][:size], sets[1], kid_subsets=3, kid_subset_size=size, verbose=False
    )
    mean, deviation = kid_of_subsets(sets[0][:size], sets[1], subsets=3, size=size)
    assert mean == pytest.approx(found["kernel_inception_distance_mean"], rel=1e-5)
    assert deviation == pytest.approx(0, abs=1e-9)


def test_kid_does_not_depend_on_the_count_and_is_around_zero_for_equal_distributions():
    generator = torch.Generator().manual_seed(1)
    few, many = (torch.randn(n, 8, generator=generator).relu() for n in (60, 2000))
    other = torch.randn(2000, 8, generator=generator).relu()
    mean, deviation = kid_of_subsets(many, other, subsets=50, size=60)
    assert abs(mean) < 2 * deviation / math.sqrt(50) + 1e-3
    assert kid(many, other) == pytest.approx(0, abs=2e-3)
    assert kid(few, other + 1) == pytest.approx(kid(many, other + 1), rel=0.2)


def test_a_kernel_sum_does_not_depend_on_its_blocks(sets, monkeypatch):
    from gan_core.metrics import kernel_distance

    whole = kid(*sets)
    monkeypatch.setattr(kernel_distance, "BLOCK", 1000)
    assert kid(*sets) == pytest.approx(whole, rel=1e-5)


# Density, coverage, nearest neighbours


def test_density_and_coverage_follow_their_definition(sets):
    real, fake = sets[0][:60], sets[1][:9]
    distance = torch.cdist(real.double(), real.double())
    radius = [sorted(row.tolist())[5] for row in distance]  # the first is the 0 to itself
    inside = [
        [(f.double() - r.double()).norm().item() < radius[j] for j, r in enumerate(real)]
        for f in fake
    ]
    density = np.sum(inside) / (5 * len(fake))
    coverage = np.any(inside, axis=0).mean()
    found = neighbours.density_and_coverage(fake, real, neighbours.radii(real))
    assert found == pytest.approx((density, coverage))
    assert 0 < found[1] < 1


def test_real_images_have_density_one_and_the_expected_coverage():
    generator = torch.Generator().manual_seed(0)
    real, other = (torch.randn(2000, 6, generator=generator) for _ in range(2))
    density, coverage = neighbours.density_and_coverage(other, real, neighbours.radii(real))
    assert density == pytest.approx(1, abs=0.05)
    assert coverage == pytest.approx(1 - 2**-5, abs=0.015)


def test_a_collapsed_generator_has_high_density_and_low_coverage():
    generator = torch.Generator().manual_seed(0)
    real = torch.randn(500, 6, generator=generator)
    collapsed = 0.001 * torch.randn(500, 6, generator=generator)
    density, coverage = neighbours.density_and_coverage(collapsed, real, neighbours.radii(real))
    assert density > 0.5 and coverage < 0.3


def test_nearest_neighbours_do_not_depend_on_the_blocks(sets, monkeypatch):
    whole = neighbours.nearest(*sets, k=3)
    own = neighbours.radii(sets[1])
    monkeypatch.setattr(neighbours, "BLOCK", 1000)
    for expected, found in zip(whole, neighbours.nearest(*sets, k=3), strict=True):
        torch.testing.assert_close(expected, found)
    torch.testing.assert_close(own, neighbours.radii(sets[1]))


def test_nearest_finds_copies_but_skips_the_image_itself_on_request(sets):
    a, _ = sets
    distances, indices = neighbours.nearest(a[10:20], a)
    assert indices[:, 0].tolist() == list(range(10, 20)) and distances.max() < 1e-2
    doubled = torch.cat([a[:50], a[:50]])
    _, others = neighbours.nearest(doubled, doubled, skip_itself=True)
    assert others[:, 0].tolist() == [*range(50, 100), *range(50)]


# Classes


def test_class_shares_and_kl_divergence():
    shares = classes.class_shares(torch.tensor([0, 0, 0, 2]), 3)
    assert shares == [0.75, 0, 0.25]
    assert classes.kl_divergence(shares, shares, 100) == 0
    assert classes.kl_divergence([1, 0, 0, 0], [0.25] * 4, 100) == pytest.approx(math.log(4))
    assert classes.kl_divergence([0, 1], [1, 0], 100) == pytest.approx(math.log(200))


def test_spread_is_the_root_mean_square_distance_of_pairs():
    features = torch.randn(30, 4)
    pairs = [
        (features[i] - features[j]).square().sum() for i in range(30) for j in range(30) if i != j
    ]
    assert classes.spread(features) == pytest.approx(math.sqrt(torch.stack(pairs).mean()), rel=1e-5)


def test_a_collapsed_class_changes_only_its_own_ratio():
    features, labels = torch.randn(60, 4), torch.arange(60) % 3
    collapsed = features.clone()
    collapsed[labels == 1] = 2.0
    real = classes.spread_by_class(features, labels, 4)
    ratios = classes.spread_ratios(classes.spread_by_class(collapsed, labels, 4), real)
    assert ratios == [pytest.approx(1), pytest.approx(0), pytest.approx(1), None]


# Copying


@pytest.mark.parametrize("held_out", [True, False])
def test_copies_are_detected_and_new_images_are_not(held_out):
    generator = torch.Generator().manual_seed(0)
    train, fresh, others = (torch.randn(300, 8, generator=generator) for _ in range(3))
    detector = CopyDetector(train, others if held_out else None)
    healthy = detector.metrics(fresh)
    assert healthy["copying"] == pytest.approx(1, abs=0.1) and healthy["copied_share"] < 0.05
    copies = train[:100] + 0.05 * torch.randn(100, 8, generator=generator)
    copied = detector.metrics(copies)
    assert copied["copying"] < 0.15 and copied["copied_share"] == 1
    half = detector.metrics(torch.cat([copies, fresh[:100]]))
    assert half["copied_share"] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("held_out", [True, False])
def test_training_images_that_lie_there_many_times_hide_no_copying(held_out):
    features = torch.randn(20, 4, generator=torch.Generator().manual_seed(0))
    repeated = features.repeat(10, 1)
    detector = CopyDetector(
        repeated, torch.cat([features[:5], features[:5] + 1]) if held_out else None
    )
    found = detector.metrics(features[:10] + 1e-4)
    assert found["copying"] < 0.01 and found["copied_share"] == 1


def test_of_one_training_image_copying_is_unknown():
    features = torch.ones(20, 4)
    assert CopyDetector(features, None).metrics(torch.randn(5, 4)) == {}


def test_duplicates_are_counted_once(monkeypatch):
    features = torch.randn(50, 8, generator=torch.Generator().manual_seed(0))
    typical = typical_distance(features)
    repeated = torch.cat([features, features[:20] + 1e-3, features[:5]])
    assert count_unique(features, typical) == 50
    assert count_unique(repeated, typical) == 50
    monkeypatch.setattr(neighbours, "BLOCK", 500)
    assert count_unique(repeated, typical) == 50
    assert count_unique(torch.zeros(30, 8), typical) == 1


# All metrics together


@pytest.fixture
def labelled():
    """900 real images of 3 classes."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(900) % 3
    return ImageFeatures(torch.randn(900, 6, generator=generator), labels, labels)


@pytest.mark.parametrize("held_out", [True, False])
def test_real_images_in_place_of_fakes_reach_the_ideal_values(labelled, held_out):
    parts = (labelled[400:], labelled[:400]) if held_out else (labelled, None)
    reference = Reference(*parts, 3)
    metrics = reference.evaluate(reference.baseline[:200])
    assert metrics["samples"] == 200 and metrics["reals"] == (400 if held_out else 450)
    for name in ("fd", "kid", "density", "coverage", "diversity", "distinct"):
        assert metrics[name] == metrics[f"{name}_floor"]
    assert metrics["class_agreement"] == metrics["class_agreement_real"] == 1
    assert metrics["class_kl"] == pytest.approx(0, abs=0.02)
    assert metrics["diversity_within_class"] == pytest.approx(1, abs=0.1)


def test_each_fault_of_fakes_shows_in_the_right_metric(labelled):
    reference = Reference(labelled[400:], labelled[:400], 3)
    healthy, base = reference.evaluate(labelled[400:600]), labelled[400:600]
    shifted = reference.evaluate(ImageFeatures(base.features + 3))
    assert shifted["fd"] > 40 * shifted["fd_floor"] and shifted["coverage"] < 0.1
    assert "class_kl" not in shifted and shifted["copying"] > 2
    one_class = reference.evaluate(ImageFeatures(base.features, torch.zeros_like(base.labels)))
    assert one_class["class_kl"] == pytest.approx(math.log(3), abs=0.01)
    assert "class_agreement" not in one_class
    features = base.features.clone()
    features[base.labels == 1] = 0
    collapsed = reference.evaluate(ImageFeatures(features, base.labels, base.labels))
    assert collapsed["diversity_by_class"][1] == pytest.approx(0)
    assert collapsed["diversity_within_class"] < 0.75 * healthy["diversity_within_class"]
    assert collapsed["distinct"] < healthy["distinct"] - 60


def test_no_more_fakes_than_baseline_images_are_compared(labelled):
    metrics = Reference(labelled[:100], None, 3).evaluate(labelled)
    assert metrics["samples"] == metrics["reals"] == 50


def test_of_more_fakes_than_can_be_compared_every_class_keeps_its_share(labelled):
    """Samples of a conditional generator come sorted by class."""
    ordered = labelled[labelled.predicted.argsort(stable=True)]
    metrics = Reference(labelled[:100], None, 3).evaluate(ordered)
    assert metrics["class_histogram"] == pytest.approx([1 / 3] * 3, abs=0.02)


def test_too_few_or_identical_real_images_are_refused(labelled):
    with pytest.raises(GanError, match="At least 20"):
        Reference(labelled[:19], None, 3)
    with pytest.raises(GanError, match="At least 20"):
        Reference(labelled, labelled[:5], 3)
    with pytest.raises(GanError, match="all the same"):
        Reference(ImageFeatures(torch.ones(50, 6)), None, 0)
