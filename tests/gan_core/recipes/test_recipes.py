"""The contract of every recipe, at every supported size, with and without colour and labels."""

import itertools

import pytest
import torch

from gan_core import GanError
from gan_core.recipes import RECIPES, GANState, count_parameters, find_recipe
from gan_core.recipes.dcgan import DCGAN

TINY = {"width": 4, "z_dim": 6}
FULLY_TESTED = (16, 28, 32, 64, 128)  # px; the other sizes in one combination
KINDS = [
    pytest.param(recipe, size, channels, classes, id=f"{recipe.name}-{size}-{channels}-{classes}")
    for recipe in RECIPES.values()
    for size, channels, classes in itertools.product(recipe.image_sizes, recipe.channels, (0, 10))
    if size in FULLY_TESTED or (channels, classes) == (recipe.channels[-1], 0)
]
EVERY_KIND = pytest.mark.parametrize("recipe, size, channels, classes", KINDS)
EVERY_RECIPE = pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)


def build(recipe, size, channels, classes, seed=0):
    torch.manual_seed(seed)
    return recipe.build(channels=channels, image_size=size, num_classes=classes, **TINY)


def batch(classes, count=5):
    z = torch.randn(count, TINY["z_dim"], generator=torch.Generator().manual_seed(1))
    c = torch.eye(classes)[torch.arange(count) % classes] if classes else None
    return z, c


def gan_of(G, D):
    return GANState(G, D, torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters()))


def settings_of(recipe, classes):
    return recipe.settings_type(**TINY, labels=classes > 0)


@EVERY_KIND
def test_images_and_logits_have_their_shape_and_range(recipe, size, channels, classes):
    G, D = build(recipe, size, channels, classes)
    z, c = batch(classes)
    images = G(z, c)
    assert images.shape == (5, channels, size, size) and images.dtype == torch.float32
    low, high = recipe.data_range
    for generated in (images, G(1e4 * z, c)):
        assert low <= generated.min() and generated.max() <= high
    logits = D(images, c)
    assert logits.shape == (5,) and logits.dtype == torch.float32


@EVERY_KIND
def test_one_step_changes_every_parameter_and_returns_detached_scalars(
    recipe, size, channels, classes
):
    G, D = build(recipe, size, channels, classes)
    before = [p.detach().clone() for p in (*G.parameters(), *D.parameters())]
    real = torch.rand(5, channels, size, size, generator=torch.Generator().manual_seed(2)) * 2 - 1
    record = recipe.step(gan_of(G, D), real, batch(classes)[1], settings_of(recipe, classes))
    for old, new in zip(before, (*G.parameters(), *D.parameters()), strict=True):
        assert new.requires_grad and not torch.equal(old, new)
    assert {"loss/G", "loss/D", "score/real", "score/fake"} <= record.keys()
    for value in record.values():
        assert value.ndim == 0 and not value.requires_grad and torch.isfinite(value)


@EVERY_KIND
def test_gradients_reach_every_parameter_of_G_and_D(recipe, size, channels, classes):
    G, D = build(recipe, size, channels, classes)
    z, c = batch(classes)
    D(G(z, c), c).square().sum().backward()
    for name, parameter in (*G.named_parameters(), *D.named_parameters()):
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


@EVERY_KIND
def test_a_seed_determines_the_weights_and_networks_share_no_state(recipe, size, channels, classes):
    first, again = (build(recipe, size, channels, classes) for _ in range(2))
    other = build(recipe, size, channels, classes, seed=1)
    for one, two, three in zip(first, again, other, strict=True):
        pairs = list(zip(one.parameters(), two.parameters(), three.parameters(), strict=True))
        assert all(torch.equal(a, b) and a.data_ptr() != b.data_ptr() for a, b, _ in pairs)
        assert any(not torch.equal(a, c) for a, _, c in pairs)


@EVERY_KIND
def test_a_generator_s_state_dict_contains_every_buffer(recipe, size, channels, classes):
    # files are loaded into networks on the meta device, where other buffers would stay empty
    G = build(recipe, size, channels, classes)[0]
    assert {name for name, _ in G.named_buffers()} <= G.state_dict().keys()


@EVERY_RECIPE
def test_the_class_changes_the_image_and_the_logit(recipe):
    G, D = build(recipe, recipe.image_sizes[0], recipe.channels[0], 10)
    G, D = G.eval(), D.eval()
    for module in (*G.modules(), *D.modules()):
        if isinstance(module, torch.nn.BatchNorm2d):  # 0 in dcgan64, which blocks everything
            torch.nn.init.ones_(module.weight)
    z = batch(0)[0][:1].expand(10, -1)
    images = G(z, torch.eye(10))
    assert len({image.numpy().tobytes() for image in images.detach()}) == 10
    assert len(set(D(images[:1].expand(10, -1, -1, -1), torch.eye(10)).tolist())) == 10


@EVERY_RECIPE
def test_a_step_uses_only_torch_s_global_generator(recipe):
    records = []
    for _ in range(2):
        G, D = build(recipe, recipe.image_sizes[0], recipe.channels[0], 0)
        real = torch.zeros(4, recipe.channels[0], recipe.image_sizes[0], recipe.image_sizes[0])
        records.append(recipe.step(gan_of(G, D), real, None, settings_of(recipe, 0)))
    assert records[0] == records[1]


@EVERY_RECIPE
def test_the_frechet_loss_is_a_part_of_G_s_loss(recipe):
    after = []
    for weight in (0, 1e3):
        size, channels = recipe.image_sizes[0], recipe.channels[-1]
        gan, (z, c) = gan_of(*build(recipe, size, channels, 10)), batch(10)
        seen = []

        def frechet(images, weight=weight, seen=seen):
            seen.append(images)
            return weight * (images - 0.5).square().mean()

        gan.frechet = frechet
        torch.manual_seed(2)
        real = torch.rand(len(z), channels, size, size)
        recipe.step(gan, real, c, settings_of(recipe, 10))
        (images,) = seen
        assert images.requires_grad and -1 <= images.min() < 0 and images.max() <= 1
        after.append(torch.cat([p.detach().flatten() for p in gan.G.parameters()]))
    assert not torch.equal(*after)


@EVERY_RECIPE
@pytest.mark.parametrize("size", [0, -28, 27, 29, 10**6])
def test_unsupported_sizes_are_refused(recipe, size):
    with pytest.raises(GanError, match="px"):
        recipe.build(image_size=size, **TINY)


@EVERY_RECIPE
@pytest.mark.parametrize("channels", [0, 2, 4])
def test_channel_counts_other_than_1_and_3_are_refused(recipe, channels):
    with pytest.raises(GanError, match="channel"):
        recipe.build(channels=channels, image_size=recipe.image_sizes[0], **TINY)


@EVERY_RECIPE
def test_a_recipe_names_its_source(recipe):
    assert RECIPES[recipe.name] is recipe and find_recipe(recipe.name) is recipe
    assert recipe.title and recipe.source and recipe.summary.endswith(".")
    assert list(recipe.image_sizes) == sorted(recipe.image_sizes)
    assert all(sentence.endswith(".") for sentence in recipe.differences)


def test_many_sizes_are_given_as_a_range():
    assert DCGAN.sizes_in_words() == "28, 32, 64 px"
    assert find_recipe("quick").sizes_in_words() == "16 to 128 px in steps of 4"


@EVERY_RECIPE
def test_the_nearest_size_is_a_supported_one(recipe):
    for size in (1, 16, 28, 30, 32, 47, 49, 64, 500):
        own = recipe.nearest_size(size)
        assert abs(own - size) == min(abs(possible - size) for possible in recipe.image_sizes)


def test_an_unknown_recipe_suggests_the_most_similar_name():
    with pytest.raises(GanError, match='did you mean "dcgan"'):
        find_recipe("dcgn")


# DCGAN


def test_dcgan_at_28_px_has_the_parameters_of_its_layers():
    G, D = DCGAN.build(channels=1, image_size=28, num_classes=0)
    # Linear 100 -> 128x7x7, BatchNorm; 4x4 kernels 128 -> 64, BatchNorm; 64 -> 1 with bias
    assert count_parameters(G) == 100 * 6272 + 2 * 128 + 128 * 64 * 16 + 2 * 64 + 64 * 16 + 1
    # 4x4 kernels 1 -> 64 with bias; 64 -> 128, BatchNorm; Linear 128x7x7 -> 1 with bias
    assert count_parameters(D) == 64 * 16 + 64 + 64 * 128 * 16 + 2 * 128 + 6272 + 1
    assert (count_parameters(G), count_parameters(D)) == (759_681, 138_689)


def test_labels_add_inputs_to_G_and_one_projection_per_class_to_D():
    plain, labelled = (DCGAN.build(num_classes=classes) for classes in (0, 10))
    pairs = zip(plain, labelled, strict=True)
    added = [count_parameters(after) - count_parameters(before) for before, after in pairs]
    assert added == [10 * 6272, 10 * 6272]


@pytest.mark.parametrize("size, stages", [(28, 2), (32, 3), (64, 4)])
def test_dcgan_normalises_everywhere_except_at_the_image(size, stages):
    G, D = DCGAN.build(image_size=size, **TINY)
    norms = [[m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)] for net in (G, D)]
    assert [len(found) for found in norms] == [stages, stages - 1]
    widths = [4 << stage for stage in range(stages)]
    assert [norm.num_features for norm in norms[0]] == widths[::-1]
    assert [norm.num_features for norm in norms[1]] == widths[1:]


def test_dcgan_is_initialised_as_in_the_paper():
    torch.manual_seed(0)
    for network in DCGAN.build(image_size=64, num_classes=10):
        for name, module in network.named_modules():
            if getattr(module, "weight", None) is not None:
                check_init(name, module)


def check_init(name, module):
    weight, count = module.weight.detach(), module.weight.numel()
    centre = 1.0 if isinstance(module, torch.nn.BatchNorm2d) else 0.0
    # five standard errors of a mean and of a standard deviation
    assert abs(weight.mean() - centre) < 5 * 0.02 / count**0.5, name
    assert abs(weight.std() - 0.02) < 5 * 0.02 / (2 * count) ** 0.5, name
    if module.bias is not None:
        assert not module.bias.any(), name
