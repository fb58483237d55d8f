"""Hidden layers: correct feature maps, and channels that are turned off without side effects."""

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.data import images
from gan_core.generator.hidden_layers import (
    activations,
    feature_maps,
    images_without_channels,
    private_copy,
)
from gan_core.recipes import RECIPES
from tests.gan_core.generator.tiny_models import tiny_session


def latent(session, seed=2):
    z = torch.randn(1, session.z_dim, generator=torch.Generator().manual_seed(seed))
    return z, session.class_weights([seed])


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("num_classes", [0, 3])
def test_every_generator_has_feature_maps(recipe, num_classes):
    session = tiny_session(recipe, num_classes)
    z, c = latent(session)
    before = session.images(z, c)
    layers = feature_maps(session, z, c)
    assert len(layers) >= 2 and len({layer.name for layer in layers}) == len(layers)
    sides = [layer.maps.shape[1] for layer in layers]
    assert sides == sorted(sides) and sides[-1] <= session.image_size
    for layer in layers:
        assert layer.maps.dtype == np.uint8 and layer.low <= layer.high
        assert layer.maps.shape[1] == layer.maps.shape[2] > 1  # maps, not flat features
        every_channel = range(layer.maps.shape[0])
        changed = images_without_channels(session, z, c, {layer.name: every_channel})
        assert (changed != before).any(), layer.name
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in session.G.modules())
    assert np.array_equal(session.images(z, c), before)


def test_feature_maps_are_scaled_activations():
    session = tiny_session("dcgan", 0)
    z, _ = latent(session)
    first = session.G.project(z)[0].detach()
    second = session.G.stages(session.G.project(z))[0].detach()
    for layer, values in zip(feature_maps(session, z, None), (first, second), strict=True):
        scaled = (values.numpy() - layer.low) / (layer.high - layer.low)
        np.testing.assert_allclose(layer.maps, scaled.clip(0, 1) * 255, atol=0.51)
        constant = sum(float(np.ptp(channel)) == 0 for channel in values.numpy())
        assert layer.constant == constant


def test_inputs_are_copied_before_in_place_activations():
    session = tiny_session("dcgan", 0)  # its ReLUs work in place
    z, _ = latent(session)
    first = activations(session.G, z, None)[0]
    assert (first.before < 0).any() and (first.after >= 0).all()
    assert torch.equal(first.before.relu().flatten(), first.after.flatten())


def test_turning_off_a_channel_sets_it_to_0():
    session = tiny_session("dcgan", 3)
    z, c = latent(session)
    name = activations(session.G, z, c)[-1].name
    features = session.G.stages(session.G.project(torch.cat([z, c], dim=1)))
    features[:, [1, 3]] = 0
    expected = images.to_uint8(torch.tanh(session.G.to_image(features)))
    assert np.array_equal(images_without_channels(session, z, c, {name: [1, 3]}), expected)
    assert np.array_equal(images_without_channels(session, z, c, {}), session.images(z, c))
    assert np.array_equal(images_without_channels(session, z, c, {name: []}), session.images(z, c))


def test_a_private_copy_has_new_modules_with_the_same_weights():
    G = tiny_session().G
    own = private_copy(G)
    assert all(a is b for a, b in zip(G.parameters(), own.parameters(), strict=True))
    assert all(a is b for a, b in zip(G.buffers(), own.buffers(), strict=True))
    assert not {id(module) for module in G.modules()} & {id(module) for module in own.modules()}


@pytest.mark.parametrize("off", [{"gone": [0]}, {"stages.2": [4]}, {"stages.2": [-1]}, {"": [0]}])
def test_unknown_layers_and_channels_are_refused(off):
    session = tiny_session("dcgan", 0)
    z, _ = latent(session)
    with pytest.raises(GanError):
        images_without_channels(session, z, None, off)


def test_a_network_without_activations_is_refused():
    class Plain(torch.nn.Linear):
        def forward(self, z, c):
            return super().forward(z)

    with pytest.raises(GanError, match="no activation"):
        activations(Plain(3, 3), torch.zeros(1, 3), None)
