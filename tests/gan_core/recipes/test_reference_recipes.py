"""The six published recipes agree with what is known about their originals."""

import itertools
import math

import pytest
import torch
from torch.nn.functional import binary_cross_entropy, conv2d, conv_transpose2d, pad

from gan_core import GanError
from gan_core.config.schedule import updates_per_epoch
from gan_core.config.settings import settings_from
from gan_core.data.images import UNIT, to_float
from gan_core.objectives.reference_losses import mean_targets
from gan_core.objectives.updates import GANState, targets
from gan_core.recipes import RECIPES, count_parameters
from gan_core.recipes.layers import SameConv2d, SameConvTranspose2d, with_label_planes

# recipe, channels, side, classes: parameters of G and of D as published
PUBLISHED = {
    ("dcgan64", 1, 64, 0): (12_668_672, 11_032_065),
    ("dcgan64", 3, 64, 0): (12_672_768, 11_036_161),
    ("fashiongan", 1, 28, 0): (2_155_137, 1_113_345),
    ("tconv_mlp", 1, 28, 0): (2_513_153, 233_985),
    ("cgan_fashion", 1, 28, 10): (770_881, 144_961),
    ("cgan_cifar10", 3, 32, 10): (3_658_243, 674_113),
    ("keras_dcgan", 1, 28, 0): (2_305_472, 212_865),
}
SIX = [name for name in RECIPES if RECIPES[name].published]
LN2 = math.log(2)


def start(name, reals=16, seed=0, lr_D=None, real=None, **settings):
    """A recipe with fresh networks, a batch of real images and complete settings."""
    recipe = RECIPES[name]
    classes = 10 if recipe.settings_type().labels else 0
    chosen = settings_from(recipe.settings_type, {"batch_size": reals, **settings})
    torch.manual_seed(seed)
    shape = (recipe.channels[0], recipe.image_sizes[0])
    G, D = recipe.build_with(*shape, classes, chosen)
    betas = (chosen.beta1, chosen.beta2)
    gan = GANState(
        G, D, torch.optim.Adam(G.parameters(), chosen.lr_G, betas, chosen.adam_eps),
        torch.optim.Adam(D.parameters(), lr_D or chosen.lr_D, betas, chosen.adam_eps),
    )  # fmt: skip
    c = torch.eye(10)[torch.arange(reals) % 10] if classes else None
    if real is None:
        real = clothing_like(reals, *shape, recipe.data_range)
    return recipe, gan, real, c, chosen


def clothing_like(count, channels, side, data_range):
    """Bright rectangles in the middle of a dark image."""
    pixels = torch.zeros(count, channels, side, side, dtype=torch.uint8)
    middle = slice(side // 4, -side // 4)
    pixels[:, :, middle, middle] = torch.randint(60, 250, (count, channels, 1, 1)).byte()
    return to_float(pixels, data_range)


# 1, 2: networks


@pytest.mark.parametrize("kind, expected", PUBLISHED.items(), ids=str)
def test_parameters_are_those_of_the_original(kind, expected):
    name, channels, side, classes = kind
    with torch.device("meta"):
        networks = RECIPES[name].build(channels, side, classes)
    assert tuple(count_parameters(network) for network in networks) == expected


@pytest.mark.parametrize(
    "name, G_statistics, D_statistics",
    [("dcgan64", 1792, 3584), ("cgan_fashion", 896, 384), ("cgan_cifar10", 1920, 896),
     ("keras_dcgan", 25472, 0), ("fashiongan", 0, 0), ("tconv_mlp", 0, 0)],
)  # fmt: skip
def test_batch_norms_have_as_many_statistics_as_the_original(name, G_statistics, D_statistics):
    recipe, classes = RECIPES[name], 10 * RECIPES[name].settings_type().labels
    with torch.device("meta"):
        networks = recipe.build(recipe.channels[0], recipe.image_sizes[0], classes)
    found = [sum(b.numel() for b in network.buffers() if b.ndim) for network in networks]
    assert found == [G_statistics, D_statistics]


def test_tconv_mlp_with_rising_filters_is_smaller():
    with torch.device("meta"):
        G, _ = RECIPES["tconv_mlp"].build(filters="rising")
    assert count_parameters(G) == 1_011_713


@pytest.mark.parametrize("name", SIX)
def test_the_data_range_is_the_range_of_G(name):
    recipe, gan, _, c, settings = start(name, width=4)
    images = gan.G(1e3 * torch.randn(16, settings.z_dim), c).detach()
    assert images.min() >= recipe.data_range[0] and images.max() <= recipe.data_range[1]
    last = "sigmoid" if recipe.data_range == UNIT else "tanh"
    assert last == ("sigmoid" if name == "fashiongan" else "tanh")


@pytest.mark.parametrize("kernel, stride, side", [(5, 2, 28), (5, 2, 14), (5, 1, 7), (4, 1, 28)])
def test_same_padding_equals_keras_s_and_its_transpose_is_the_adjoint(kernel, stride, side):
    generator = torch.Generator().manual_seed(0)
    forward = SameConv2d(2, 3, kernel, stride, bias=False).double()
    backward = SameConvTranspose2d(3, 2, kernel, stride, bias=False).double()
    backward.weight = forward.weight
    small = -(-side // stride)
    x = torch.randn(1, 2, side, side, generator=generator, dtype=torch.double)
    y = torch.randn(1, 3, small, small, generator=generator, dtype=torch.double)
    before = {(5, 2): 1, (5, 1): 2, (4, 1): 1}[kernel, stride]
    after = {(5, 2): 2, (5, 1): 2, (4, 1): 2}[kernel, stride]
    expected = conv2d(pad(x, (before, after, before, after)), forward.weight, stride=stride)
    torch.testing.assert_close(forward(x), expected)
    torch.testing.assert_close((forward(x) * y).sum(), (x * backward(y)).sum())
    uncropped = conv_transpose2d(y, forward.weight, stride=stride)
    cropped = backward(y)
    assert torch.equal(cropped, uncropped[:, :, before : before + side, before : before + side])


# 3: updates per epoch


@pytest.mark.parametrize(
    "name, images, expected",
    [("dcgan64", 60_000, 1200), ("fashiongan", 60_000, 469), ("tconv_mlp", 60_000, 469),
     ("cgan_fashion", 60_000, 469), ("cgan_cifar10", 50_000, 391), ("keras_dcgan", 60_000, 235)],
)  # fmt: skip
def test_an_epoch_has_as_many_updates_as_published(name, images, expected):
    recipe = RECIPES[name]
    batch = recipe.settings_type().batch_size
    assert recipe.partial_last_batch
    assert updates_per_epoch(images, batch, partial=True) == expected
    if name == "dcgan64":
        assert updates_per_epoch(images, 100, partial=True) == 600


@pytest.mark.parametrize("name", SIX)
def test_training_makes_as_many_updates_with_a_partial_last_batch(name, make_trainer):
    # 24 images per epoch
    trainer = make_trainer(images=48, recipe=name, batch_size=9, log_every=100)
    records = list(trainer.records())
    assert [record["step"] for record in records] == [3, 6]  # a record ends with each epoch
    assert [record["epoch"] for record in records] == [1, 2] and trainer.images_seen == 48


# 4: losses of untrained networks


@pytest.mark.parametrize(
    "name, loss_D, margin_D, loss_G, margin_G",
    [("dcgan64", 2 * LN2, 0.01, LN2, 0.02), ("keras_dcgan", 2 * LN2, 0.08, LN2, 0.06),
     ("fashiongan", LN2, 0.05, LN2, 0.06), ("tconv_mlp", None, None, LN2, 0.03),
     ("cgan_fashion", 0.70, 0.1, None, None), ("cgan_cifar10", 1.4, 0.3, None, None)],
)  # fmt: skip
def test_the_first_losses_are_at_chance_level(name, loss_D, margin_D, loss_G, margin_G):
    recipe, gan, real, c, settings = start(name, 8, lr_D=1e-12)  # D stays untrained
    record = recipe.step(gan, real, c, settings)
    if loss_D is not None:
        assert record["loss/D"].item() == pytest.approx(loss_D, abs=margin_D)
    if loss_G is not None:
        assert record["loss/G"].item() == pytest.approx(loss_G, abs=margin_G)


def test_dcgan64_starts_almost_constant_or_with_the_usual_scales():
    for mean in (0.0, 1.0):
        torch.manual_seed(0)
        G, _ = RECIPES["dcgan64"].build(1, 64, width=16, bn_scale_init_mean=mean)
        scales = [m.weight for m in G.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        assert all(abs(scale.mean() - mean) < 0.02 for scale in scales)
        assert (G(torch.randn(4, 100)).abs().max() < 0.05) == (mean == 0)


# 5: noisy labels


def test_fashiongan_has_noisy_labels_and_the_floor_they_imply():
    recipe = RECIPES["fashiongan"]
    settings = recipe.settings_type()
    torch.manual_seed(0)
    real, fake = targets(20_000, 20_000, settings, torch.device("cpu"))
    assert 0.85 <= real.min() < 0.851 and 0.999 < real.max() <= 1
    assert 0 <= fake.min() < 0.001 and 0.149 < fake.max() <= 0.15
    assert mean_targets(settings) == pytest.approx((0.925, 0.075))
    lines = recipe.reference_losses(settings)
    assert (lines.reduction, lines.chance) == ("mean", pytest.approx(LN2))
    assert lines.floor == pytest.approx(0.2664, abs=5e-5)


def test_inverted_labels_give_the_same_loss():
    logits = torch.randn(50, dtype=torch.double)
    label = 0.15 * torch.rand(50, dtype=torch.double)  # of reals; fakes have 1
    inverted = binary_cross_entropy(torch.sigmoid(-logits), label)
    from gan_core.objectives.losses import nonsaturating_loss_D

    ours, _ = nonsaturating_loss_D(logits, logits, 1 - label)
    torch.testing.assert_close(ours, inverted)


def test_fashiongan_s_loss_is_one_mean_over_reals_and_more_fakes():
    recipe, gan, real, c, settings = start("fashiongan", 8, width=8, lr_D=1e-12)
    record = recipe.step(gan, real[:3], c, settings)
    torch.manual_seed(0)
    G, D = recipe.build_with(1, 28, 0, settings)
    clothing_like(8, 1, 28, recipe.data_range)  # draws the same numbers as `start`
    fake = G(torch.randn(8, settings.z_dim)).detach()
    logits = torch.cat([D(real[:3]), D(fake)])
    expected_targets = torch.cat(targets(3, 8, settings, real.device))
    expected = binary_cross_entropy(torch.sigmoid(logits), expected_targets).detach()
    torch.testing.assert_close(record["loss/D"], expected)


# 7: order of the updates


@pytest.mark.parametrize("name", SIX)
def test_G_s_update_depends_on_D_s_unless_they_are_simultaneous(name):
    after = []
    for lr_D in (1e-5, 1e-2):
        recipe, gan, real, c, settings = start(name, 8, lr_D=lr_D, width=8)
        recipe.step(gan, real, c, settings)
        after.append(torch.cat([p.detach().flatten() for p in gan.G.parameters()]))
    assert torch.equal(*after) == (name == "keras_dcgan")


@pytest.mark.parametrize("name", SIX)
def test_noise_is_drawn_as_often_as_in_the_original(name, monkeypatch):
    recipe, gan, real, c, settings = start(name, 8, width=4)
    counts, randn = [], torch.randn
    monkeypatch.setattr(torch, "randn", lambda *s, **k: counts.append(s[0]) or randn(*s, **k))
    recipe.step(gan, real[:3], None if c is None else c[:3], settings)
    fakes = 8 if name in ("fashiongan", "keras_dcgan") else 3  # always a full batch of fakes
    assert counts == [fakes] * (1 if name in ("cgan_fashion", "keras_dcgan") else 2)


# 8: modes


@pytest.mark.parametrize("name", ["fashiongan", "tconv_mlp", "keras_dcgan"])
def test_dropout_is_off_in_G_s_update_if_it_is_in_the_original(name):
    recipe, gan, real, c, settings = start(name, 8, width=4)
    modes = []
    gan.D.register_forward_pre_hook(lambda D, _: modes.append(D.training))
    recipe.step(gan, real, c, settings)
    expected = {"fashiongan": [True, True, False], "tconv_mlp": [True] * 3}
    assert modes == expected.get(name, [True, True])
    assert gan.D.training and gan.G.training


# 9: classes


@pytest.mark.parametrize("name", ["cgan_fashion", "cgan_cifar10"])
def test_another_class_gives_another_image_for_the_same_z(name):
    recipe, gan, _, _, settings = start(name, width=8)
    G, z = gan.G.eval(), torch.randn(1, settings.z_dim)
    assert recipe.settings_type().labels
    first, second = (G(z, torch.eye(10)[k : k + 1]) for k in (0, 1))
    assert not torch.equal(first, second)
    assert gan.D.stages[0].in_channels == recipe.channels[0] + 10


def test_class_planes_are_constant_and_one_is_1():
    planes = with_label_planes(torch.zeros(3, 1, 5, 5), torch.eye(10)[[4, 0, 9]])[:, 1:]
    assert planes.shape == (3, 10, 5, 5)
    assert torch.equal(planes.amax((2, 3)), planes.amin((2, 3)))
    assert planes[:, :, 0, 0].argmax(dim=1).tolist() == [4, 0, 9]


# 10: checkpoints (test_trainer.py tests that a resumed run equals an uninterrupted one)


def test_checkpoints_of_50_epochs():
    assert RECIPES["keras_dcgan"].schedule.checkpoints(50) == (15, 30, 45, 50)
    assert RECIPES["tconv_mlp"].schedule.checkpoints(50) == (10, 20, 30, 40, 50)


def test_sample_grids_of_cgan_cifar10_follow_the_original_s_epochs():
    shown = [e for e in range(1, 41) if RECIPES["cgan_cifar10"].schedule.grid_after(e)]
    assert shown == [1, 2, 3, 10, 20, 30, 40]


# 11: fixed samples


@pytest.mark.parametrize(
    "name, rows, columns",
    [("dcgan64", 4, 8), ("fashiongan", 4, 4), ("tconv_mlp", 4, 4), ("keras_dcgan", 4, 4),
     ("cgan_fashion", 5, 5), ("cgan_cifar10", 5, 5)],
)  # fmt: skip
def test_every_sample_grid_shows_the_same_distinct_z(name, rows, columns, make_trainer):
    trainer = make_trainer(images=24, recipe=name)
    for module in trainer.G_ema.modules():
        if isinstance(module, torch.nn.BatchNorm2d):  # 0 in dcgan64, which blocks everything
            torch.nn.init.ones_(module.weight)
    z, grid = trainer.fixed_z.clone(), trainer.sample_grid()
    assert len(grid) == rows * columns and trainer.grid_columns == columns
    assert len({tuple(row) for row in z.tolist()}) == rows * columns
    assert (trainer.sample_grid() == grid).all()
    list(trainer.records())
    assert torch.equal(trainer.fixed_z, z)


@pytest.mark.parametrize("name", SIX)
def test_sample_grids_show_G_itself_as_published(name, make_trainer):
    trainer = make_trainer(images=24, recipe=name)
    list(trainer.records())
    assert (trainer.sample_grid() == trainer.sample_grid(averaged=False)).all()


# 12: preprocessing and error messages


def test_both_normalisations_are_equal():
    pixels = torch.arange(256, dtype=torch.uint8).view(1, 1, 16, 16)
    normalised = (pixels.float() / 255 - 0.5) / 0.5
    torch.testing.assert_close(to_float(pixels), normalised, rtol=0, atol=1e-6)
    torch.testing.assert_close(to_float(pixels, UNIT), pixels.float() / 255, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    "name, channels", [(n, c) for n, c in itertools.product(SIX, (1, 3))
                       if c not in RECIPES[n].channels],
)  # fmt: skip
def test_other_channel_counts_are_refused_with_the_setting_to_change(name, channels):
    recipe = RECIPES[name]
    with pytest.raises(GanError, match=f"set channels={recipe.channels[0]}"):
        recipe.build(channels=channels, image_size=recipe.image_sizes[0])


@pytest.mark.parametrize("name", SIX)
def test_a_recipe_describes_the_published_run(name):
    published, recipe = RECIPES[name].published, RECIPES[name]
    assert published.image_size in recipe.image_sizes and published.channels in recipe.channels
    assert published.epochs > 0 and published.results and published.url.startswith("https://")
    assert all(sentence.endswith(".") for sentence in published.results)
    width = recipe.settings_type.__dataclass_fields__["width"]
    assert f"{width.default} as published" in width.metadata["doc"]
