"""The quick recipe: what it settles by device and data, and that it learns in seconds."""

import pytest

from gan_core.errors import GanError
from gan_core.recipes import RECIPES, Circumstances
from gan_core.recipes.quick import FEW_IMAGES
from gan_core.resolve import resolve_config

QUICK = RECIPES["quick"]


def settled(device="cpu", images=60_000, pays=False, **settings):
    around = Circumstances(device, images, lambda: pays)
    return QUICK.settle(QUICK.settings_type(**settings), around)


def test_size_precision_and_augmentation_follow_device_and_data():
    assert (settled().size, settled().precision, settled().augment) == ("s", "fp32", "none")
    assert settled("cuda").log_every > settled().log_every == 5
    assert settled("cuda").size == "m" and settled(pays=True).precision == "bf16"
    assert settled(images=FEW_IMAGES - 1).augment == "translation+cutout"
    assert settled(images=FEW_IMAGES).augment == settled(images=None).augment == "none"


def test_what_a_person_says_is_kept():
    chosen = settled("cuda", 200, True, size="s", precision="fp32", augment="none")
    assert (chosen.size, chosen.precision, chosen.augment) == ("s", "fp32", "none")


@pytest.mark.parametrize("recipe", RECIPES)
def test_nothing_stays_open_once_a_run_is_resolved(recipe):
    words = [f"channels={RECIPES[recipe].channels[0]}"]
    config = resolve_config(recipe, "silhouettes", device="cpu", settings=words)
    assert "auto" not in vars(config.settings).values()


def test_few_images_switch_augmentation_on(pictures):
    assert resolve_config("quick", str(pictures), device="cpu").settings.augment != "none"


def test_images_without_classes_go_without_labels(pictures_without_classes, pictures):
    folder = str(pictures_without_classes)
    assert not resolve_config("quick", folder, device="cpu").settings.labels
    assert resolve_config("quick", str(pictures), device="cpu").settings.labels
    with pytest.raises(GanError, match="no classes"):
        resolve_config("quick", folder, device="cpu", settings=["labels=true"])
    with pytest.raises(GanError, match="no classes"):
        resolve_config("cgan_fashion", folder, device="cpu")


def test_the_width_may_be_said_and_else_follows_the_size():
    sizes = [
        sum(p.numel() for p in QUICK.build(size=size, width=width)[0].parameters())
        for size, width in (("s", 0), ("m", 0), ("s", 128))
    ]
    assert sizes[0] < sizes[1] == sizes[2]
