"""Directions agree with closed forms and work on new seeds, for generators of every recipe."""

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.data.images import to_unit
from gan_core.data.noise import z_from_seeds
from gan_core.generator import attribute_directions, directions, unsupervised_directions
from gan_core.generator.image_attributes import ATTRIBUTES
from gan_core.generator.search_samples import balanced_classes, sample_z
from gan_core.generator.session import load_generator
from gan_core.recipes import RECIPES
from tests.gan_core.generator.tiny_models import tiny_session

EVERY_RECIPE = pytest.mark.parametrize("recipe", RECIPES)
CLASSES = pytest.mark.parametrize("num_classes", [0, 3])


@pytest.fixture(scope="module")
def shipped():
    return load_generator("fashion-mnist-dcgan")


# attributes


def bar(left, right, top, bottom, value=1.0, size=28):
    image = torch.zeros(1, 1, size, size, dtype=torch.float64)
    image[..., top:bottom, left:right] = value
    return image


def test_attributes_of_a_bar_have_their_exact_values():
    image = bar(4, 16, 2, 22, 0.75)
    of = {name: attribute.of(image).item() for name, attribute in ATTRIBUTES.items()}
    assert of["brightness"] == pytest.approx(0.75, abs=1e-4)
    # a bar of n px has the variance (n^2 - 1) / 12
    assert of["width"] == pytest.approx((12**2 - 1) ** 0.5, abs=1e-3)
    assert of["height"] == pytest.approx((20**2 - 1) ** 0.5, abs=1e-3)
    assert of["symmetry"] == pytest.approx(4 / 12, abs=1e-4)  # columns 12 to 15 are symmetric
    assert of["sides"] == pytest.approx(3 / 12, abs=1e-4)
    assert of["texture"] == pytest.approx((2 * 12 + 2 * 20) / (2 * 12 * 20), abs=1e-4)


@pytest.mark.parametrize("attribute", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_do_not_depend_on_the_batch_and_are_finite_for_black_images(attribute):
    images = torch.rand(5, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    together = attribute.of(images)
    alone = torch.cat([attribute.of(image[None]) for image in images])
    torch.testing.assert_close(together, alone)
    black = torch.zeros(1, 1, 28, 28, requires_grad=True)
    value = attribute.of(black)
    value.sum().backward()
    assert torch.isfinite(value).all() and torch.isfinite(black.grad).all()


def test_symmetry_of_a_symmetric_image_is_1():
    half = torch.rand(2, 1, 28, 14, generator=torch.Generator().manual_seed(0))
    values = ATTRIBUTES["symmetry"].of(torch.cat([half, half.flip(3)], dim=3))
    torch.testing.assert_close(values, torch.ones(2))


# closed forms


def test_weight_directions_of_a_linear_first_layer_are_its_singular_vectors():
    session = tiny_session("tconv_mlp", num_classes=3)  # begins with Linear, ReLU
    weights = session.G.project[0].weight[:, : session.z_dim].double()
    _, values, vectors = torch.linalg.svd(weights)
    found = unsupervised_directions.weight_directions(session, session.z_dim)
    for (vector, share), expected, value in zip(found, vectors, values, strict=True):
        assert abs(vector.double() @ expected) == pytest.approx(1, abs=1e-5)
        assert share == pytest.approx((value**2 / (values**2).sum()).item(), abs=1e-5)


def test_weight_directions_include_batchnorm():
    session = tiny_session("keras_dcgan", num_classes=0)  # Linear, BatchNorm, LeakyReLU
    linear, norm = session.G.project[0], session.G.project[1]
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    _, _, vectors = torch.linalg.svd((scale[:, None] * linear.weight).double())
    found = unsupervised_directions.weight_directions(session, 3)
    for (vector, _), expected in zip(found, vectors, strict=False):
        assert abs(vector.double() @ expected) == pytest.approx(1, abs=1e-4)


def test_principal_components_are_those_of_the_features_mapped_to_z():
    session = tiny_session("tconv_mlp", num_classes=0)
    z = sample_z(unsupervised_directions.SAMPLES, session.z_dim)
    features = torch.relu(session.G.project[0](z)).detach().double()
    features -= features.mean(dim=0)
    left, values, _ = torch.linalg.svd(features, full_matrices=False)
    shares = values**2 / (values**2).sum()
    for (vector, share), scores, expected in zip(
        unsupervised_directions.principal_components(session, 3), left.T, shares, strict=False
    ):
        in_z = z.double().T @ scores
        assert abs(vector.double() @ in_z / in_z.norm()) == pytest.approx(1, abs=1e-5)
        assert share == pytest.approx(expected.item(), abs=1e-6)


def test_the_mean_gradient_is_the_least_squares_slope(shipped):
    """Stein's identity, for normal z."""
    attribute, samples = ATTRIBUTES["brightness"], 2000
    z = sample_z(samples, shipped.z_dim, stream=77)
    c = balanced_classes(samples, 10, only=8)
    with torch.no_grad():
        batches = zip(z.split(250), c.split(250), strict=True)
        values = torch.cat([attribute.of(to_unit(shipped.G(*batch))) for batch in batches]).double()
    design = torch.cat([z, torch.ones(samples, 1)], dim=1).double()
    fitted = torch.linalg.lstsq(design, values[:, None]).solution[:-1, 0]
    slope, mean = attribute_directions._slope(shipped, attribute, [8], 512)
    assert torch.cosine_similarity(slope.double(), fitted, dim=0) > 0.9
    assert mean == pytest.approx(values.mean().item(), rel=0.03)


# the contract


@EVERY_RECIPE
@CLASSES
def test_every_generator_has_directions(recipe, num_classes, monkeypatch):
    few = {"SEEDS_PER_STEP": 6, "SLOPE_SAMPLES": 64, "TEST_SEEDS": 10}
    for name, count in few.items():
        monkeypatch.setattr(attribute_directions, name, count)
    monkeypatch.setattr(unsupervised_directions, "SAMPLES", 100)
    session = tiny_session(recipe, num_classes)
    before = {name: tensor.clone() for name, tensor in session.G.state_dict().items()}
    found = directions.find(
        session, components=3, attributes=("brightness", "width"), refine_steps=8
    )
    assert {d.id for d in found} >= {"pca-1", "pca-2", "pca-3", "sefa-1", "sefa-2", "sefa-3"}
    assert {d.id for d in found} >= {"brightness", "width"}
    strengths = [d.strength for d in found]
    assert strengths == sorted(strengths, reverse=True) and strengths[-1] > 0
    for direction in found:
        assert abs(direction.tensor().norm() - 1) < 1e-3 and len(direction.vector) == session.z_dim
        assert (direction.kind == "measured") == (direction.effect is not None)
    assert not any(module._forward_hooks for module in session.G.modules())
    for name, tensor in session.G.state_dict().items():
        assert torch.equal(tensor, before[name]), f"the search changed {name}"


def test_the_same_generator_has_the_same_directions(monkeypatch):
    monkeypatch.setattr(attribute_directions, "SEEDS_PER_STEP", 6)
    first, again = (
        directions.find(tiny_session(num_classes=0), 2, ("height",), refine_steps=9)
        for _ in range(2)
    )
    assert first == again and first


def test_a_generator_that_ignores_z_has_no_directions():
    session = tiny_session(num_classes=0)
    for parameter in session.G.project.parameters():
        torch.nn.init.zeros_(parameter)
    assert directions.find(session, 3) == []


def test_unsupervised_directions_lead_to_brighter_images(shipped):
    z, c = z_from_seeds(range(100), shipped.z_dim), shipped.class_weights(range(100))
    clear = 0
    for direction in directions.find(shipped, 3, attributes=()):
        plus, minus = (shipped.images(z + sign * direction.tensor(), c) / 255 for sign in (1, -1))
        brighter, strength = (plus - minus).mean() / 2, np.abs(plus - minus).mean() / 2
        assert strength == pytest.approx(direction.strength, rel=0.2)
        if abs(brighter) > 0.1 * strength:  # the sign was chosen with other samples
            clear += 1
            assert brighter > 0, direction.id
    assert clear >= 2


def test_an_attribute_direction_works_for_other_seeds(shipped):
    direction = directions.attribute_direction(shipped, "brightness", only=1, refine_steps=8)
    assert direction.id == "brightness-c1" and direction.only == 1 and direction.effect > 0
    seeds = range(40)
    values = attribute_directions.values_along(
        shipped, ATTRIBUTES["brightness"], direction.tensor(), [1], seeds
    )
    assert values.shape == (40, 7)
    assert (values.diff(dim=1) > 0).all(dim=1).double().mean() >= 0.9
    backwards = attribute_directions.values_along(
        shipped, ATTRIBUTES["brightness"], -direction.tensor(), [1], seeds
    )
    assert (backwards.diff(dim=1) > 0).all(dim=1).double().mean() <= 0.1


def test_refining_makes_a_direction_work_for_more_images(shipped):
    slope, refined = (
        directions.attribute_direction(shipped, "width", refine_steps=steps) for steps in (1, 20)
    )
    assert refined.rising > slope.rising + 0.1


@pytest.mark.parametrize("steps", [0, -1, 10**9])
def test_an_invalid_number_of_refine_steps_is_refused(steps):
    with pytest.raises(GanError, match="1 to 5000 steps"):
        directions.attribute_direction(tiny_session(num_classes=0), "width", refine_steps=steps)


def test_classes_without_the_attribute_are_left_out_and_reported(monkeypatch):
    """A generator whose class 1 has nothing at the sides."""
    for name, count in {"SEEDS_PER_STEP": 6, "SLOPE_SAMPLES": 64}.items():
        monkeypatch.setattr(attribute_directions, name, count)
    session = tiny_session(num_classes=3)
    original, middle = session.G.forward, torch.zeros(28)
    middle[7:21] = 1

    def forward(z, c):  # black is -1
        narrow = (original(z, c) + 1) * middle - 1
        return torch.where(c.argmax(1).eq(1)[:, None, None, None], narrow, original(z, c))

    monkeypatch.setattr(session.G, "forward", forward)
    assert attribute_directions.classes_with(session, ATTRIBUTES["sides"]) == [0, 2]
    assert attribute_directions.classes_with(session, ATTRIBUTES["width"]) == [0, 1, 2]
    assert directions.attribute_direction(session, "sides", refine_steps=8).without == (1,)
    assert directions.attribute_direction(session, "sides", only=1) is None


def test_an_unknown_class_is_refused():
    with pytest.raises(GanError, match="0 to 2"):
        directions.attribute_direction(tiny_session(num_classes=3), "width", only=3)
    with pytest.raises(GanError, match="without labels"):
        directions.attribute_direction(tiny_session(num_classes=0), "width", only=0)


def test_strips_run_from_minus_3_to_plus_3():
    session = tiny_session(num_classes=3)
    direction = directions.find(session, 1, attributes=())[0]
    z = z_from_seeds([4], session.z_dim)
    c = session.class_weights([4])
    strip = directions.preview_grid(session, [direction], 4)
    assert strip.shape == (28, 7 * 28, 1)
    for column, amount in enumerate(range(-3, 4)):
        alone = session.images(z + amount * direction.tensor(), c)[0]
        part = strip[:, 28 * column : 28 * (column + 1)]
        assert np.abs(part.astype(int) - alone).max() <= 1
