"""The quick recipe: how it resolves AUTO for the device and the data."""

import pytest

from gan_core import GanError
from gan_core.recipes import RECIPES, Environment
from gan_core.recipes.quick import FEW_IMAGES
from gan_core.training.resolve import resolve_config

QUICK = RECIPES["quick"]


def resolved(device="cpu", images=60_000, bf16_is_faster=False, **settings):
    environment = Environment(device, images, lambda: bf16_is_faster)
    return QUICK.resolve_auto(QUICK.settings_type(**settings), environment)


def test_size_precision_and_augmentation_follow_device_and_data():
    assert (resolved().size, resolved().precision, resolved().augment) == ("s", "fp32", "none")
    assert resolved("cuda").log_every > resolved().log_every == 5
    assert resolved("cuda").size == "m" and resolved(bf16_is_faster=True).precision == "bf16"
    assert resolved(images=FEW_IMAGES - 1).augment == "translation+cutout"
    assert resolved(images=FEW_IMAGES).augment == resolved(images=None).augment == "none"


def test_explicit_settings_are_kept():
    chosen = resolved("cuda", 200, True, size="s", precision="fp32", augment="none")
    assert (chosen.size, chosen.precision, chosen.augment) == ("s", "fp32", "none")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_resolved_config_has_no_auto(recipe):
    words = [f"channels={RECIPES[recipe].channels[0]}"]
    config = resolve_config(recipe, "silhouettes", device="cpu", settings=words)
    assert "auto" not in vars(config.settings).values()


def test_few_images_turn_augmentation_on(image_folder):
    assert resolve_config("quick", str(image_folder), device="cpu").settings.augment != "none"


def test_images_without_classes_are_trained_without_labels(unlabelled_folder, image_folder):
    folder = str(unlabelled_folder)
    assert not resolve_config("quick", folder, device="cpu").settings.labels
    assert resolve_config("quick", str(image_folder), device="cpu").settings.labels
    with pytest.raises(GanError, match="no classes"):
        resolve_config("quick", folder, device="cpu", settings=["labels=true"])
    with pytest.raises(GanError, match="no classes"):
        resolve_config("cgan_fashion", folder, device="cpu")


def test_the_width_can_be_set_and_otherwise_follows_the_size():
    sizes = [
        sum(p.numel() for p in QUICK.build(size=size, width=width)[0].parameters())
        for size, width in (("s", 0), ("m", 0), ("s", 128))
    ]
    assert sizes[0] < sizes[1] == sizes[2]
