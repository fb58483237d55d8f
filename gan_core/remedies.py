"""Objectives and stabilisers that any recipe can take: their settings, and what contradicts what.

All are off by default, so that a recipe is what was published until somebody asks for more.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from gan_core.augment import POLICIES
from gan_core.config import Settings, setting
from gan_core.errors import GanError
from gan_core.losses import LOSSES, TARGETED

LAST_RATE = 0.05  # of the learning rates, at the end of a run that anneals
PRECISIONS = ("fp32", "bf16")
UNSETTLED = "auto"  # a choice left to the device or the data, see Recipe.settle; until then, off


@dataclass(frozen=True)
class RemedySettings(Settings):
    """The options every recipe shares; contradictory ones are refused when they are put together.

    Different learning rates for G and D (TTUR, arXiv 1706.08500) are lr_G and lr_D.
    """

    loss: str = setting("nonsaturating", "The game that G and D play.", choices=LOSSES)
    d_steps: int = setting(
        1, "Updates of D, each on a batch of its own, before every update of G.",
        unit="updates", low=1, high=20,
    )  # fmt: skip
    fake_label: float = setting(
        0.0, "What D is told of fakes; above 0 smooths this side too.", low=0.0, high=0.5
    )
    target_noise: float = setting(
        0.0, "Each label D is told moves towards the other by a random amount up to this.",
        low=0.0, high=0.5,
    )  # fmt: skip
    instance_noise: float = setting(
        0.0, "Standard deviation of noise on all that D sees; 1 is half the pixel range.",
        low=0.0, high=2.0,
    )  # fmt: skip
    instance_noise_kimg: float = setting(
        500.0, "The instance noise fades evenly and is gone after these images.",
        unit="thousand images", low=0.1, high=1e6,
    )  # fmt: skip
    augment: str = setting(
        "none", "How all that D sees is shaken (DiffAugment), against learning by heart.",
        choices=POLICIES,
    )  # fmt: skip
    r1_gamma: float = setting(
        0.0, "Keeps D flat around reals (R1 penalty); best without BatchNorm in D.",
        low=0.0, high=1000.0,
    )  # fmt: skip
    r2_gamma: float = setting(
        0.0, "Keeps D flat around fakes (R2 penalty); best without BatchNorm in D.",
        low=0.0, high=1000.0,
    )  # fmt: skip
    penalty_every: int = setting(
        1, "R1 and R2 are taken at every such update and count as often; more is faster.",
        unit="updates", low=1, high=64,
    )  # fmt: skip
    anneal: float = setting(
        0.0, "The last share of the run, in which both learning rates fall to a twentieth.",
        low=0.0, high=1.0,
    )  # fmt: skip
    precision: str = setting(
        "fp32", "Numbers the networks compute in; bf16 is faster where the processor has it.",
        choices=PRECISIONS,
    )  # fmt: skip
    gp_weight: float = setting(
        0.0, "Holds D's slope at 1 between reals and fakes; 10 in WGAN-GP.", low=0.0, high=1000.0
    )
    weight_clip: float = setting(
        0.0, "Cuts D's weights off at this size; 0.01 in WGAN, 0 leaves them.", low=0.0, high=10.0
    )
    spectral_norm: bool = setting(
        False, "Bounds how fast each layer of D can change its output (spectral normalisation)."
    )
    minibatch_std: bool = setting(
        False, "Shows D how varied its batch is, against mode collapse (minibatch deviation)."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _refuse_contradictions(self)


def _refuse_contradictions(settings: RemedySettings) -> None:
    told = (settings.real_label, settings.fake_label, settings.target_noise)
    if settings.loss not in TARGETED and told != (1.0, 0.0, 0.0):
        raise GanError(
            f"The {settings.loss} loss tells D no labels, so none can be smoothed or noisy; set "
            "real_label=1, fake_label=0 and target_noise=0, or another loss."
        )
    noise = settings.target_noise
    if settings.real_label - noise < settings.fake_label + noise:
        raise GanError(
            "The labels of reals and fakes overlap, so D could not tell them apart; raise "
            "real_label, or lower fake_label or target_noise."
        )
    if settings.weight_clip and (settings.gp_weight or settings.spectral_norm):
        other = "gp_weight=0" if settings.gp_weight else "spectral_norm=false"
        raise GanError(
            f"Two bounds on D's slope at once fight each other; set weight_clip=0 or {other}."
        )
    if settings.loss == "wasserstein" and not (
        settings.weight_clip or settings.gp_weight or settings.spectral_norm
    ):
        raise GanError(
            "A Wasserstein critic needs a bound on its slope; set gp_weight=10, weight_clip=0.01 "
            "or spectral_norm=true as well."
        )


def learning_rate_factor(settings: RemedySettings, progress: float) -> float:
    """What both learning rates are multiplied by at `progress` (0 to 1) of the run's budget.

    1 until the last `anneal` of the run, then half a cosine down to LAST_RATE.
    """
    into = (progress - (1 - settings.anneal)) / settings.anneal if settings.anneal else 0.0
    cosine = (1 + math.cos(math.pi * min(1.0, max(0.0, into)))) / 2
    return LAST_RATE + (1 - LAST_RATE) * cosine


def instance_noise_std(settings: RemedySettings, images_seen: int) -> float:
    """Standard deviation of the instance noise now (arXiv 1610.04490), in half pixel ranges."""
    left = 1 - images_seen / (1000 * settings.instance_noise_kimg)
    return settings.instance_noise * max(0.0, left)


def dress(D: nn.Module, settings: RemedySettings) -> nn.Module:
    """D with the networks' remedies built in; its last layer is called `to_logit` in every recipe.

    Spectral norm (arXiv 1802.05957) divides each weight by its largest singular value, which is
    followed by one power iteration a forward pass; its vectors are buffers, so they are saved.
    """
    if settings.spectral_norm:
        for module in list(D.modules()):
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                parametrizations.spectral_norm(module)
    if settings.minibatch_std:
        D.to_logit = WithBatchDeviation(D.to_logit)
    return D


class WithBatchDeviation(nn.Module):
    """A last layer that also sees how varied its batch is (Karras et al., arXiv 1710.10196).

    The paper appends the mean deviation over the batch as one more feature. In a last layer with a
    single output that is the layer plus this feature times one weight, which starts at 0.
    """

    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layer = layer
        self.weight = nn.Parameter(torch.zeros(()))

    def forward(self, features: Tensor) -> Tensor:
        """features [N, ...] -> what `layer` makes of them, shifted alike for the whole batch."""
        deviation = (features.var(dim=0, correction=0) + 1e-8).sqrt().mean()
        return self.layer(features) + self.weight * deviation
