"""Augmentation: what it does to pixels, that it averages to nothing, that gradients pass."""

import pytest
import torch

from gan_core.config.training_options import POLICIES
from gan_core.data.images import SYMMETRIC, UNIT
from gan_core.objectives.augmentation import augment, brightness, cutout, translation


def ramp(count=64, channels=2, side=16):
    return (
        torch.linspace(-1, 1, channels * side * side)
        .view(1, channels, side, side)
        .repeat(count, 1, 1, 1)
    )


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("data_range", [SYMMETRIC, UNIT])
def test_shape_and_type_stay_and_the_input_is_left_alone(policy, data_range):
    images = ramp()
    kept = images.clone()
    augmented = augment(images, policy, data_range=data_range)
    assert augmented.shape == images.shape and augmented.dtype == images.dtype
    assert torch.equal(images, kept)
    assert torch.equal(augmented, images) == (policy == "none")


def test_nothing_draws_nothing():
    before = torch.get_rng_state()
    augment(ramp(), "none")
    assert torch.equal(torch.get_rng_state(), before)


def test_brightness_adds_one_number_to_each_image():
    shift = (brightness(ramp(500), 0.5) - ramp(500)).flatten(1)
    assert (shift.amax(1) - shift.amin(1)).max() < 1e-6
    assert -0.5 <= shift.min() < -0.45 and 0.45 < shift.max() <= 0.5
    assert abs(shift[:, 0].mean()) < 0.06


def test_brightness_follows_the_pixel_range():
    for data_range, most in ((SYMMETRIC, 0.5), (UNIT, 0.25)):
        change = (augment(ramp(500), "brightness", data_range=data_range) - ramp(500)).abs().max()
        assert 0.9 * most < change <= most + 1e-6


def test_translation_moves_whole_pixels_both_ways_and_fills():
    images, offsets = torch.zeros(300, 1, 16, 16), set()
    images[:, :, 8, 8] = 1
    moved = translation(images, 1 / 8, fill=-7.0)
    for image in moved:
        ((_, row, column),) = (image == 1).nonzero().tolist()
        offsets.add((row - 8, column - 8))
        filled = 16 * 16 - (16 - abs(row - 8)) * (16 - abs(column - 8))
        assert (image == -7).sum() == filled
    assert offsets == {(r, c) for r in range(-2, 3) for c in range(-2, 3)}


def test_cutout_removes_at_most_a_quarter_and_at_least_a_corner():
    shares = (cutout(torch.ones(400, 1, 16, 16), 1 / 2, fill=0.0) == 0).float().mean((1, 2, 3))
    assert shares.max() == 0.25 and shares.min() >= 1 / 16
    whole = cutout(ramp(), 1 / 2, 5.0)
    assert ((whole == 5.0) | (whole == ramp())).all()


@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy != "none"])
def test_gradients_are_those_of_finite_differences(policy):
    images = torch.randn(2, 1, 8, 8, dtype=torch.double, requires_grad=True)

    def augmented(x):
        torch.manual_seed(5)
        return augment(x, policy)

    assert torch.autograd.gradcheck(augmented, (images,))
    assert torch.autograd.gradgradcheck(lambda x: augmented(x).square(), (images,))


def test_only_a_share_of_the_images_is_augmented():
    images = torch.ones(1000, 1, 8, 8)
    changed = (augment(images, "cutout", share=0.3) != images).flatten(1).any(dim=1)
    assert 240 < changed.sum() < 360
    assert torch.equal(augment(images, "cutout", share=0.0), images)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_share_in_a_tensor_is_the_same_share(share):
    images, found = ramp(300), []
    for value in (torch.tensor(share), share if share < 1 else 0.999_999_9):
        torch.manual_seed(1)
        found.append(augment(images, "translation", value))
    assert torch.equal(*found)
    changed = (found[0] != images).flatten(1).any(dim=1).float().mean()
    assert changed == pytest.approx(share * 24 / 25, abs=0.08)  # one of 25 shifts is none
