"""New keyframes from others equal the sums of z that they stand for."""

import pytest
import torch

from gan_core import GanError
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latents
from gan_core.generator.keyframes import MAX_TERMS, Keyframe
from gan_core.generator.latent_arithmetic import analogy, blend, variations
from gan_core.generator.latent_walk import key_weights, key_z

Z_DIM, CLASSES = 32, 5


def seed(number, **more):
    return Keyframe(((number, 1.0),), **more)


def z_of(point):
    return key_z([point], Z_DIM)[0]


BLEND = Keyframe(((4, 0.8), (9, -0.6)), scale=0.7)
EDITED = seed(6, edits=((0, 1.5), (30, -2.0)))
PAIRS = [(seed(1), seed(2)), (seed(1), seed(1)), (BLEND, seed(2)), (EDITED, seed(2)),
         (BLEND, EDITED)]  # fmt: skip


@pytest.mark.parametrize("method", latents.METHODS)
@pytest.mark.parametrize("t", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_blend_of_two_keyframes_is_their_interpolation(pair, t, method):
    point = blend(*pair, t, method, Z_DIM, CLASSES)
    a, b = key_z(pair, Z_DIM)
    expected = latents.interpolate(a, b, torch.tensor(t), method)
    torch.testing.assert_close(z_of(point), expected, atol=1e-5, rtol=1e-4)
    one, other = key_weights(pair, CLASSES)
    torch.testing.assert_close(
        key_weights([point], CLASSES)[0], latents.lerp(one, other, torch.tensor(t))
    )


def test_an_analogy_is_a_minus_b_plus_c_at_the_length_of_a_sample():
    a, b, c = (z_from_seeds([n], Z_DIM)[0] for n in (1, 2, 3))
    found = analogy(seed(1), seed(2), seed(3), Z_DIM, 0)
    torch.testing.assert_close(z_of(found), (a - b + c) / 3**0.5)
    assert set(analogy(seed(1), seed(1), seed(3), Z_DIM, 0).seeds) == {(3, 1.0)}


def test_an_analogy_with_edits_keeps_the_direction_of_the_sum():
    points = (EDITED, seed(2), BLEND)
    expected = torch.tensor([1.0, -1.0, 1.0]) @ key_z(points, Z_DIM)
    found = z_of(analogy(*points, Z_DIM, 0))
    torch.testing.assert_close(found, expected / expected.norm() * Z_DIM**0.5)


def test_classes_are_added_and_subtracted():
    shirt, dress = ((0, 1.0),), ((3, 1.0),)
    a, b, c = seed(1, classes=shirt), seed(2, classes=dress), seed(3, classes=dress)
    assert analogy(a, b, c, Z_DIM, CLASSES).classes == shirt
    assert analogy(a, a, c, Z_DIM, CLASSES).classes == dress


def test_an_empty_sum_is_refused():
    with pytest.raises(GanError, match="weight is not 0"):
        analogy(seed(1), Keyframe(((1, 1.0), (3, 1.0)), scale=2**0.5), seed(3), Z_DIM, 0)


@pytest.mark.parametrize("amount", [0.0, 0.25, 1.0])
def test_variations_have_the_angle_of_the_amount_and_keep_the_length(amount):
    points = variations(seed(7, classes=((2, 1.0),)), amount)
    assert len(points) == 9 and points[0] == seed(7, classes=((2, 1.0),))
    own = z_from_seeds([7], 4096)[0]
    for point in points[1:]:
        z = key_z([point], 4096)[0]
        cosine = torch.nn.functional.cosine_similarity(z, own, dim=0)
        assert abs(torch.acos(cosine.clamp(-1, 1)) - amount * torch.pi / 2) < 0.1
        assert abs(z.norm() / own.norm() - 1) < 0.05
        assert point.classes == ((2, 1.0),)


def test_a_batch_of_variations_is_reproducible_and_another_one_differs():
    assert variations(seed(7), 0.5, batch=1)[3] == variations(seed(7), 0.5, batch=1)[3]
    assert variations(seed(7), 0.5, batch=1)[3] != variations(seed(7), 0.5, batch=2)[3]


def test_edited_values_vary_too():
    found = variations(seed(1, edits=((0, 3.0), (5, 3.0))), 0.5)[1]
    assert all(value != 3.0 for _, value in found.edits)


def test_variations_of_variations_have_a_limited_number_of_seeds():
    point = seed(7)
    for _ in range(2 * MAX_TERMS):
        point = variations(point, 0.3)[1 + _ % 8]
    assert len(point.seeds) <= MAX_TERMS


@pytest.mark.parametrize("amount", [-0.1, 1.1, float("nan")])
def test_an_amount_out_of_range_is_refused(amount):
    with pytest.raises(GanError, match="amount"):
        variations(seed(1), amount)
