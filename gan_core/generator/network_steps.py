"""A generator as a list of steps, for the engine that draws its images in a browser.

The steps are recorded while the real modules run once without values, so a new recipe needs nothing
here as long as it is a chain of the operations below. Weights are named as in the generator file.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from gan_core import GanError
from gan_core.recipes.generators import build_generator, data_range_of
from gan_core.recipes.layers import upsampled_in_two_steps
from gan_core.recipes.without_values import without_values

FORMAT = "gan-playground network 1"

Step = dict[str, Any]


class NotDescribed(GanError):
    """G is not a chain of the operations that can be described; only torch can run it."""


def describe_network(about: dict[str, Any]) -> dict[str, Any]:
    """The network that a generator file describes, as plain JSON values.

    `steps` turn z [z_dim] and class weights c [num_classes] into an image [channels, image_size,
    image_size] in `range`. Raises NotDescribed for a network that is more than a chain.
    """
    z_dim, num_classes = int(about["settings"]["z_dim"]), int(about["num_classes"])
    with without_values():
        G = upsampled_in_two_steps(build_generator(about).eval())
        z = torch.empty(1, z_dim)
        c = torch.empty(1, num_classes) if num_classes else None
    return {
        "format": FORMAT,
        "z_dim": z_dim,
        "num_classes": num_classes,
        "channels": int(about["channels"]),
        "image_size": int(about["image_size"]),
        "range": list(data_range_of(about)),
        "steps": _recorded(G, z, c),
    }


def _recorded(G: nn.Module, z: Tensor, c: Tensor | None) -> list[Step]:
    recorder = _Recorder(G, z, c)
    with torch.no_grad(), recorder:
        images = G(z, c)
    if images is not recorder.current or any(step["op"] == "pad" for step in recorder.steps):
        raise NotDescribed("The image of this generator is not the end of a chain of layers.")
    return recorder.steps


class _Recorder(TorchFunctionMode):
    """Writes down each torch function that is applied to z, or to what became of it."""

    def __init__(self, G: nn.Module, z: Tensor, c: Tensor | None):
        super().__init__()
        named = [*G.named_parameters(), *G.named_buffers()]
        self.names = {id(tensor): name for name, tensor in named}
        self.current, self.classes = z, c
        self.steps: list[Step] = []
        self.embedding: str | None = None  # of the classes; applied where they join z

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if not isinstance(result, Tensor):  # a question about shapes
            return result
        name = func.__name__
        if name == "linear" and args[0] is self.classes:
            self._embed(result, *args[1:])
            return result
        source = args[0][0] if name == "cat" else args[0]
        if name not in _OPERATIONS or source is not self.current:
            raise NotDescribed(f"A browser cannot draw this generator: it applies {name}.")
        try:
            _OPERATIONS[name](self, result, *args[1:], **(kwargs or {}))
        except (KeyError, TypeError, ValueError) as error:  # other arguments, or a computed weight
            raise NotDescribed(
                f"A browser cannot draw this generator: it applies {name} in another way than ours."
            ) from error
        self.current = result
        return result

    def add(self, op: str, **values: Any) -> None:
        self.steps.append({"op": op, **values})

    def name(self, tensor: Tensor | None) -> str | None:
        return None if tensor is None else self.names[id(tensor)]

    def shape(self) -> tuple[int, ...]:
        """Of the current value, without the batch."""
        return tuple(self.current.shape[1:])

    def _embed(self, result: Tensor, weight: Tensor, bias: Tensor | None = None) -> None:
        _refuse(bias is not None or self.embedding is not None, "classes with more than one layer")
        self.embedding, self.classes = self.name(weight), result

    # one method for each operation; the arguments are those of torch after the input

    def cat(self, result: Tensor, dim: int = 0) -> None:
        self.add("join_classes", embedding=self.embedding)

    def linear(self, result: Tensor, weight: Tensor, bias: Tensor | None = None) -> None:
        self.add("linear", weight=self.name(weight), bias=self.name(bias))

    def conv2d(
        self, result: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any, *rest: Any
    ) -> None:
        dilation, groups = rest
        _refuse(tuple(dilation) != (1, 1) or groups != 1, "dilated or grouped convolutions")
        (vertical, horizontal), around = padding, [0, 0, 0, 0]
        if self.steps and self.steps[-1]["op"] == "pad":
            around = self.steps.pop()["around"]
        top, left, bottom, right = around
        self.add(
            "conv", weight=self.name(weight), bias=self.name(bias), stride=_square(stride),
            pad=[top + vertical, left + horizontal, bottom + vertical, right + horizontal],
        )  # fmt: skip

    def conv_transpose2d(
        self, result: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any, *rest: Any
    ) -> None:
        output_padding, groups, dilation = rest
        _refuse(tuple(dilation) != (1, 1) or groups != 1, "dilated or grouped convolutions")
        _refuse(any(output_padding), "output padding")
        self.add(
            "conv_transpose", weight=self.name(weight), bias=self.name(bias),
            stride=_square(stride), pad=_square(padding),
        )  # fmt: skip

    def pad(self, result: Tensor, sides: Any, *mode: Any, **_: Any) -> None:
        _refuse(bool(mode) and mode[0] != "constant", "padding by other values than 0")
        left, right, top, bottom = sides
        self.add("pad", around=[top, left, bottom, right])

    def batch_norm(
        self, result: Tensor, mean: Tensor, variance: Tensor, *, weight: Tensor | None,
        bias: Tensor | None, eps: float, **_: Any,
    ) -> None:  # fmt: skip
        self.add(
            "batch_norm", mean=self.name(mean), variance=self.name(variance),
            weight=self.name(weight), bias=self.name(bias), eps=eps,
        )  # fmt: skip

    def relu(self, result: Tensor, inplace: bool = False) -> None:
        self.add("leaky_relu", slope=0.0)

    def leaky_relu(self, result: Tensor, negative_slope: float, inplace: bool = False) -> None:
        self.add("leaky_relu", slope=negative_slope)

    def tanh(self, result: Tensor) -> None:
        self.add("tanh")

    def sigmoid(self, result: Tensor) -> None:
        self.add("sigmoid")

    def dropout(self, result: Tensor, *_: Any, **__: Any) -> None:
        """Nothing in eval mode."""

    def interpolate(self, result: Tensor, *_: Any, mode: str = "nearest", **__: Any) -> None:
        _refuse(mode != "nearest", "smooth upsampling")
        height, width = self.shape()[1:]
        factor = result.shape[2] // height
        whole = (height * factor, width * factor)
        _refuse(tuple(result.shape[2:]) != whole, "upsampling by no whole factor")
        self.add("upsample", factor=factor)

    def pixel_shuffle(self, result: Tensor, factor: int) -> None:
        self.add("pixel_shuffle", factor=factor)

    def unflatten(self, result: Tensor, *_: Any) -> None:
        self._to_map(*result.shape[1:])

    def permute(self, result: Tensor, *order: Any) -> None:
        """Of a vector that was unflattened to [N, H, W, C]."""
        is_map = bool(self.steps) and self.steps[-1]["op"] == "to_map"
        _refuse(not is_map or order != (0, 3, 1, 2), "permuted dimensions")
        self.steps.pop()
        channels, height, width = result.shape[1:]
        self._to_map(channels, height, width, channels_last=True)

    def __getitem__(self, result: Tensor, index: Any) -> None:
        if index == (slice(None), slice(None), None, None):
            return self._to_map(self.shape()[0], 1, 1)
        _refuse(len(index) != 4 or index[:2] != (slice(None),) * 2, "indexing")
        _refuse(any(part.step not in (None, 1) for part in index[2:]), "indexing")
        top, left = (
            part.indices(side)[0] for part, side in zip(index[2:], self.shape()[1:], strict=True)
        )
        self.add("crop", top=top, left=left, height=result.shape[2], width=result.shape[3])

    def _to_map(self, channels: int, height: int, width: int, channels_last: bool = False) -> None:
        self.add(
            "to_map", channels=channels, height=height, width=width, channels_last=channels_last
        )


_OPERATIONS: dict[str, Callable[..., None]] = {
    method.__name__: method
    for method in (
        _Recorder.cat, _Recorder.linear, _Recorder.conv2d, _Recorder.conv_transpose2d,
        _Recorder.pad, _Recorder.batch_norm, _Recorder.relu, _Recorder.leaky_relu, _Recorder.tanh,
        _Recorder.sigmoid, _Recorder.dropout, _Recorder.interpolate, _Recorder.pixel_shuffle,
        _Recorder.unflatten, _Recorder.permute, _Recorder.__getitem__,
    )
}  # fmt: skip


def _refuse(condition: bool, what: str) -> None:
    if condition:
        raise NotDescribed(f"A browser cannot draw this generator: it has {what}.")


def _square(sides: Any) -> int:
    _refuse(sides[0] != sides[1], "layers that are not square")
    return int(sides[0])
