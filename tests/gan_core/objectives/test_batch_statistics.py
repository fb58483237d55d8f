"""BatchNorm's statistics for other weights than those they were collected with."""

import copy

import pytest
import torch
from torch import nn

from gan_core.objectives.batch_statistics import recompute_statistics


class Generator(nn.Sequential):
    def forward(self, z, c=None):
        return super().forward(z if c is None else z + c)


def generator():
    torch.manual_seed(0)
    return Generator(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2)).eval()


def test_they_are_the_mean_over_the_batches_of_these_weights():
    G = generator()
    norm = G[1]
    norm.running_mean += 7
    batches = [(torch.randn(64, 3), None), (torch.randn(64, 3), torch.ones(64, 3))]
    recompute_statistics(G, iter(batches))
    hidden = [G[0](z if c is None else z + c) for z, c in batches]
    mean = torch.stack([h.mean(0) for h in hidden]).mean(0)
    variance = torch.stack([h.var(0) for h in hidden]).mean(0)
    torch.testing.assert_close(norm.running_mean, mean)
    torch.testing.assert_close(norm.running_var, variance)
    assert norm.momentum == 0.1 and not any(module.training for module in G.modules())


@pytest.mark.parametrize("network", [nn.Linear(3, 2), nn.BatchNorm1d(3, track_running_stats=False)])
def test_without_running_statistics_nothing_is_computed(network):
    before = copy.deepcopy(network.state_dict())
    recompute_statistics(network, iter(lambda: pytest.fail("a batch was asked for"), None))
    assert all(torch.equal(before[name], t) for name, t in network.state_dict().items())
