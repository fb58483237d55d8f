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
        if not 1 <= self.z_dim <= MAX_Z:
            raise GanError(f"Its z has {self.z_dim} numbers; from 1 to {MAX_Z} are supported.")
        if not 2 <= len(self.widths) <= MAX_LAYERS:
            raise GanError(f"It has {len(self.widths)} layers; 2 to {MAX_LAYERS} are supported.")
        if len(self.biases) not in (0, len(self.widths)) or self.output not in OUTPUTS:
            raise GanError("Its description contradicts itself.")
        if not 2 <= self.first_side <= MAX_FIRST_SIDE or self.image_size > MAX_SIDE:
            raise GanError(
                f"Its images have {self.image_size} px a side; up to {MAX_SIDE} are supported."
            )
        if self.channels not in COLOURS or not all(
            1 <= width <= MAX_WIDTH for width in self.widths
        ):
            raise GanError(
                f"Its images have {self.channels} channels; 1 (greyscale) and 3 (colour) are "
                "supported."
            )

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
        return asdict(self)


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
