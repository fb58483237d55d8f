"""Gradient penalties on D: tensors in, scalars out, differentiable twice (create_graph).

The caller multiplies: by gamma / 2 for r1 and r2, by the weight for the gradient penalty. Gradients
are taken of the sum of the logits, which gives each image its own gradient as long as no layer
mixes the batch; BatchNorm in D does mix it a little.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from gan_core.objectives.shared_rows import complete


def squared_gradient_norms(logits: Tensor, images: Sequence[Tensor]) -> list[Tensor]:
    """Squared norm of dD/dx, mean over each batch [N, C, H, W] in `images`, in one backward pass.

    On reals this is the R1 penalty, on fakes R2 (Mescheder et al., arXiv 1801.04406). `logits` is
    the sum over all of them; D must have seen the images with requires_grad.
    """
    gradients = torch.autograd.grad(logits, list(images), create_graph=True)
    norms = (gradient.flatten(1).square().sum(dim=1) for gradient in gradients)
    return [complete(squared).mean() for squared in norms]


def gradient_penalty(
    D: nn.Module,
    real: Tensor,  # [N, C, H, W], or [N, 2] where the data are points
    fake: Tensor,  # [M, ...]; of unequal batches the surplus of the larger is left out
    c: Tensor | None = None,  # class weights of the reals
    t: Tensor | None = None,  # [pairs]: where between real (0) and fake (1); drawn by default
) -> Tensor:
    """(norm of dD/dx - 1)^2 at points between reals and fakes, mean (arXiv 1704.00028)."""
    pairs = min(len(real), len(fake))
    one_each = (pairs, *[1] * (real.dim() - 1))
    if t is None:
        t = torch.rand(one_each, device=real.device, dtype=real.dtype)
    ends = real[:pairs].detach(), fake[:pairs].detach()
    mixed = torch.lerp(*ends, t.view(one_each)).requires_grad_()
    logits = D(mixed, None if c is None else c[:pairs])
    return (complete(_gradients(logits, mixed).norm(dim=1)) - 1).square().mean()


@torch.no_grad()
def clip_weights(D: nn.Module, bound: float) -> None:
    """Clip every parameter of D to +-bound, in place (arXiv 1701.07875)."""
    for parameter in D.parameters():
        parameter.clamp_(-bound, bound)


def _gradients(logits: Tensor, images: Tensor) -> Tensor:
    """dD/dx of each image, [N, C*H*W]."""
    (gradients,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
    return gradients.flatten(1)
