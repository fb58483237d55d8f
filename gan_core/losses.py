"""GAN objectives on logits: tensors in, scalar out; nothing here backprops, prints or logs.

Convention everywhere: a higher logit means more real, D(x) = sigmoid(logit).
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def nonsaturating_loss_D(
    real_logits: Tensor,  # [N], unbounded
    fake_logits: Tensor,  # [N], unbounded
    real_label: float = 1.0,  # target of reals; below 1 is one-sided smoothing (arXiv 1606.03498)
) -> tuple[Tensor, Tensor]:
    """The two halves of D's binary cross entropy (Goodfellow et al., arXiv 1406.2661).

    -[s log D(x) + (1 - s) log(1 - D(x))] and -log(1 - D(G(z))), each a mean over its batch;
    each is ln 2 = 0.693 when D cannot tell.
    """
    loss_D_real = (F.softplus(-real_logits) + (1 - real_label) * real_logits).mean()
    loss_D_fake = F.softplus(fake_logits).mean()
    return loss_D_real, loss_D_fake


def nonsaturating_loss_G(fake_logits: Tensor) -> Tensor:
    """-log D(G(z)), mean over the batch: the form that keeps its gradient while D is winning."""
    return F.softplus(-fake_logits).mean()


def scores(logits: Tensor) -> Tensor:
    """D's mean probability of real, D(x) on reals and D(G(z)) on fakes; 0.5 when D cannot tell."""
    return torch.sigmoid(logits).mean()
