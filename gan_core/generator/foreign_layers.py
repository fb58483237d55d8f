"""The architecture of a foreign generator, read from the shapes of its tensors.

Names only say which tensors belong to one layer ("main.0.weight", "main.0.bias"); what a layer is
and how layers fit together follows from shapes. Strides and padding are in no file: a 4x4 kernel
after the first layer is taken as a DCGAN's, which doubles the side.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.recipes.imported import Output, Stack

NORM = {"weight", "bias", "running_mean", "running_var"}
COUNTER = "num_batches_tracked"
DTYPES = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
WAYS = "DCGANs have 4x4 kernels with stride 2 and padding 1"


class NoGenerator(GanError):
    """These tensors are no DCGAN generator; `near` if they almost are, so that the reason helps."""

    def __init__(self, reason: str, near: bool = False):
        super().__init__(reason)
        self.near = near


@dataclass(frozen=True)
class Layers:
    """The layers with weights, in order: convolutions, and the BatchNorm behind each."""

    convolutions: list[dict[str, Tensor]]
    norms: list[dict[str, Tensor] | None]


def stack_of(tensors: Mapping[str, Tensor], output: Output) -> tuple[Stack, dict[str, Tensor]]:
    """The network and its weights under our names. Raises NoGenerator."""
    layers = _layers(tensors)
    kernels = [convolution["weight"].shape for convolution in layers.convolutions]
    if any(wide[1] != narrow[0] for wide, narrow in zip(kernels, kernels[1:], strict=False)):
        raise NoGenerator("its convolutions do not follow each other as those of a generator")
    if None in layers.norms[:-1]:
        raise NoGenerator("a layer before the last has no BatchNorm", near=True)
    if layers.norms[-1] is not None:
        raise NoGenerator("its last layer has a BatchNorm", near=True)
    for shape in kernels:
        if shape[2] != shape[3] or (shape is not kernels[0] and shape[2] != 4):
            size = f"{shape[2]}x{shape[3]}"
            raise NoGenerator(f"it has a {size} kernel, and {WAYS}", near=True)
    stack = Stack(
        z_dim=kernels[0][0],
        widths=tuple(shape[1] for shape in kernels),
        first_side=kernels[0][2],
        biases=tuple("bias" in convolution for convolution in layers.convolutions),
        output=output,
    )
    return stack, _renamed(layers)


def is_discriminator(tensors: Mapping[str, Tensor]) -> bool:
    """Whether these are convolutions from images down to few numbers, as in a DCGAN's D."""
    kernels = [t.shape for t in tensors.values() if t.ndim == 4]
    chained = all(narrow[0] == wide[1] for narrow, wide in zip(kernels, kernels[1:], strict=False))
    return len(kernels) > 1 and chained and kernels[0][1] <= 4


def has_statistics(weights: Mapping[str, Tensor]) -> bool:
    """Whether BatchNorm's running statistics were ever updated; copies of weights often were not.

    They start at mean 0 and variance 1.
    """
    means = [t for name, t in weights.items() if name.endswith("running_mean")]
    return any(mean.any() for mean in means)


def _layers(tensors: Mapping[str, Tensor]) -> Layers:
    modules: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        module, _, leaf = name.rpartition(".")
        modules.setdefault(module, {})[leaf] = tensor
    layers = Layers([], [])
    for name, leaves in modules.items():
        weight = leaves.get("weight")
        if weight is None or not all(map(_is_plain, leaves.values())):
            raise NoGenerator(f"{_quoted(name)} is no convolution and no BatchNorm")
        if weight.ndim == 4 and leaves.keys() <= {"weight", "bias"}:
            layers.convolutions.append(leaves)
            layers.norms.append(None)
        elif weight.ndim == 1 and leaves.keys() - {COUNTER} == NORM:
            _check_norm(name, leaves, layers)
            layers.norms[-1] = leaves
        elif weight.ndim == 1 and leaves.keys() == {"weight", "bias"}:
            raise NoGenerator("its BatchNorm has no running statistics", near=True)
        else:
            raise NoGenerator(f"{_quoted(name)} is no convolution and no BatchNorm")
        if any(t.dtype not in DTYPES for leaf, t in leaves.items() if leaf != COUNTER):
            raise NoGenerator(f"{_quoted(name)} has no floating-point numbers")
    if len(layers.convolutions) < 2:
        raise NoGenerator("it has fewer than two convolutions")
    _check_biases(layers)
    return layers


def _check_norm(name: str, leaves: dict[str, Tensor], layers: Layers) -> None:
    if not layers.convolutions or layers.norms[-1] is not None:
        raise NoGenerator(f"{_quoted(name)} does not follow a convolution")
    width = layers.convolutions[-1]["weight"].shape[1]
    if any(leaves[leaf].shape != (width,) for leaf in NORM):
        raise NoGenerator(f"{_quoted(name)} does not fit the convolution before it")


def _check_biases(layers: Layers) -> None:
    for convolution in layers.convolutions:
        bias, width = convolution.get("bias"), convolution["weight"].shape[1]
        if bias is not None and bias.shape != (width,):
            raise NoGenerator("its convolutions do not follow each other as those of a generator")


def _renamed(layers: Layers) -> dict[str, Tensor]:
    """Weights as `imported.Generator` names them, in single precision."""
    found: dict[str, Tensor] = {}
    for number, (convolution, norm) in enumerate(
        zip(layers.convolutions, layers.norms, strict=True)
    ):
        for place, leaves in ((3 * number, convolution), (3 * number + 1, norm)):
            for leaf, tensor in (leaves or {}).items():
                if leaf != COUNTER:
                    found[f"stages.{place}.{leaf}"] = tensor.detach().float().contiguous()
        if norm is not None:  # files of PyTorch 0.3 have no counter; nothing here reads it
            count = norm.get(COUNTER, torch.tensor(0))
            found[f"stages.{3 * number + 1}.{COUNTER}"] = count.detach().long().reshape(())
    return found


def _quoted(name: str) -> str:
    return f'"{name[:60]}"'


def _is_plain(tensor: Tensor) -> bool:
    return tensor.layout == torch.strided and tensor.device.type == "cpu"
