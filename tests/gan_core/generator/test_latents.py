"""Seeds, truncation and interpolation agree with numpy's documented stream and the definitions."""

from statistics import NormalDist

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latents

# the first values of RandomState(0).standard_normal, as usually quoted
SEED_0 = [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458]


def keys(count=2, z_dim=16):
    return z_from_seeds(range(count), z_dim)


def reference_slerp(a, b, t):
    a, b = a.double().numpy(), b.double().numpy()
    cosine = (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
    angle = np.arccos(cosine)[..., None]
    return (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)


# seeds


def test_seed_0_gives_the_documented_numbers():
    z = z_from_seeds([0], 4)
    assert z.dtype == torch.float32
    assert z[0].tolist() == pytest.approx(SEED_0, rel=1e-7)


def test_the_same_seed_gives_the_same_z_in_any_batch():
    alone = z_from_seeds([7], 12)
    together = z_from_seeds([3, 7, 7, 2**32 - 1], 12)
    assert torch.equal(together[1], alone[0]) and torch.equal(together[2], alone[0])
    assert not torch.equal(together[0], together[1])


def test_a_shorter_z_is_the_start_of_a_longer_one():
    assert torch.equal(z_from_seeds([5], 100)[:, :10], z_from_seeds([5], 10))


def test_drawing_z_does_not_change_the_training_noise():
    before = torch.get_rng_state()
    z_from_seeds(range(3), 8)
    assert torch.equal(torch.get_rng_state(), before)


def test_no_seeds_give_no_rows():
    assert z_from_seeds([], 6).shape == (0, 6)


@pytest.mark.parametrize("seed", [-1, 2**32, 2**40])
def test_seeds_that_numpy_cannot_take_are_refused(seed):
    with pytest.raises(GanError, match="seed"):
        z_from_seeds([0, seed], 4)


# truncation


def test_no_threshold_changes_nothing():
    z = keys()
    assert torch.equal(latents.truncate(z, None), z)


@pytest.mark.parametrize("threshold", [0.01, 0.3, 1.0, 2.0, 8.0])
def test_truncation_stays_within_the_threshold_and_in_order(threshold):
    z = torch.cat([torch.linspace(-9, 9, 2001), torch.tensor([-40.0, 40.0])]).sort().values.double()
    cut = latents.truncate(z, threshold)
    assert cut.abs().max() <= threshold
    assert (cut.diff() >= 0).all()
    assert (cut[(z > -5) & (z < 5)].diff() > 0).all()


@pytest.mark.parametrize("threshold", [0.5, 1.0, 2.0])
def test_truncated_values_have_the_truncated_normal_distribution(threshold):
    z = torch.from_numpy(np.random.RandomState(1).standard_normal(20_000))
    values = latents.truncate(z, threshold).sort().values.numpy()
    normal = NormalDist()
    below = normal.cdf(-threshold)
    expected = np.array([(normal.cdf(v) - below) / (1 - 2 * below) for v in values])
    observed = (np.arange(len(values)) + 0.5) / len(values)
    # Kolmogorov-Smirnov: 1.63 / sqrt(n) is exceeded by one true sample in a hundred
    assert np.abs(observed - expected).max() < 1.63 / np.sqrt(len(values))


def test_a_large_threshold_changes_almost_nothing():
    z = keys(20)
    torch.testing.assert_close(latents.truncate(z, 8.0), z, atol=1e-5, rtol=0)


@pytest.mark.parametrize("threshold", [0, -1.0, 0.009, 8.1, float("inf"), float("nan")])
def test_thresholds_out_of_range_are_refused(threshold):
    with pytest.raises(GanError, match="Truncation"):
        latents.truncate(keys(), threshold)


# interpolation


@pytest.mark.parametrize("t", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_slerp_equals_its_definition(t):
    a, b = keys(12)[:6], keys(12)[6:]
    expected = reference_slerp(a, b, t)
    result = latents.slerp(a, b, torch.tensor(t)).numpy()
    np.testing.assert_allclose(result, expected, atol=2e-6)


@pytest.mark.parametrize("method", latents.METHODS)
def test_both_methods_start_at_a_and_end_at_b(method):
    a, b = keys()
    ends = latents.interpolate(a, b, torch.tensor([[0.0], [1.0]]), method)
    torch.testing.assert_close(ends, torch.stack([a, b]))


def test_slerp_keeps_the_norm_and_lerp_does_not():
    a, b = torch.nn.functional.normalize(keys(), dim=1) * 4
    t = torch.linspace(0, 1, 11)[:, None]
    torch.testing.assert_close(latents.slerp(a, b, t).norm(dim=1), torch.full((11,), 4.0))
    assert latents.lerp(a, b, t)[5].norm() < 3.9


def test_slerp_has_constant_angular_speed():
    a, b = torch.nn.functional.normalize(keys().double(), dim=1)
    points = latents.slerp(a, b, torch.linspace(0, 1, 9, dtype=torch.float64)[:, None])
    angles = (points[1:] * points[:-1]).sum(dim=1).acos()
    torch.testing.assert_close(angles, ((a @ b).acos() / 8).expand(8))


@pytest.mark.parametrize("factor", [1.0, 3.0, 0.0])
def test_parallel_and_zero_vectors_use_the_straight_line(factor):
    a = keys()[0].double()
    t = torch.linspace(0, 1, 5, dtype=torch.float64)[:, None]
    torch.testing.assert_close(latents.slerp(a, factor * a, t), latents.lerp(a, factor * a, t))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("factor", [-1.0, -2.0, 0.0, 1.0, 1 + 1e-6, -1 - 1e-6])
def test_slerp_is_finite_for_every_pair_of_vectors(factor, dtype):
    a = keys()[0].to(dtype)
    points = latents.slerp(a, factor * a, torch.linspace(0, 1, 21, dtype=dtype)[:, None])
    assert torch.isfinite(points).all()
    assert points.norm(dim=1).max() <= 1.01 * max(1.0, abs(factor)) * a.norm()
    torch.testing.assert_close(points[[0, -1]], torch.stack([a, factor * a]), atol=1e-5, rtol=1e-5)


def test_an_unknown_method_is_refused():
    with pytest.raises(GanError, match="slerp or lerp"):
        latents.interpolate(*keys(), torch.tensor(0.5), "cubic")
