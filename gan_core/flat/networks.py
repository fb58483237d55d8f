"""The two networks of the lab: multilayer perceptrons of up to three hidden layers."""

from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import vector_to_parameters

from gan_core.flat.draws import Stream, uniforms
from gan_core.flat.settings import FlatSettings

LEAKY = 0.2  # slope of leaky ReLU below 0

Network = TypeVar("Network", bound=nn.Module)


class FlatGenerator(nn.Sequential):
    """z [N, z_dim] -> points [N, 2], without a bound."""


class FlatDiscriminator(nn.Sequential):
    """Points [N, 2] -> logits [N]; class weights are taken and ignored, as penalties pass them."""

    def forward(self, points: Tensor, c: Tensor | None = None) -> Tensor:
        """Logits [N], higher is more real."""
        return super().forward(points).squeeze(1)


def generator(s: FlatSettings) -> FlatGenerator:
    """G with the weights that the seed gives."""
    sizes = [s.z_dim, *[s.width_G] * s.layers_G, 2]
    return _initialised(FlatGenerator(*_layers(sizes, s.activation)), s.seed, Stream.INIT_G)


def discriminator(s: FlatSettings) -> FlatDiscriminator:
    """D with the weights that the seed gives."""
    sizes = [2, *[s.width_D] * s.layers_D, 1]
    return _initialised(FlatDiscriminator(*_layers(sizes, s.activation)), s.seed, Stream.INIT_D)


def _layers(sizes: list[int], activation: str) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        layers.append(nn.Linear(inputs, outputs, dtype=torch.float64))
        layers.append(nn.Tanh() if activation == "tanh" else nn.LeakyReLU(LEAKY))
    return layers[:-1]


def _initialised(network: Network, seed: int, stream: Stream) -> Network:
    """Uniform within 1 / sqrt(in) for weights and biases, as torch.nn.Linear's default."""
    bounds = [
        np.full(layer.weight.numel() + layer.bias.numel(), 1 / np.sqrt(layer.in_features))
        for layer in network.modules()
        if isinstance(layer, nn.Linear)
    ]
    bound = np.concatenate(bounds)
    drawn = bound * (2 * uniforms(len(bound), seed, stream, 0) - 1)
    vector_to_parameters(torch.from_numpy(drawn), network.parameters())
    return network
