"""The layers of a recipe's two networks: output shapes, parameters, multiply-accumulates (MACs).

Read from networks that have shapes but no values, so that a table takes no memory however large
they are, and milliseconds once PyTorch has loaded what the first forward pass needs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.config.training_options import TrainingOptions
from gan_core.data.images import SYMMETRIC
from gan_core.recipes import Recipe
from gan_core.recipes.layers import UpsampledConv2d
from gan_core.recipes.without_values import without_values

WEIGHTED = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


@dataclass(frozen=True)
class Layer:
    """One row: a layer with weights and the layers without any up to the next one."""

    description: str
    """Such as "Conv 5x5, stride 2 · LeakyReLU 0.2"."""
    shape: tuple[int, ...]
    """Shape of the output for one image, without the batch dimension."""
    parameters: int
    """Number of trainable parameters."""
    macs: int
    """Multiply-accumulate operations for one image, of convolutions and dense layers only; all
    other layers have few."""


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
    recipe: Recipe[Any],
    channels: int,
    image_size: int,
    num_classes: int,
    settings: TrainingOptions,
) -> tuple[LayerTable, LayerTable]:
    """The tables of G and D for these settings. Raises GanError for images it does not support."""
    # Spectral normalisation adds no layer and no parameter, but 15 power iterations a layer.
    plain = replace(settings, spectral_norm=False)
    with without_values():
        G, D = recipe.build_with(channels, image_size, num_classes, plain)
        c = torch.empty(1, num_classes) if num_classes else None
        image = torch.empty(1, channels, image_size, image_size)
    output = "tanh" if recipe.data_range == SYMMETRIC else "sigmoid"
    table = generator_table(G, settings.z_dim, num_classes, output)
    return table, _table(D, (image, c), "logit")


def generator_table(
    G: nn.Module, z_dim: int, num_classes: int, output: str = "output"
) -> LayerTable:
    """The table of a generator on the meta device; `output` names the function it ends in."""
    with without_values():
        z = torch.empty(1, z_dim)
        c = torch.empty(1, num_classes) if num_classes else None
    return _table(G, (z, c), output)


@dataclass
class _Call:
    """One forward call of a module with its input and output."""

    module: nn.Module
    input: Tensor
    output: Tensor
    of_classes: bool  # the input is the class labels and nothing else
    of_input: bool  # the input is z or the images, as the network was given them


def _table(network: nn.Module, inputs: tuple[Tensor, Tensor | None], output: str) -> LayerTable:
    calls: list[_Call] = []

    def record(module: nn.Module, args: tuple[Tensor, ...], result: Tensor) -> None:
        of_input, of_classes = (args[0] is given for given in inputs)
        calls.append(_Call(module, args[0], result, of_classes, of_input))

    hooks = [module.register_forward_hook(record) for module in _modules(network)]
    with torch.no_grad():
        network.eval()(*inputs)  # in training mode BatchNorm refuses a single image
    for hook in hooks:
        hook.remove()
    rows = [*_rows(calls)]
    last = next(row for row in reversed(rows) if not row[0].of_classes)
    return LayerTable(tuple(_layer(row, output if row is last else "") for row in rows))


def _modules(network: nn.Module) -> Iterator[nn.Module]:
    """Modules that a row may list: no containers and no parametrisations such as spectral norm."""
    for module in network.children():
        if isinstance(module, WEIGHTED):
            yield module
            continue
        yield from _modules(module)
        if not list(module.children()) or list(module.parameters(recurse=False)):
            yield module


def _rows(calls: list[_Call]) -> Iterator[list[_Call]]:
    """Calls by row: one layer with weights and what follows it without any."""
    row: list[_Call] = []
    weighted = False
    for call in calls:
        starts = isinstance(call.module, WEIGHTED) or call.of_input
        if starts and weighted:
            yield row
            row, weighted = [], False
        row.append(call)
        weighted = weighted or isinstance(call.module, WEIGHTED)
    yield row


def _layer(row: list[_Call], output: str = "") -> Layer:
    words = [word for call in row if (word := _word(call.module))]
    if row[0].of_classes:
        words.insert(0, "Class labels")
    if output and words[-1].lower() == output:  # a layer of its own
        words.pop()
    shaped = [call for call in row if not isinstance(call.module, nn.Flatten)]
    return Layer(
        description=" · ".join([*words, output] if output else words),
        shape=tuple(shaped[-1].output.shape[1:]),
        parameters=sum(_parameters(call.module) for call in row),
        macs=sum(_macs(call) for call in row),
    )


def _parameters(module: nn.Module) -> int:
    nested = isinstance(module, WEIGHTED)  # spectral norm moves the weight to a child module
    return sum(p.numel() for p in module.parameters(recurse=nested) if p.requires_grad)


def _macs(call: _Call) -> int:
    module = call.module
    if isinstance(module, nn.Linear):
        return call.output[0].numel() * module.in_features
    if isinstance(module, UpsampledConv2d):  # as the transposed convolution that it is
        return call.input[0].numel() * module.out_channels * (module.kernel_size[0] + 1) ** 2
    if isinstance(module, nn.ConvTranspose2d):  # each input value is multiplied with a kernel
        return call.input[0].numel() * module.out_channels * _kernel(module) // module.groups
    if isinstance(module, nn.Conv2d):
        return call.output[0].numel() * module.in_channels * _kernel(module) // module.groups
    return 0


def _kernel(module: nn.Conv2d | nn.ConvTranspose2d) -> int:
    return module.kernel_size[0] * module.kernel_size[1]


def _word(module: nn.Module) -> str:
    """The usual name of a layer; "" for one that only changes the shape."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        kind = "Conv" if isinstance(module, nn.Conv2d) else "Transposed conv"
        stride = f", stride {module.stride[0]}" if module.stride[0] > 1 else ""
        before = "Upsample x2 · " if isinstance(module, UpsampledConv2d) else ""
        return f"{before}{kind} {module.kernel_size[0]}x{module.kernel_size[1]}{stride}"
    if isinstance(module, nn.Linear):
        return "Dense"
    if isinstance(module, nn.LeakyReLU):
        return f"LeakyReLU {module.negative_slope:g}"
    if isinstance(module, nn.Dropout):
        return f"Dropout {module.p:g}"
    if isinstance(module, nn.PixelShuffle):
        return f"Pixel shuffle x{module.upscale_factor}"
    if isinstance(module, nn.PixelUnshuffle):
        return f"Pixel unshuffle x{module.downscale_factor}"
    if isinstance(module, nn.AvgPool2d):
        return f"Average pool {module.kernel_size}x{module.kernel_size}"
    if isinstance(module, (nn.Flatten, nn.Unflatten, nn.Identity)):
        return ""
    name = type(module).__name__
    if name == "MinibatchStd":
        return "minibatch standard deviation"
    return re.sub(r"[123]d$", "", name)
