"""What a recipe's two networks are made of: layers, output shapes, parameters, multiplications.

Read off the built networks on torch's "meta" device, which has shapes but no numbers, so that a
table costs milliseconds and no memory however large the networks are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.settings import Settings
from gan_core.data.images import SYMMETRIC
from gan_core.recipes import Recipe

WEIGHTED = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


@dataclass(frozen=True)
class Layer:
    """One row: a layer with weights and what follows it up to the next one."""

    what: str
    """In words, such as "Conv 5x5, stride 2 · LeakyReLU 0.2"."""
    shape: tuple[int, ...]
    """Of its output for one image, without the batch."""
    parameters: int
    """Trained numbers."""
    macs: int
    """Multiplications with a following addition, for one image; those of convolutions and dense
    layers, beside which all others are few."""


@dataclass(frozen=True)
class LayerTable:
    """One network's rows and their totals."""

    layers: tuple[Layer, ...]

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @property
    def macs(self) -> int:
        return sum(layer.macs for layer in self.layers)


def layer_tables(
    recipe: Recipe, channels: int, image_size: int, num_classes: int, settings: Settings
) -> tuple[LayerTable, LayerTable]:
    """The tables of G and D as they would be built. Raises GanError for what cannot be."""
    with torch.device("meta"):
        G, D = recipe.stabilised_networks(channels, image_size, num_classes, settings)
        z = torch.empty(1, settings.z_dim)
        c = torch.empty(1, num_classes) if num_classes else None
        image = torch.empty(1, channels, image_size, image_size)
    end = "tanh" if recipe.data_range == SYMMETRIC else "sigmoid"
    return _table(G, (z, c), end), _table(D, (image, c), "logit")


@dataclass
class _Call:
    """A module at work: what it was, and the sizes that went in and came out."""

    module: nn.Module
    taken: Tensor
    given: Tensor


def _table(network: nn.Module, inputs: tuple[Tensor, Tensor | None], end: str) -> LayerTable:
    calls: list[_Call] = []
    hooks = [
        module.register_forward_hook(
            lambda m, taken, given: calls.append(_Call(m, taken[0], given))
        )
        for module in _modules(network)
    ]
    with torch.no_grad():
        network.eval()(*inputs)  # BatchNorm refuses a single image in training
    for hook in hooks:
        hook.remove()
    *rows, last = _rows(calls)
    return LayerTable((*(_layer(row) for row in rows), _layer(last, end)))


def _modules(network: nn.Module) -> Iterator[nn.Module]:
    """What a row may name: layers, not containers, nor what spectral norm hangs below a layer."""
    for module in network.children():
        if isinstance(module, WEIGHTED):
            yield module
            continue
        yield from _modules(module)
        if not list(module.children()) or list(module.parameters(recurse=False)):
            yield module


def _rows(calls: list[_Call]) -> Iterator[list[_Call]]:
    """Calls in groups: each has one layer with weights, in front of it at most what enlarges."""
    row: list[_Call] = []
    weighted = False
    for call in calls:
        starts = isinstance(call.module, (*WEIGHTED, nn.Upsample))
        if starts and weighted:
            yield row
            row, weighted = [], False
        row.append(call)
        weighted = weighted or isinstance(call.module, WEIGHTED)
    yield row


def _layer(row: list[_Call], end: str = "") -> Layer:
    words = [word for call in row if (word := _word(call.module))]
    shaped = [call for call in row if not isinstance(call.module, nn.Flatten)]
    return Layer(
        what=" · ".join([*words, end] if end else words),
        shape=tuple(shaped[-1].given.shape[1:]),
        parameters=sum(_parameters(call.module) for call in row),
        macs=sum(_macs(call) for call in row),
    )


def _parameters(module: nn.Module) -> int:
    inside = isinstance(module, WEIGHTED)
    return sum(p.numel() for p in module.parameters(recurse=inside) if p.requires_grad)


def _macs(call: _Call) -> int:
    module = call.module
    if isinstance(module, nn.Linear):
        return call.given[0].numel() * module.in_features
    if isinstance(module, nn.ConvTranspose2d):  # each input pixel is multiplied into a whole kernel
        return call.taken[0].numel() * module.out_channels * _kernel(module) // module.groups
    if isinstance(module, nn.Conv2d):
        return call.given[0].numel() * module.in_channels * _kernel(module) // module.groups
    return 0


def _kernel(module: nn.Conv2d | nn.ConvTranspose2d) -> int:
    return module.kernel_size[0] * module.kernel_size[1]


def _word(module: nn.Module) -> str:
    """What a person calls it; "" for what only changes the shape."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        kind = "Conv" if isinstance(module, nn.Conv2d) else "Transposed conv"
        stride = f", stride {module.stride[0]}" if module.stride[0] > 1 else ""
        return f"{kind} {module.kernel_size[0]}x{module.kernel_size[1]}{stride}"
    if isinstance(module, nn.Linear):
        return "Dense"
    if isinstance(module, nn.LeakyReLU):
        return f"LeakyReLU {module.negative_slope:g}"
    if isinstance(module, nn.Dropout):
        return f"Dropout {module.p:g}"
    if isinstance(module, nn.Upsample):
        return f"Enlarge x{module.scale_factor:g}"
    if isinstance(module, (nn.Flatten, nn.Unflatten)):
        return ""
    name = type(module).__name__
    return "batch deviation" if name == "MinibatchStd" else re.sub(r"[123]d$", "", name)
