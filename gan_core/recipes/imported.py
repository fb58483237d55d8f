"""The network of an imported generator: transposed convolutions, as DCGANs of other programs have.

Every layer but the last is followed by BatchNorm and ReLU; the first one turns z into a square of
its kernel's side, each further one doubles the side. It cannot be trained here, so it is no recipe:
its generator file has `RECIPE` where others have a recipe's name.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import torch
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data.images import SYMMETRIC, UNIT, DataRange
from gan_core.recipes.base import COLOURS

RECIPE = "imported-dcgan"
Output = Literal["tanh", "sigmoid", "linear"]
OUTPUTS: tuple[Output, ...] = get_args(Output)

MAX_Z, MAX_WIDTH, MAX_SIDE = 1024, 8192, 256
MAX_LAYERS, MAX_FIRST_SIDE = 8, 16


@dataclass(frozen=True)
class Stack:
    """All that the network's shapes follow from."""

    z_dim: int
    widths: tuple[int, ...]
    """Channels of each layer's output, those of the image last."""
    first_side: int = 4
    """px; the kernel of the first layer, and so its output."""
    biases: tuple[bool, ...] = ()
    """Whether each convolution has a bias; empty if none has."""
    output: Output = "tanh"
    """Function after the last layer; linear values are clipped to [-1, 1] when they are shown."""

    def __post_init__(self) -> None:
        for what, value, low, high in (
            ("length of z", self.z_dim, 1, MAX_Z),
            ("number of layers", len(self.widths), 2, MAX_LAYERS),
            ("side of the first feature map", self.first_side, 2, MAX_FIRST_SIDE),
            ("image size", self.image_size, 2, MAX_SIDE),
            *(("width of each layer", width, 1, MAX_WIDTH) for width in self.widths),
        ):
            if not low <= value <= high:
                raise GanError(
                    f"The {what} of an imported generator is from {low} to {high:,}, not {value:,}."
                )
        if self.channels not in COLOURS:
            raise GanError(
                f"Images have 1 channel (greyscale) or 3 (colour), not {self.channels} as those of "
                "this generator."
            )
        if len(self.biases) not in (0, len(self.widths)) or self.output not in OUTPUTS:
            raise GanError("The description of the imported network contradicts itself.")

    @property
    def channels(self) -> int:
        return self.widths[-1]

    @property
    def image_size(self) -> int:
        return self.first_side << (len(self.widths) - 1)

    @property
    def data_range(self) -> DataRange:
        return UNIT if self.output == "sigmoid" else SYMMETRIC

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "widths": list(self.widths), "biases": list(self.biases)}


def stack_from(settings: dict[str, Any]) -> Stack:
    """The inverse of `Stack.to_json`, for untrusted values. Raises GanError or TypeError."""
    widths, biases = settings["widths"], settings.get("biases", ())
    return Stack(
        z_dim=_whole(settings["z_dim"]),
        widths=tuple(_whole(width) for width in widths),
        first_side=_whole(settings["first_side"]),
        biases=tuple(bool(bias) for bias in biases),
        output=settings["output"],
    )


class Generator(nn.Module):
    def __init__(self, stack: Stack):
        super().__init__()
        self.output = stack.output
        biases = stack.biases or (False,) * len(stack.widths)
        convolution = nn.ConvTranspose2d(
            stack.z_dim, stack.widths[0], stack.first_side, 1, 0, bias=biases[0]
        )
        stages: list[nn.Module] = [convolution]  # z [N, z_dim, 1, 1] -> [N, widths[0], side, side]
        for wide, narrow, bias in zip(stack.widths, stack.widths[1:], biases[1:], strict=False):
            stages += [nn.BatchNorm2d(wide), nn.ReLU(inplace=True)]
            stages += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=bias)]
        self.stages = nn.Sequential(*stages)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] -> images [N, C, H, W] in the stack's data range; there are no classes."""
        images = self.stages(z[:, :, None, None])
        if self.output == "linear":
            return images
        return torch.tanh(images) if self.output == "tanh" else torch.sigmoid(images)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value
