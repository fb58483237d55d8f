"""Differentiable augmentation of what D sees, reals and fakes alike, after Zhao et al.,
"Differentiable Augmentation for Data-Efficient GAN Training" (arXiv 2006.10738).

Gradients pass through to the generator, so that G learns the plain images, not the augmented ones.
Where only a share of the images is augmented, D also sees plain ones (ADA, arXiv 2006.06676).
Each image draws its own strength from torch's generator. Shape and type stay.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.config.training_options import POLICIES
from gan_core.data.images import SYMMETRIC, DataRange

BRIGHTNESS = 0.25  # of the pixel range, either way; the paper's 0.5 of [-1, 1]
TRANSLATION = 1 / 8  # of the side, either way
CUTOUT = 1 / 2  # of the side


def augment(
    images: Tensor, policy: str, share: float | Tensor = 1.0, data_range: DataRange = SYMMETRIC
) -> Tensor:
    """images [N, C, H, W] in `data_range`, each augmented by `policy` with probability `share`.

    "none" leaves all alone. Uncovered and cut-out pixels take the middle of the range. A share in a
    tensor is not waited for.
    """
    assert policy in POLICIES, policy
    if isinstance(share, Tensor) or share < 1:
        chosen = torch.rand(len(images), 1, 1, 1, device=images.device) < share
        return torch.where(chosen, augment(images, policy, data_range=data_range), images)
    low, high = data_range
    middle = (low + high) / 2
    if policy in ("brightness", "all"):
        images = brightness(images, BRIGHTNESS * (high - low))
    if policy in ("translation", "translation+cutout", "all"):
        images = translation(images, TRANSLATION, middle)
    if policy in ("cutout", "translation+cutout", "all"):
        images = cutout(images, CUTOUT, middle)
    return images


def brightness(images: Tensor, amount: float) -> Tensor:
    """A constant from [-amount, amount] added to each image."""
    shift = torch.rand(len(images), 1, 1, 1, device=images.device) * 2 - 1
    return images + amount * shift


def translation(images: Tensor, share: float, fill: float) -> Tensor:
    """Each image moved by whole pixels, at most `share` of its side along either axis."""
    count, _, height, width = images.shape
    down, right = round(height * share), round(width * share)
    padded = F.pad(images, (right, right, down, down), value=fill)
    rows = _shifts(count, down, images.device) + torch.arange(height, device=images.device)
    columns = _shifts(count, right, images.device) + torch.arange(width, device=images.device)
    own = torch.arange(count, device=images.device)[:, None, None]
    moved = padded.permute(0, 2, 3, 1)[own, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def cutout(images: Tensor, share: float, fill: float) -> Tensor:
    """A square of `share` of the side set to `fill`; its centre lies anywhere in the image."""
    count, _, height, width = images.shape
    rows = _hole(count, height, share, images.device)[:, :, None]
    columns = _hole(count, width, share, images.device)[:, None, :]
    return torch.where((rows & columns)[:, None], torch.full_like(images, fill), images)


def _shifts(count: int, most: int, device: torch.device) -> Tensor:
    """Offsets into an image padded by `most`, 0 to 2 * most, [N, 1]."""
    return torch.randint(0, 2 * most + 1, (count, 1), device=device)


def _hole(count: int, side: int, share: float, device: torch.device) -> Tensor:
    """Which positions along one axis are cut out, [N, side]."""
    centre = torch.randint(0, side, (count, 1), device=device)
    half = side * share / 2
    position = torch.arange(side, device=device)
    return (position >= centre - half) & (position < centre + half)
