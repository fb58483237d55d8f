"""Inside a generator: what its layers hold while it draws one picture, and what each channel does.

Hooks are set on a private copy of the modules, which shares the weights: a loaded generator is
read by many threads, and one person's hook must not be seen by another.
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
CLIPPED = 0.005  # of a layer's values at either end, so that one bright spot does not darken all


@dataclass(frozen=True)
class Activation:
    """One nonlinearity at work."""

    name: str
    """Where its output can be changed, such as "stages.2"."""
    what: str
    """In words, such as "ReLU"."""
    before: Tensor
    """What went in, [N, ...]."""
    after: Tensor
    """What came out, [N, channels, H, W], or [N, numbers] where it has no place in the picture."""


@dataclass(frozen=True)
class FeatureMaps:
    """What one layer holds for one picture."""

    name: str
    what: str
    maps: np.ndarray
    """uint8 [channels, H, W]: black is `low`, white is `high`, the same for all channels."""
    low: float
    high: float
    silent: int
    """Channels that hold the same number everywhere: nothing of this picture passes them."""


def private_copy(G: nn.Module) -> nn.Module:
    """The same network in modules of its own; weights and buffers are shared, not copied."""
    return copy.deepcopy(G, {id(t): t for t in (*G.parameters(), *G.buffers())})


@torch.no_grad()
def activations(G: nn.Module, z: Tensor, c: Tensor | None) -> list[Activation]:
    """Every activation of one forward pass, in the order in which they happen."""
    own, seen, entered = private_copy(G), [], []
    for name, module in own.named_modules():
        if isinstance(module, ACTIVATIONS):
            module.register_forward_pre_hook(
                lambda _, taken: entered.append(taken[0].clone())  # many work in place
            )
            module.register_forward_hook(
                lambda m, _, given, name=name: seen.append(
                    Activation(name, type(m).__name__, entered[-1], given)
                )
            )
        if isinstance(module, nn.Unflatten):
            module.register_forward_hook(
                lambda _, taken, given, name=name: _give_places(seen, name, taken[0], given)
            )
    own(z, c)
    if not seen:
        raise GanError("This generator has no activation layers to look into.")
    return seen


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
        silent = int((spread < 1e-6 * max(high - low, 1e-12)).sum()) if maps[0].size > 1 else 0
        found.append(FeatureMaps(layer.name, layer.what, maps, float(low), float(high), silent))
    return found


@torch.inference_mode()
def images_without(
    session: GeneratorSession, z: Tensor, c: Tensor | None, off: Mapping[str, Sequence[int]]
) -> np.ndarray:
    """Images of z with channels held at 0: `off` maps a layer's name to its channels.

    uint8 [N, H, W, C], as `GeneratorSession.images`.
    """
    layers = {layer.name: layer for layer in activations(session.G, z[:1], _first(c))}
    own = private_copy(session.G)
    for name, channels in off.items():
        if name not in layers:
            raise unknown("layer", name, layers)
        count = layers[name].after.shape[1]
        if any(not 0 <= channel < count for channel in channels):
            raise GanError(f"The channels of {name} run from 0 to {count - 1}.")
        own.get_submodule(name).register_forward_hook(
            lambda _, taken, given, channels=list(channels): _silenced(given, channels)
        )
    return images.to_uint8(own(z, c), session.data_range)


def _give_places(seen: list[Activation], name: str, taken: Tensor, given: Tensor) -> None:
    """Features in a row that the next module lays out as maps are looked at as maps."""
    if seen and seen[-1].after.ndim == 2 and seen[-1].after.shape == taken.shape:
        seen[-1] = Activation(name, seen[-1].what, seen[-1].before, given)


def _silenced(features: Tensor, channels: list[int]) -> Tensor:
    features = features.clone()
    features[:, channels] = 0
    return features


def _first(c: Tensor | None) -> Tensor | None:
    return None if c is None else c[:1]
