"""Attributes of an image of one object on a dark background. Pure and differentiable.

Images are float [N, C, H, W] in [0, 1]; attributes are [N] and use the mean over colour channels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

EPS = 1e-6
OUTER = 4  # the outer columns at each side are a quarter of the width


@dataclass(frozen=True)
class Attribute:
    """A named attribute and the words for it."""

    name: str
    of: Callable[[Tensor], Tensor]
    unit: str
    """Empty for a number from 0 to 1."""
    low: str
    """Describes an image with a low value."""
    high: str
    doc: str
    least: float = 0.0
    """A class whose mean over samples is lower hardly shows the attribute."""


def greyscale(images: Tensor) -> Tensor:
    """[N, C, H, W] -> [N, H, W]."""
    return images.mean(dim=1)


def brightness(images: Tensor) -> Tensor:
    """Brightness of the object whatever its size: mean pixel value, weighted by pixel value."""
    grey = greyscale(images)
    return (grey * grey).sum((1, 2)) / (grey.sum((1, 2)) + EPS)


def width(images: Tensor) -> Tensor:
    """Width in px of a bar with the same horizontal spread of brightness."""
    return extent(greyscale(images).sum(dim=1))


def height(images: Tensor) -> Tensor:
    """Height in px of a bar with the same vertical spread of brightness."""
    return extent(greyscale(images).sum(dim=2))


def extent(profile: Tensor) -> Tensor:
    """Length [N] of a uniform bar with the variance of `profile` [N, S], which is length^2 / 12."""
    positions = torch.arange(profile.shape[1], dtype=profile.dtype, device=profile.device)
    weights = profile / (profile.sum(dim=1, keepdim=True) + EPS)
    mean = (weights * positions).sum(dim=1, keepdim=True)
    return (12 * (weights * (positions - mean) ** 2).sum(dim=1) + EPS).sqrt()


def symmetry(images: Tensor) -> Tensor:
    """Share of the brightness that stays in place under left-right mirroring; 1 is symmetric."""
    grey = greyscale(images)
    difference = (grey - grey.flip(2)).abs().sum((1, 2))
    return 1 - difference / (2 * grey.sum((1, 2)) + EPS)


def sides(images: Tensor) -> Tensor:
    """Share of the brightness in the left and right quarters: the sleeves of a shirt."""
    grey = greyscale(images)
    outer = grey.shape[2] // OUTER
    both = grey[:, :, :outer].sum((1, 2)) + grey[:, :, -outer:].sum((1, 2))
    return both / (grey.sum((1, 2)) + EPS)


def texture(images: Tensor) -> Tensor:
    """Difference between neighbouring pixels, relative to the brightness."""
    grey = greyscale(images)
    down = (grey[:, 1:] - grey[:, :-1]).abs().sum((1, 2))
    across = (grey[:, :, 1:] - grey[:, :, :-1]).abs().sum((1, 2))
    return (down + across) / (2 * grey.sum((1, 2)) + EPS)


ATTRIBUTES: dict[str, Attribute] = {
    attribute.name: attribute
    for attribute in (
        Attribute("brightness", brightness, "", "darker", "brighter",
                  "Brightness of the object, whatever its size."),
        Attribute("width", width, "px", "narrower", "wider", "Width of the object."),
        Attribute("height", height, "px", "shorter", "taller", "Height of the object."),
        Attribute("symmetry", symmetry, "", "less symmetric", "more symmetric",
                  "How well the object matches its mirror image."),
        Attribute("sides", sides, "", "less at the sides", "more at the sides",
                  "Share of the brightness in the left and right quarters: the sleeves of a shirt.",
                  least=0.04),
        Attribute("texture", texture, "", "plain", "patterned",
                  "How much neighbouring pixels differ."),
    )
}  # fmt: skip
