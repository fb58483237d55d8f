"""One update of D and one update of G, with every training option applied.

A recipe's step says what is special about it: which noise, which fakes, which modes, which order.
All randomness comes from torch's global generator, and an option that is off draws nothing.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn, optim

from gan_core.config.training_options import AUTO, CROSS_ENTROPIES, TrainingOptions
from gan_core.data.images import SYMMETRIC, DataRange, to_unit
from gan_core.objectives import losses
from gan_core.objectives.annealing import instance_noise_std
from gan_core.objectives.augmentation import augment
from gan_core.objectives.frechet_loss import FrechetLoss
from gan_core.objectives.penalties import clip_weights, gradient_penalty, squared_gradient_norms

Stats = dict[str, Tensor]  # detached scalars


@dataclass
class GANState:
    """The two networks in training and their optimisers."""

    G: nn.Module  # (z [N, z_dim], c [N, num_classes] or None) -> images in the recipe's data range
    D: nn.Module  # (images, c) -> logits [N], higher is more real
    opt_G: optim.Optimizer
    opt_D: optim.Optimizer
    images_seen: int = 0  # real images before this step; instance noise fades with it
    step: int = 0  # updates of G before this one; lazy regularisation counts them
    augment_share: Tensor | None = None  # [] where it grows: of D's inputs, now
    frechet: FrechetLoss | None = None  # what it adds to G's loss now


@dataclass
class DiscriminatorLoss:
    """D's loss on a batch of real and a batch of fake images, and the logits behind it."""

    loss: Tensor  # with penalties; what D's optimiser minimises
    real_logits: Tensor  # [N]
    fake_logits: Tensor  # [M]
    stats: Stats


def d_step_batches(
    real: Tensor, c: Tensor | None, settings: TrainingOptions
) -> Iterator[tuple[Tensor, Tensor | None]]:
    """Real images and class weights for each of the d_steps updates of D."""
    classes = (None,) if c is None else c.split(settings.batch_size)
    for index, part in enumerate(real.split(settings.batch_size)):
        yield part, None if c is None else classes[index]


def draw_z(count: int, settings: TrainingOptions, like: Tensor) -> Tensor:
    """Fresh z [count, z_dim] on the device of `like`."""
    return torch.randn(count, settings.z_dim, device=like.device)


def repeat_classes(c: Tensor | None, count: int) -> Tensor | None:
    """Class weights [count, num_classes] for more fakes than reals: the reals' ones, repeated."""
    if c is None or len(c) == count:
        return c
    return c[torch.arange(count, device=c.device) % len(c)]


def discriminator_loss(
    gan: GANState,
    real: Tensor,
    fake: Tensor,
    c: Tensor | None,
    settings: TrainingOptions,
    reduction: str = "sum",
    data_range: DataRange = SYMMETRIC,
    together: bool = False,
) -> DiscriminatorLoss:
    """D's loss on real and fake images, in two forward passes (for BatchNorm) or `together`.

    Fakes have the class weights c, repeated where there are more. "loss/D" excludes penalties.
    """
    D, due = gan.D, penalty_due(settings, gan.step)
    now = gan.images_seen, gan.augment_share
    real = discriminator_input(real, settings, data_range, *now)
    fake = discriminator_input(fake, settings, data_range, *now)
    if settings.r1_gamma and due:
        real = real.detach().requires_grad_()
    if settings.r2_gamma and due and not fake.requires_grad:
        fake = fake.detach().requires_grad_()
    real_logits, fake_logits = _logits(D, real, fake, c, together)
    labels = targets(len(real), len(fake), settings, real.device)
    terms = losses.loss_D(settings.loss, real_logits, fake_logits, *labels)
    loss = losses.reduce_terms(*terms, reduction, len(real), len(fake))
    stats = {
        "loss/D": loss.detach(),
        "score/real": losses.scores(real_logits.detach()),
        "score/fake": losses.scores(fake_logits.detach()),
    }
    if settings.loss not in CROSS_ENTROPIES:  # there sigmoid(logit) is no probability
        stats["logit/real"] = real_logits.detach().mean()
        stats["logit/fake"] = fake_logits.detach().mean()
    if due:
        logits = real_logits.sum() + fake_logits.sum()
        for name, weight, penalty in _gradient_penalties(logits, real, fake, settings):
            loss, stats[name] = loss + weight * penalty, penalty.detach()
    if settings.gp_weight:
        penalty = gradient_penalty(D, real, fake, c)
        loss, stats["penalty/gp"] = loss + settings.gp_weight * penalty, penalty.detach()
    return DiscriminatorLoss(loss, real_logits, fake_logits, stats)


def penalty_due(settings: TrainingOptions, step: int) -> bool:
    """Whether update `step` applies R1 and R2 (lazy regularisation, arXiv 1912.04958)."""
    return bool(settings.r1_gamma or settings.r2_gamma) and step % settings.penalty_every == 0


def _logits(
    D: nn.Module, real: Tensor, fake: Tensor, c: Tensor | None, together: bool
) -> tuple[Tensor, Tensor]:
    classes = repeat_classes(c, len(fake))
    if not together:
        return D(real, c), D(fake, classes)
    both = None if c is None or classes is None else torch.cat([c, classes])
    logits = D(torch.cat([real, fake]), both)
    return logits[: len(real)], logits[len(real) :]


def _gradient_penalties(
    logits: Tensor, real: Tensor, fake: Tensor, settings: TrainingOptions
) -> Iterator[tuple[str, float, Tensor]]:
    """Name, weight and value of R1 and R2 where wanted, from one backward pass through D."""
    candidates = (
        ("penalty/r1", settings.r1_gamma, real),
        ("penalty/r2", settings.r2_gamma, fake),
    )
    wanted = [(name, gamma, images) for name, gamma, images in candidates if gamma]
    norms = squared_gradient_norms(logits, [images for _, _, images in wanted])
    for (name, gamma, _), norm in zip(wanted, norms, strict=True):
        yield name, settings.penalty_every * gamma / 2, norm


def update_D(
    gan: GANState,
    real: Tensor,
    fake: Tensor,  # detached here; no gradient reaches G
    c: Tensor | None,
    settings: TrainingOptions,
    reduction: str = "sum",
    data_range: DataRange = SYMMETRIC,
) -> Stats:
    """One update of D; its loss before the update, penalties and scores."""
    d_loss = discriminator_loss(gan, real, fake.detach(), c, settings, reduction, data_range)
    optimise_D(gan, d_loss, settings)
    return d_loss.stats


def optimise_D(gan: GANState, d_loss: DiscriminatorLoss, settings: TrainingOptions) -> None:
    """One optimiser step of D; only its own parameters receive gradients."""
    gan.opt_D.zero_grad(set_to_none=True)
    d_loss.loss.backward(inputs=list(gan.D.parameters()))
    step_D(gan, settings)


def step_D(gan: GANState, settings: TrainingOptions) -> None:
    """Apply the gradients D has, then clip its weights if the settings say so."""
    gan.opt_D.step()
    if settings.weight_clip:
        clip_weights(gan.D, settings.weight_clip)


def update_G(
    gan: GANState,
    fake: Tensor,  # with its graph
    real: Tensor,  # used by the relativistic loss alone
    c: Tensor | None,
    settings: TrainingOptions,
    data_range: DataRange = SYMMETRIC,
    real_logits: Tensor | None = None,  # of the reals, where they are known from D's update
) -> Stats:
    """One update of G against the current D, whose own gradients are not computed.

    "loss/G" excludes what the Frechet distance adds.
    """
    D, now = gan.D, (gan.images_seen, gan.augment_share)
    D.requires_grad_(False)
    fake_logits = D(
        discriminator_input(fake, settings, data_range, *now), repeat_classes(c, len(fake))
    )
    if settings.loss == "relativistic" and real_logits is None:
        real_logits = D(discriminator_input(real, settings, data_range, *now), c)
    loss_G = losses.loss_G(settings.loss, fake_logits, real_logits)
    gan.opt_G.zero_grad(set_to_none=True)
    added = gan.frechet(2 * to_unit(fake, data_range) - 1) if gan.frechet else 0
    (loss_G + added).backward()
    gan.opt_G.step()
    D.requires_grad_(True)
    return {"loss/G": loss_G.detach()}


def discriminator_input(
    images: Tensor,
    settings: TrainingOptions,
    data_range: DataRange,
    images_seen: int,
    share: float | Tensor | None = None,
) -> Tensor:
    """Images as D sees them: augmented, then with instance noise, where the settings say so.

    `share` of them is augmented: now, where it grows; else as the settings say.
    """
    if settings.augment not in ("none", AUTO):
        share = settings.augment_share if share is None else share
        images = augment(images, settings.augment, share, data_range)
    std = instance_noise_std(settings, images_seen) * (data_range[1] - data_range[0]) / 2
    return images + std * torch.randn_like(images) if std else images


def targets(
    reals: int, fakes: int, settings: TrainingOptions, device: torch.device
) -> tuple[losses.Target, losses.Target]:
    """D's targets for reals and for fakes, each [N] with label noise, drawn anew every batch."""
    if not settings.target_noise:
        return settings.real_label, settings.fake_label
    real_noise = settings.target_noise * torch.rand(reals, device=device)
    fake_noise = settings.target_noise * torch.rand(fakes, device=device)
    return settings.real_label - real_noise, settings.fake_label + fake_noise


@contextlib.contextmanager
def in_eval_mode(network: nn.Module) -> Iterator[None]:
    """Dropout off and BatchNorm on its running statistics while this lasts."""
    training = network.training
    network.eval()
    try:
        yield
    finally:
        network.train(training)
