"""Hidden layers of a generator: feature maps of one image, and images with channels turned off.

Hooks are registered on a private copy of the modules, which shares the weights: many threads use a
loaded generator, and the hooks of one must not affect another.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from gan_core import GanError, unknown
from gan_core.data import images
from gan_core.generator.session import GeneratorSession

ACTIVATIONS = (
    nn.ReLU, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU, nn.Mish,
    nn.Softplus, nn.Hardswish, nn.Tanh, nn.Sigmoid,
)  # fmt: skip
CLIPPED = 0.005  # share of a layer's values clipped at each end, so that outliers do not darken it


@dataclass(frozen=True)
class Activation:
    """Input and output of one activation function."""

    name: str
    """Name of the module whose output can be changed, such as "stages.2"."""
    kind: str
    """Such as "ReLU"."""
    before: Tensor
    """Its input, [N, ...]."""
    after: Tensor
    """Its output, [N, channels, H, W], or [N, features] where it has no spatial dimensions."""


@dataclass(frozen=True)
class FeatureMaps:
    """The activations of one layer for one image."""

    name: str
    kind: str
    maps: np.ndarray
    """uint8 [channels, H, W]: black is `low`, white is `high`, the same for all channels."""
    low: float
    high: float
    constant: int
    """Number of channels with the same value at every position."""


def private_copy(G: nn.Module) -> nn.Module:
    """The same network in new modules, which share its weights and buffers."""
    return copy.deepcopy(G, {id(t): t for t in (*G.parameters(), *G.buffers())})


@torch.no_grad()
def activations(G: nn.Module, z: Tensor, c: Tensor | None) -> list[Activation]:
    """Every activation of one forward pass, in order."""
    network = private_copy(G)
    found: list[Activation] = []
    inputs: list[Tensor] = []
    for name, module in network.named_modules():
        if isinstance(module, ACTIVATIONS):
            module.register_forward_pre_hook(
                lambda _, args: inputs.append(args[0].clone())  # many work in place
            )
            module.register_forward_hook(
                lambda m, _, output, name=name: found.append(
                    Activation(name, type(m).__name__, inputs[-1], output)
                )
            )
        if isinstance(module, nn.Unflatten):
            module.register_forward_hook(
                lambda _, args, output, name=name: _unflatten_last(found, name, args[0], output)
            )
    network(z, c)
    if not found:
        raise GanError("This generator has no activation layers to show.")
    return found


@torch.inference_mode()
def feature_maps(session: GeneratorSession, z: Tensor, c: Tensor | None) -> list[FeatureMaps]:
    """The maps of every layer for z [1, z_dim], class weights c [1, num_classes] or None."""
    found = []
    for layer in activations(session.G, z, c):
        values = layer.after[0].float().cpu()
        values = values if values.ndim == 3 else values[:, None, None]
        low, high = np.quantile(values.numpy(), (CLIPPED, 1 - CLIPPED))
        scaled = (values - low) / max(high - low, 1e-12)
        maps = (scaled.clamp(0, 1) * 255).round().to(torch.uint8).numpy()
        spread = values.flatten(1).amax(1) - values.flatten(1).amin(1)
        constant = int((spread < 1e-6 * max(high - low, 1e-12)).sum()) if maps[0].size > 1 else 0
        found.append(FeatureMaps(layer.name, layer.kind, maps, float(low), float(high), constant))
    return found


@torch.inference_mode()
def images_without_channels(
    session: GeneratorSession, z: Tensor, c: Tensor | None, off: Mapping[str, Sequence[int]]
) -> np.ndarray:
    """Images of z with channels set to 0: `off` maps a layer's name to its channels.

    uint8 [N, H, W, C], as `GeneratorSession.images`.
    """
    layers = {layer.name: layer for layer in activations(session.G, z[:1], _first(c))}
    network = private_copy(session.G)
    for name, channels in off.items():
        if name not in layers:
            raise unknown("layer", name, layers)
        count = layers[name].after.shape[1]
        if any(not 0 <= channel < count for channel in channels):
            raise GanError(f"The channels of {name} run from 0 to {count - 1}.")
        network.get_submodule(name).register_forward_hook(
            lambda _, args, output, channels=list(channels): _without_channels(output, channels)
        )
    return images.to_uint8(network(z, c), session.data_range)


def _unflatten_last(found: list[Activation], name: str, flat: Tensor, maps: Tensor) -> None:
    """If the next module reshapes flat activations to maps, show them as maps."""
    if found and found[-1].after.ndim == 2 and found[-1].after.shape == flat.shape:
        found[-1] = Activation(name, found[-1].kind, found[-1].before, maps)


def _without_channels(features: Tensor, channels: list[int]) -> Tensor:
    features = features.clone()
    features[:, channels] = 0
    return features


def _first(c: Tensor | None) -> Tensor | None:
    return None if c is None else c[:1]
