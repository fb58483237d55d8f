"""GAN objectives on logits: tensors in, scalars out; nothing here backprops, prints or logs.

Convention everywhere: a higher logit means more real, D(x) = sigmoid(logit), and a logit of 0 is
undecided. Every loss of D comes as its real and its fake term, so that a recipe can report their
sum or their mean as its source does.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.config.training_options import CROSS_ENTROPIES

Target = float | Tensor  # a number for all, or [N], in [0, 1]; 1 is real


def nonsaturating_loss_D(
    real_logits: Tensor,  # [N], unbounded
    fake_logits: Tensor,  # [N], unbounded
    real_label: Target = 1.0,  # below 1 is one-sided smoothing (arXiv 1606.03498)
    fake_label: Target = 0.0,  # above 0 smooths the other side too
) -> tuple[Tensor, Tensor]:
    """The real and the fake term of D's binary cross entropy (Goodfellow et al., arXiv 1406.2661).

    -[s log D(x) + (1 - s) log(1 - D(x))] and the same of D(G(z)) with the fake label, each a mean
    over its batch; each is ln 2 = 0.693 at chance level.
    """
    loss_D_real = (F.softplus(-real_logits) + (1 - real_label) * real_logits).mean()
    loss_D_fake = (F.softplus(fake_logits) - fake_label * fake_logits).mean()
    return loss_D_real, loss_D_fake


def nonsaturating_loss_G(fake_logits: Tensor) -> Tensor:
    """-log D(G(z)), mean over the batch: its gradient does not vanish while D is strong."""
    return F.softplus(-fake_logits).mean()


def minimax_loss_G(fake_logits: Tensor) -> Tensor:
    """log(1 - D(G(z))), mean: the zero-sum form; its gradient vanishes while D is strong."""
    return -F.softplus(fake_logits).mean()


def least_squares_loss_D(
    real_logits: Tensor, fake_logits: Tensor, real_label: Target = 1.0, fake_label: Target = 0.0
) -> tuple[Tensor, Tensor]:
    """(y - label)^2 / 2 with y = (1 + logit) / 2, means (Mao et al., arXiv 1611.04076, a=0 b=c=1).

    The paper squares D's bare output. Shifting it by a half keeps 0 undecided; D's last layer
    learns either form alike.
    """
    loss_D_real = ((1 + real_logits) / 2 - real_label).square().mean() / 2
    loss_D_fake = ((1 + fake_logits) / 2 - fake_label).square().mean() / 2
    return loss_D_real, loss_D_fake


def least_squares_loss_G(fake_logits: Tensor) -> Tensor:
    """(y - 1)^2 / 2 with y = (1 + logit) / 2, mean."""
    return ((1 + fake_logits) / 2 - 1).square().mean() / 2


def hinge_loss_D(real_logits: Tensor, fake_logits: Tensor) -> tuple[Tensor, Tensor]:
    """max(0, 1 - logit) on reals, max(0, 1 + logit) on fakes (Lim and Ye, arXiv 1705.02894)."""
    return F.relu(1 - real_logits).mean(), F.relu(1 + fake_logits).mean()


def wasserstein_loss_D(real_logits: Tensor, fake_logits: Tensor) -> tuple[Tensor, Tensor]:
    """-mean on reals, mean on fakes (Arjovsky et al., arXiv 1701.07875); the sum is -distance."""
    return -real_logits.mean(), fake_logits.mean()


def critic_loss_G(fake_logits: Tensor) -> Tensor:
    """-logit, mean: G's side of the hinge and of the Wasserstein loss."""
    return -fake_logits.mean()


def relativistic_loss_D(real_logits: Tensor, fake_logits: Tensor) -> tuple[Tensor, Tensor]:
    """-log sigmoid(real - fake) over pairs (Jolicoeur-Martineau, arXiv 1807.00734).

    One value a pair, given as two equal terms whose sum is the loss. Of unequal batches the
    surplus of the larger is left out.
    """
    half = _relativistic(real_logits, fake_logits) / 2
    return half, half


def relativistic_loss_G(fake_logits: Tensor, real_logits: Tensor) -> Tensor:
    """-log sigmoid(fake - real) over pairs, mean."""
    return _relativistic(fake_logits, real_logits)


def loss_D(
    loss: str,
    real_logits: Tensor,
    fake_logits: Tensor,
    real_label: Target = 1.0,
    fake_label: Target = 0.0,
) -> tuple[Tensor, Tensor]:
    """The real and the fake term of D's `loss`; labels are used by losses that have targets."""
    if loss in CROSS_ENTROPIES:
        return nonsaturating_loss_D(real_logits, fake_logits, real_label, fake_label)
    if loss == "least_squares":
        return least_squares_loss_D(real_logits, fake_logits, real_label, fake_label)
    if loss == "hinge":
        return hinge_loss_D(real_logits, fake_logits)
    if loss == "wasserstein":
        return wasserstein_loss_D(real_logits, fake_logits)
    assert loss == "relativistic", loss
    return relativistic_loss_D(real_logits, fake_logits)


def loss_G(loss: str, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
    """G's `loss`; only the relativistic one needs the real logits."""
    if loss == "relativistic":
        assert real_logits is not None, "the relativistic loss compares fakes with reals"
        return relativistic_loss_G(fake_logits, real_logits)
    if loss in ("hinge", "wasserstein"):
        return critic_loss_G(fake_logits)
    if loss == "least_squares":
        return least_squares_loss_G(fake_logits)
    if loss == "minimax":
        return minimax_loss_G(fake_logits)
    assert loss == "nonsaturating", loss
    return nonsaturating_loss_G(fake_logits)


def reduce_terms(
    loss_D_real: Tensor, loss_D_fake: Tensor, reduction: str, reals: int, fakes: int
) -> Tensor:
    """D's loss from its two terms: their "sum", or the "mean" over all `reals` + `fakes` images."""
    if reduction == "sum":
        return loss_D_real + loss_D_fake
    assert reduction == "mean", reduction
    return (reals * loss_D_real + fakes * loss_D_fake) / (reals + fakes)


def scores(logits: Tensor) -> Tensor:
    """D's mean probability of real, D(x) on reals and D(G(z)) on fakes; 0.5 at chance level."""
    return torch.sigmoid(logits).mean()


def _relativistic(winner: Tensor, loser: Tensor) -> Tensor:
    pairs = min(len(winner), len(loser))
    return F.softplus(loser[:pairs] - winner[:pairs]).mean()
