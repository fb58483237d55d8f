"""Truncation and interpolation of latent vectors. Pure functions of z [N, z_dim]."""

import torch
from torch import Tensor

from gan_core import GanError

METHODS = ("slerp", "lerp")


def truncate(z: Tensor, threshold: float | None) -> Tensor:
    """z as if drawn from a normal truncated at +-threshold; None leaves it unchanged.

    BigGAN (arXiv 1809.11096) redraws values beyond the threshold, which makes images jump when a
    slider moves. Mapping each value from the normal to the truncated normal distribution by their
    distribution functions gives the same distribution and changes smoothly.
    """
    if threshold is None:
        return z
    if not 0.01 <= threshold <= 8:
        raise GanError(f"Truncation must be between 0.01 and 8, not {threshold:g}.")
    below = torch.special.ndtr(torch.tensor(-threshold, dtype=torch.float64))
    probability = below + torch.special.ndtr(z.double()) * (1 - 2 * below)
    return torch.special.ndtri(probability).to(z.dtype).clamp(-threshold, threshold)


def lerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """The straight line from a (t = 0) to b (t = 1). a, b [..., z_dim]; t broadcasts against them.

    Between random points it comes closer to the origin than the samples G was trained on.
    """
    return a + (b - a) * t


def slerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """The arc from a to b at constant angular speed (Shoemake 1985; White, arXiv 1609.04468).

    Parallel, opposite or zero vectors have no unique arc; they use the straight line.
    """
    dtype, a, b = a.dtype, a.double(), b.double()  # float32 fails near opposite vectors
    cosine = torch.nn.functional.cosine_similarity(a, b, dim=-1, eps=1e-12)[..., None]
    angle = torch.acos(cosine.clamp(-1, 1))
    sine = torch.sin(angle)
    arc = (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / sine.clamp(min=1e-6)
    zero = (a == 0).all(-1, keepdim=True) | (b == 0).all(-1, keepdim=True)
    return torch.where(zero | (sine < 1e-4), lerp(a, b, t), arc).to(dtype)


def interpolate(a: Tensor, b: Tensor, t: Tensor, method: str = "slerp") -> Tensor:
    """Points between a and b by `method`, one for each t."""
    if method not in METHODS:
        raise GanError(f'Interpolation is by slerp or lerp, not "{method}".')
    return (slerp if method == "slerp" else lerp)(a, b, t)
