"""The quick recipe: its networks by size, and how it resolves AUTO for the device and the data."""

from functools import partial

import pytest
import torch

from gan_core import GanError
from gan_core.config.train_config import TrainConfig
from gan_core.recipes import RECIPES, Environment
from gan_core.recipes.generators import build_generator
from gan_core.recipes.layer_table import layer_tables
from gan_core.recipes.layers import UpsampledConv2d
from gan_core.recipes.quick import (
    AUGMENT_RAMPUP,
    AUGMENT_SHARE,
    FEW_IMAGES,
    Discriminator,
    map_sides,
)
from gan_core.training.resolve import resolve_config

QUICK = RECIPES["quick"]
DRAWN_LAST = (0.00652046, 0.30655068)  # the last weights of G and D that are drawn, with seed 0


def resolved(device="cpu", images=60_000, bf16_is_faster=False, loss_network=False, **settings):
    environment = Environment(
        device, images, lambda: bf16_is_faster, loss_network, asked=frozenset(settings)
    )
    return QUICK.resolve_auto(QUICK.settings_type(**settings), environment)


def test_size_precision_and_augmentation_follow_device_and_data():
    assert (resolved().size, resolved().precision, resolved().augment) == ("s", "fp32", "none")
    assert resolved("cuda").log_every > resolved().log_every == 5
    assert resolved("cuda").size == "m" and resolved(bf16_is_faster=True).precision == "bf16"
    few = resolved(images=FEW_IMAGES - 1)
    assert (few.augment, few.augment_share) == ("translation+cutout", AUGMENT_SHARE)
    assert few.augment_rampup == AUGMENT_RAMPUP
    asked = resolved(images=FEW_IMAGES - 1, augment="translation")
    assert asked.augment_share == resolved().augment_share == 1.0
    assert asked.augment_rampup == resolved().augment_rampup == 0.0
    assert resolved(images=FEW_IMAGES).augment == resolved(images=None).augment == "none"


@pytest.mark.parametrize("side, gamma", [(16, 0.1), (32, 0.1), (36, 1.0), (64, 1.0), (128, 1.0)])
def test_large_images_have_larger_penalties(side, gamma):
    config = resolve_config("quick", "silhouettes", device="cpu", image_size=side)
    assert (config.settings.r1_gamma, config.settings.r2_gamma) == (gamma, gamma)
    words = ["r1_gamma=0.1", "r2_gamma=3"]
    asked = resolve_config("quick", "silhouettes", device="cpu", image_size=side, settings=words)
    assert (asked.settings.r1_gamma, asked.settings.r2_gamma) == (0.1, 3.0)


def test_explicit_settings_are_kept():
    chosen = resolved("cuda", 200, True, size="s", precision="fp32", augment="none")
    assert (chosen.size, chosen.precision, chosen.augment) == ("s", "fp32", "none")
    assert resolved(images=200, augment_share=1.0).augment_share == 1.0
    assert resolved(images=200, augment_share=0.3).augment_rampup == 0.0  # as it says, always
    assert resolved(images=200, augment_rampup=5.0).augment_rampup == 5.0
    assert resolved("cuda", log_every=5).log_every == 5


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


# The networks by size


def shapes(network):
    return {name: tuple(weight.shape) for name, weight in network.named_parameters()}


def test_at_28_px_the_networks_are_those_of_stored_files():
    torch.manual_seed(0)
    G, D = QUICK.build(1, 28, 10, scales="one")
    assert shapes(G) == {
        "say_class.weight": (64, 10), "project.weight": (64 * 7 * 7, 32 + 64),
        "coarse.0.weight": (64,), "coarse.0.bias": (64,), "coarse.2.weight": (64, 64, 3, 3),
        "coarse.3.weight": (64,), "coarse.3.bias": (64,), "fine.1.weight": (64, 64, 3, 3),
        "fine.2.weight": (64,), "fine.2.bias": (64,),
        "to_image.0.weight": (4, 64, 3, 3), "to_image.0.bias": (4,),
    }  # fmt: skip
    assert shapes(D) == {
        "stages.1.weight": (48, 4, 3, 3), "stages.1.bias": (48,),
        "stages.3.weight": (96, 48, 3, 3), "stages.3.bias": (96,),
        "stages.5.weight": (192, 96, 3, 3), "stages.5.bias": (192,),
        "to_logit.weight": (1, 192 * 4 * 4), "class_direction.weight": (192 * 4 * 4, 10),
    }  # fmt: skip
    # Drawn in the same order as before: a seed repeats a run of an earlier version.
    found = [G.to_image[0].weight[0, 0, 0, 0].item(), D.class_direction.weight[-1, -1].item()]
    assert found == pytest.approx(DRAWN_LAST, abs=1e-6)


@pytest.mark.parametrize("size", [16, 20, 24, 28, 32])
def test_up_to_32_px_the_sides_are_a_quarter_and_a_half(size):
    assert map_sides(size) == (size // 4, size // 2)


def test_larger_images_start_from_at_most_8_px():
    assert map_sides(64) == (8, 16, 32) and map_sides(128) == (8, 16, 32, 64)
    assert map_sides(48) == (6, 12, 24) and map_sides(100) == (7, 13, 25, 50)
    for size in QUICK.image_sizes[5:]:
        assert map_sides(size)[0] <= 8 and map_sides(size)[-1] == size // 2


def test_a_larger_image_costs_less_than_its_pixels():
    cost = {
        size: 4 * G.macs + 9.5 * D.macs  # passes of a step, as in benchmarks/throughput.py
        for size in (28, 64, 128)
        for G, D in [layer_tables(QUICK, 3, size, 0, QUICK.settings_type(labels=False))]
    }
    assert cost[64] < 2.5 * cost[28] and cost[128] < 4 * cost[64]


@pytest.mark.parametrize("size", [36, 60, 100, 124])
def test_an_odd_side_costs_no_pixels_at_the_edge(size):
    """G's last feature map is cut to half the side, and every pixel of the image still varies."""
    torch.manual_seed(0)
    G, _ = QUICK.build(3, size, 0, width=32)
    images = G(torch.randn(8, 32)).detach()
    assert images.shape[-1] == size and (images.std(dim=0) > 0).all()


@pytest.mark.parametrize("size, begins_without", [(28, False), (32, False), (36, True), (64, True)])
def test_beyond_32_px_neither_network_begins_with_dots(size, begins_without):
    """G draws blocks of 2x2 equal pixels, and D does not see a pattern that cancels in them."""
    torch.manual_seed(0)
    G, D = QUICK.build(3, size, 0, width=8, upsampling="transposed")
    images = G(torch.randn(4, 32)).detach()
    blocks = images.unflatten(2, (-1, 2)).unflatten(4, (-1, 2))
    assert torch.equal(blocks, blocks[:, :, :, :1, :, :1].expand_as(blocks)) == begins_without
    dots = torch.tensor([[0.5, -0.5], [-0.5, 0.5]]).repeat(size // 2, size // 2)
    with torch.no_grad():
        assert torch.allclose(D(images + dots), D(images), atol=1e-5) == begins_without


@pytest.mark.parametrize("upsampling, flat", [("nearest", True), ("transposed", False)])
def test_beyond_32_px_what_is_flat_stays_flat_whatever_the_weights(upsampling, flat):
    torch.manual_seed(0)
    G, _ = QUICK.build(3, 64, 0, width=16, upsampling=upsampling)
    G.eval()
    for weight in G.parameters():
        torch.nn.init.normal_(weight, std=0.1)
    with torch.no_grad():
        image = G.to_image(G.fine(torch.randn(1, 16, 1, 1).expand(-1, -1, 8, 8)))
    inside = image[:, :, 16:-16, 16:-16]  # layers pad with zeros, so the edges differ
    assert torch.allclose(inside, inside[:, :, :1, :1].expand_as(inside), atol=1e-5) == flat


def test_a_generator_file_of_before_has_transposed_convolutions():
    about = {"recipe": "quick", "channels": 3, "image_size": 64, "num_classes": 0,
             "class_names": []}  # fmt: skip
    for settings, new in (({}, False), ({"upsampling": "nearest"}, True)):
        G = build_generator({**about, "settings": {"labels": False, "width": 8, **settings}})
        assert isinstance(G.to_image[0], UpsampledConv2d) == new


@pytest.mark.parametrize("side", QUICK.image_sizes[::7])
def test_the_second_scale_of_d_sees_what_is_left_at_half_the_side(side):
    """A pattern that cancels in blocks of 2x2 pixels changes the logits by what the first says."""
    torch.manual_seed(0)
    _, D = QUICK.build(3, side, 5, width=16, scales="two")
    images, c = torch.rand(4, 3, side, side) - 0.5, torch.eye(5)[:4]
    dots = torch.tensor([[0.5, -0.5], [-0.5, 0.5]]).repeat(side // 2, side // 2)
    first = partial(Discriminator.forward, D)
    with torch.no_grad():
        changed, by_the_first = (of(images + dots, c) - of(images, c) for of in (D, first))
        assert D(images, c).shape == (4,) and not torch.equal(D(images, c), first(images, c))
        assert torch.allclose(changed, by_the_first, atol=1e-5)
    with_one = QUICK.build(3, side, 5, width=16, scales="one")[1]
    assert shapes(with_one).items() <= shapes(D).items()


def test_older_runs_have_one_scale_and_transposed_convolutions():
    config = resolve_config("quick", "silhouettes", device="cpu", image_size=64)
    assert (config.settings.scales, config.settings.upsampling) == ("two", "nearest")
    stored = config.to_json()
    del stored["settings"]["scales"], stored["settings"]["upsampling"]
    older = TrainConfig.from_json(stored, QUICK.settings_type)
    assert (older.settings.scales, older.settings.upsampling) == ("one", "transposed")
    for each, new in ((config, True), (older, False)):
        G, D = QUICK.build_with(1, 64, 10, each.settings)
        assert hasattr(D, "coarse") == new
        assert isinstance(G.to_image[0], UpsampledConv2d) == new


def test_the_frechet_loss_needs_a_loss_network_that_may_know_the_classes():
    assert resolved().frechet == "off"
    assert resolved(loss_network=True).frechet == "on"
    assert resolved(loss_network=True, labels=False).frechet == "off"
    assert resolved("cuda", loss_network=True).frechet == "off"
    assert resolved(images=FEW_IMAGES - 1, loss_network=True).frechet == "off"
    assert resolved(images=FEW_IMAGES - 1, loss_network=True, frechet="on").frechet == "on"
    for dataset, labels, expected in (
        ("fashion-mnist", "true", "on"), ("fashion-mnist", "false", "off"),
        ("silhouettes", "true", "off"),
    ):  # fmt: skip
        config = resolve_config("quick", dataset, device="cpu", settings=[f"labels={labels}"])
        assert config.settings.frechet == expected
