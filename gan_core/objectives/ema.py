"""The averaged generator: parameters averaged, buffers copied."""

import torch
from torch import Tensor, nn

Decay = float | Tensor  # a tensor where a captured step reads it anew at every replay

RAMP = 0.05  # half-life is at most this share of the images seen (StyleGAN2-ADA's rule)


def ema_decay(batch_size: int, images_seen: int, ema_kimg: float) -> float:
    """Decay of one update for a half-life of `ema_kimg` thousand images, less early on."""
    half_life = min(1000 * ema_kimg, RAMP * images_seen)
    return 0.5 ** (batch_size / half_life) if half_life > 0 else 0.0


@torch.no_grad()
def update_ema(G_ema: nn.Module, G: nn.Module, decay: Decay) -> None:
    """G_ema <- decay * G_ema + (1 - decay) * G for parameters; buffers are copied.

    Copying matters for BatchNorm: averaged weights with stale statistics generate wrong images.
    """
    averaged, current = dict(G_ema.named_parameters()), dict(G.named_parameters())
    assert averaged.keys() == current.keys(), "G_ema and G have different parameters"
    if isinstance(decay, Tensor):
        ahead = torch._foreach_sub(list(averaged.values()), list(current.values()))
        torch._foreach_mul_(ahead, decay)
        torch._foreach_copy_(list(averaged.values()), list(current.values()))
        torch._foreach_add_(list(averaged.values()), ahead)
    else:
        torch._foreach_lerp_(list(averaged.values()), list(current.values()), 1 - decay)
    for (name, target), (other, source) in zip(
        G_ema.named_buffers(), G.named_buffers(), strict=True
    ):
        assert name == other, "G_ema and G have different buffers"
        target.copy_(source)
