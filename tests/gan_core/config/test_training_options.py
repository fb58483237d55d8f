"""Options of every recipe: what contradicts what, what each changes, and that off means off."""

import copy

import pytest
import torch
from torch import nn

from gan_core import GanError
from gan_core.config.settings import settings_from
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives import losses, updates
from gan_core.objectives.annealing import augmented_share, instance_noise_std
from gan_core.objectives.stabilisers import MinibatchStd, apply_stabilisers
from gan_core.objectives.updates import GANState
from gan_core.recipes import RECIPES
from gan_core.recipes.dcgan import DCGAN

# The first three steps of tiny_config("dcgan", real_label=0.9) before there were such options.
RECORDED = [
    {"loss/G": 0.685906, "loss/D": 1.299144, "score/real": 0.56894, "score/fake": 0.504004},
    {"loss/G": 0.685319, "loss/D": 1.247806, "score/real": 0.605107, "score/fake": 0.504192},
    {"loss/G": 0.683535, "loss/D": 1.286311, "score/real": 0.57846, "score/fake": 0.505158},
]


def state_of(recipe="dcgan", seed=0, classes=0, **settings):
    chosen = settings_from(
        RECIPES[recipe].settings_type,
        {"width": 4, "z_dim": 4, "batch_size": 6, **settings, "labels": classes > 0},
    )
    torch.manual_seed(seed)
    shape = (RECIPES[recipe].channels[0], RECIPES[recipe].image_sizes[0])
    G, D = RECIPES[recipe].build_with(*shape, classes, chosen)
    optimisers = (torch.optim.Adam(net.parameters(), 2e-4, (0.5, 0.999)) for net in (G, D))
    return GANState(G, D, *optimisers), chosen


def reals(recipe="dcgan", count=6):
    shape = (RECIPES[recipe].channels[0], *(RECIPES[recipe].image_sizes[0],) * 2)
    low, high = RECIPES[recipe].data_range
    generator = torch.Generator().manual_seed(1)
    return torch.rand(count, *shape, generator=generator) * (high - low) + low


# off means off


def test_dcgan_plays_as_it_did_before_there_were_remedies(make_trainer):
    trainer = make_trainer(images=24, real_label=0.9)
    for record, expected in zip(trainer.records(), RECORDED, strict=True):
        assert {k: record[k] for k in expected} == pytest.approx(expected, rel=1e-5)


def plain_step(gan, real, settings):
    """DCGAN's step written out with nothing in it that could be switched on."""
    G, D = gan.G, gan.D
    fake = G(torch.randn(len(real), settings.z_dim))
    terms = losses.nonsaturating_loss_D(D(real), D(fake.detach()), settings.real_label)
    gan.opt_D.zero_grad(set_to_none=True)
    sum(terms).backward()
    gan.opt_D.step()
    loss_G = losses.nonsaturating_loss_G(D(fake))
    gan.opt_G.zero_grad(set_to_none=True)
    loss_G.backward()
    gan.opt_G.step()


def test_dcgan_s_step_is_the_plain_one_bit_for_bit():
    (ours, settings), (plain, _) = state_of(), state_of()
    for seed in range(3):
        torch.manual_seed(seed)
        DCGAN.step(ours, reals(), None, settings)
        torch.manual_seed(seed)
        plain_step(plain, reals(), settings)
    for one, two in ((ours.G, plain.G), (ours.D, plain.D)):
        for a, b in zip(one.state_dict().values(), two.state_dict().values(), strict=True):
            assert torch.equal(a, b)


# contradictions


@pytest.mark.parametrize(
    "settings, named",
    [
        ({"loss": "wasserstein"}, "gp_weight=10"),
        ({"loss": "wasserstein", "gp_weight": 10, "weight_clip": 0.01}, "gp_weight=0"),
        ({"weight_clip": 0.01, "spectral_norm": True}, "spectral_norm=false"),
        ({"loss": "wasserstein", "gp_weight": 10, "real_label": 0.9}, "real_label=1"),
        ({"loss": "wasserstein", "gp_weight": 10, "target_noise": 0.1}, "target_noise=0"),
        ({"loss": "hinge", "fake_label": 0.1}, "fake_label=0"),
        ({"loss": "relativistic", "real_label": 0.9}, "real_label=1"),
        ({"real_label": 0.6, "target_noise": 0.4}, "target_noise"),
    ],
)
@pytest.mark.parametrize("recipe", RECIPES)
def test_contradictions_are_refused_naming_what_to_change(recipe, settings, named):
    settings = {"target_noise": 0.0, **settings}
    with pytest.raises(GanError, match=named):
        settings_from(RECIPES[recipe].settings_type, settings)


@pytest.mark.parametrize(
    "settings",
    [{"loss": "wasserstein", "weight_clip": 0.01, "r1_gamma": 1}, {"r1_gamma": 1, "r2_gamma": 1},
     {"loss": "wasserstein", "spectral_norm": True}, {"loss": "least_squares", "real_label": 0.9},
     {"loss": "hinge", "spectral_norm": True, "gp_weight": 1}],
)  # fmt: skip
def test_what_goes_together_is_taken(settings):
    assert TrainingOptions(**settings)


def test_an_unknown_loss_brings_the_nearest_to_mind():
    with pytest.raises(GanError, match='no loss "hing"; did you mean "hinge"'):
        TrainingOptions(loss="hing")
    with pytest.raises(GanError, match="augment"):
        TrainingOptions(augment=3)


# every recipe takes every option

OPTIONS = [
    {"loss": "minimax"}, {"loss": "least_squares"}, {"loss": "hinge", "spectral_norm": True},
    {"loss": "wasserstein", "weight_clip": 0.01}, {"loss": "wasserstein", "gp_weight": 10},
    {"loss": "relativistic", "r1_gamma": 1, "r2_gamma": 1}, {"d_steps": 3}, {"augment": "all"},
    {"loss": "nonsaturating", "target_noise": 0.1, "fake_label": 0.1, "real_label": 0.9},
    {"instance_noise": 0.5},
    {"minibatch_std": True}, {"spectral_norm": True, "minibatch_std": True},
]  # fmt: skip


@pytest.mark.parametrize("option", OPTIONS, ids=str)
@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("classes", [0, 10])
def test_every_recipe_takes_every_option(recipe, option, classes):
    off = {} if "loss" not in option else {"target_noise": 0.0}
    gan, settings = state_of(recipe, classes=classes, **{**off, **option})
    plain, plain_settings = state_of(recipe, classes=classes, target_noise=0.0)
    count = 6 * settings.d_steps
    c = torch.eye(10)[torch.arange(count) % 10] if classes else None
    for _ in range(2):  # the one weight of minibatch_std moves from 0 in the first
        torch.manual_seed(5)
        record = RECIPES[recipe].step(gan, reals(recipe, count), c, settings)
        assert all(torch.isfinite(value) and not value.requires_grad for value in record.values())
    c = None if c is None else c[:6]
    for _ in range(2):
        torch.manual_seed(5)
        other = RECIPES[recipe].step(plain, reals(recipe), c, plain_settings)
    assert record["loss/G"] != other["loss/G"] or record["loss/D"] != other["loss/D"]
    for name in ("r1_gamma", "gp_weight"):
        key = f"penalty/{name.split('_')[0]}"
        assert (key in record) == bool(getattr(settings, name))


# single options


def test_D_moves_d_steps_times_on_batches_of_its_own(monkeypatch):
    gan, settings = state_of(d_steps=3)
    seen, discriminator_loss = [], updates.discriminator_loss
    monkeypatch.setattr(
        updates,
        "discriminator_loss",
        lambda D, real, *rest: seen.append(real) or discriminator_loss(D, real, *rest),
    )
    real = reals(count=18)
    DCGAN.step(gan, real, None, settings)
    assert torch.equal(torch.cat(seen), real) and [len(part) for part in seen] == [6, 6, 6]


def test_a_trainer_feeds_D_as_many_images(make_trainer):
    trainer = make_trainer(images=48, d_steps=3)
    assert [record["images_seen"] for record in trainer.records()] == [24, 48]


def test_clipped_weights_stay_clipped():
    gan, settings = state_of(loss="wasserstein", weight_clip=0.02)
    DCGAN.step(gan, reals(), None, settings)
    assert max(p.abs().max() for p in gan.D.parameters()) <= 0.02
    assert max(p.abs().max() for p in gan.G.parameters()) > 0.02


def test_instance_noise_fades_evenly():
    settings = TrainingOptions(instance_noise=0.4, instance_noise_kimg=10)
    now = [instance_noise_std(settings, seen) for seen in (0, 5_000, 10_000, 99_999)]
    assert now == pytest.approx([0.4, 0.2, 0, 0])
    shown = updates.discriminator_input(torch.zeros(40, 1, 28, 28), settings, (0.0, 1.0), 5_000)
    assert shown.std().item() == pytest.approx(0.1, rel=0.02)  # 0.2 of half the pixel range
    before = torch.get_rng_state()
    updates.discriminator_input(torch.zeros(4, 1, 8, 8), settings, (0.0, 1.0), 10_000)
    assert torch.equal(torch.get_rng_state(), before)


def test_the_augmented_share_grows_with_the_epochs():
    grows = TrainingOptions(augment="cutout", augment_share=0.3, augment_rampup=60)
    now = [augmented_share(grows, epoch) for epoch in (0, 20, 60, 500)]
    assert now == pytest.approx([0, 0.1, 0.3, 0.3])
    always = TrainingOptions(augment="cutout", augment_share=0.3)
    assert augmented_share(always, 0) == augmented_share(always, 99) == 0.3


@pytest.mark.parametrize("recipe", RECIPES)
def test_spectral_norm_brings_every_layer_of_D_to_norm_1(recipe):
    gan, _ = state_of(recipe, spectral_norm=True)
    for _ in range(60):
        gan.D(reals(recipe))
    layers = [m for m in gan.D.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    assert layers
    for layer in layers:
        norm = torch.linalg.matrix_norm(layer.weight.detach().flatten(1), 2)
        assert norm.item() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_batch_s_deviation_is_one_more_feature_that_starts_at_0(recipe):
    bare, _ = state_of(recipe)
    D = copy.deepcopy(bare.D).eval()
    before = D(reals(recipe))
    wrapped = apply_stabilisers(D, TrainingOptions(minibatch_std=True))
    assert torch.equal(wrapped(reals(recipe)), before)
    nn.init.constant_(wrapped.to_logit.weight, 2.0)
    shift = wrapped(reals(recipe)) - before
    assert shift.max() - shift.min() < 1e-5 and shift.min() > 0


def test_the_batch_s_deviation_tells_equal_from_varied():
    layer = MinibatchStd(nn.Linear(3, 1))
    nn.init.ones_(layer.weight), nn.init.zeros_(layer.layer.weight)
    varied = torch.tensor([[0.0, 0, 3], [2, 0, 3]])
    bias = layer.layer.bias.item()
    assert layer(varied)[0].item() - bias == pytest.approx(1 / 3, abs=1e-3)
    assert layer(varied[:1].expand(2, -1))[0].item() - bias == pytest.approx(1e-4, abs=1e-5)
