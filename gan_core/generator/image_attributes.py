"""What can be measured on a picture of one thing on a dark ground. Pure and differentiable.

Pictures are float [N, C, H, W] in [0, 1]; "light" is their mean over colours. Each measure is [N].
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

EPS = 1e-6
OUTER = 4  # a quarter of the width on either side


@dataclass(frozen=True)
class Attribute:
    """A named attribute, and how it is spoken of."""

    name: str
    of: Callable[[Tensor], Tensor]
    unit: str
    low: str
    """What a picture is called that has little of it."""
    high: str
    doc: str
    least: float = 0.0
    """Where the mean over samples is below this, there is nothing to attribute."""


def light(images: Tensor) -> Tensor:
    """[N, C, H, W] -> [N, H, W]."""
    return images.mean(dim=1)


def brightness(images: Tensor) -> Tensor:
    """How bright the thing is, whatever its size: brightness averaged with itself as weight."""
    grey = light(images)
    return (grey * grey).sum((1, 2)) / (grey.sum((1, 2)) + EPS)


def width(images: Tensor) -> Tensor:
    """Width of the bar whose light is spread as far about its middle, in px."""
    return extent(light(images).sum(dim=1))


def height(images: Tensor) -> Tensor:
    """Height of the bar whose light is spread as far about its middle, in px."""
    return extent(light(images).sum(dim=2))


def extent(profile: Tensor) -> Tensor:
    """Length [N] of a uniform bar with the variance of `profile` [N, S], which is length^2/12."""
    places = torch.arange(profile.shape[1], dtype=profile.dtype, device=profile.device)
    shares = profile / (profile.sum(dim=1, keepdim=True) + EPS)
    middle = (shares * places).sum(dim=1, keepdim=True)
    return (12 * (shares * (places - middle) ** 2).sum(dim=1) + EPS).sqrt()


def symmetry(images: Tensor) -> Tensor:
    """Share of the light that the mirror image has in the same place; 1 is a perfect mirror."""
    grey = light(images)
    apart = (grey - grey.flip(2)).abs().sum((1, 2))
    return 1 - apart / (2 * grey.sum((1, 2)) + EPS)


def sides(images: Tensor) -> Tensor:
    """Share of the light in the outer quarters: the sleeves, on a shirt."""
    grey = light(images)
    outer = grey.shape[2] // OUTER
    both = grey[:, :, :outer].sum((1, 2)) + grey[:, :, -outer:].sum((1, 2))
    return both / (grey.sum((1, 2)) + EPS)


def texture(images: Tensor) -> Tensor:
    """Change from pixel to pixel, as a share of the light."""
    grey = light(images)
    down = (grey[:, 1:] - grey[:, :-1]).abs().sum((1, 2))
    across = (grey[:, :, 1:] - grey[:, :, :-1]).abs().sum((1, 2))
    return (down + across) / (2 * grey.sum((1, 2)) + EPS)


ATTRIBUTES: dict[str, Attribute] = {
    attribute.name: attribute
    for attribute in (
        Attribute("brightness", brightness, "of 1", "darker", "brighter",
                "How bright the thing is, whatever its size."),
        Attribute("width", width, "px", "narrower", "wider", "How far its light reaches sideways."),
        Attribute("height", height, "px", "shorter", "taller", "How far its light reaches upright."),
        Attribute("symmetry", symmetry, "of 1", "lopsided", "symmetrical",
                "How much of it lies where its mirror image lies."),
        Attribute("sides", sides, "of 1", "slim", "spread out",
                "Share of its light in the outer quarters: the sleeves, on a shirt.", least=0.04),
        Attribute("texture", texture, "of 1", "plain", "patterned",
                "How much it changes from pixel to pixel."),
    )
}  # fmt: skip
