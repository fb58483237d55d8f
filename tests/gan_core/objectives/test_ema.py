"""The averaged generator against a plain loop."""

import copy

import pytest
import torch
from torch import nn

from gan_core.objectives.ema import RAMP, ema_decay, update_ema


def network(width=3):
    return nn.Sequential(nn.Linear(2, width), nn.BatchNorm1d(width), nn.Linear(width, 1))


def randomise(module):
    for tensor in module.state_dict().values():
        tensor.copy_(torch.randn_like(tensor) if tensor.is_floating_point() else tensor + 5)


@pytest.mark.parametrize("decay", [0.0, 0.3, 0.9, 0.9999, 1.0])
def test_parameters_follow_the_plain_loop(decay):
    torch.manual_seed(0)
    G, G_ema = network(), network()
    expected = {name: p.detach().double().clone() for name, p in G_ema.named_parameters()}
    for _ in range(5):
        randomise(G)
        update_ema(G_ema, G, decay)
        for name, current in G.named_parameters():
            expected[name] = decay * expected[name] + (1 - decay) * current.detach().double()
    for name, averaged in G_ema.named_parameters():
        torch.testing.assert_close(averaged.detach().double(), expected[name], atol=1e-6, rtol=1e-5)


def test_buffers_are_copied_whole_numbers_too():
    G, G_ema = network(), network()
    randomise(G)
    update_ema(G_ema, G, 0.999)
    copied = dict(G_ema.named_buffers())
    assert {"1.running_mean", "1.running_var", "1.num_batches_tracked"} == copied.keys()
    assert all(torch.equal(copied[name], source) for name, source in G.named_buffers())


def test_updating_changes_neither_G_nor_the_graph():
    G, G_ema = network(), network().requires_grad_(False)
    before = copy.deepcopy(G.state_dict())
    update_ema(G_ema, G, 0.5)
    assert all(torch.equal(G.state_dict()[name], before[name]) for name in before)
    assert all(p.grad_fn is None for p in G_ema.parameters())


@pytest.mark.parametrize("batch_size, ema_kimg", [(8, 1.0), (128, 500.0), (100, 0.1)])
def test_half_of_the_weight_is_gone_after_the_half_life(batch_size, ema_kimg):
    decay = ema_decay(batch_size, images_seen=10**9, ema_kimg=ema_kimg)
    assert decay ** (1000 * ema_kimg / batch_size) == pytest.approx(0.5)


def test_early_on_the_half_life_is_a_share_of_the_images_seen():
    decay = ema_decay(batch_size=10, images_seen=4000, ema_kimg=500)
    assert decay ** (RAMP * 4000 / 10) == pytest.approx(0.5)


def test_no_half_life_means_no_average():
    assert ema_decay(8, 0, 500) == ema_decay(8, 1000, 0) == 0.0


@pytest.mark.parametrize(
    "other", [nn.Sequential(nn.Linear(2, 3)), nn.Linear(2, 3), network(4)], ids=range(3)
)
def test_different_networks_are_refused(other):
    with pytest.raises((AssertionError, RuntimeError)):
        update_ema(network(), other, 0.5)
