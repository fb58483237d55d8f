"""Losses, regularisation and stabilisers that every recipe can use, and which of them conflict.

All are off by default, so a recipe trains as published until somebody asks for more.
"""

from dataclasses import dataclass

from gan_core import GanError
from gan_core.config.settings import Settings, setting

LOSSES = ("nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic")
CROSS_ENTROPIES = ("nonsaturating", "minimax")  # D's side is the same, G's differs
TARGETED = (*CROSS_ENTROPIES, "least_squares")  # the losses in which D is told a number to reach
REDUCTIONS = ("sum", "mean")  # how a log reports D's loss from its real and its fake term
POLICIES = ("none", "brightness", "translation", "cutout", "translation+cutout", "all")
PRECISIONS = ("fp32", "bf16")
AUTO = "auto"  # a choice left to the device or the data, see Recipe.resolve_auto; until then, off


@dataclass(frozen=True)
class TrainingOptions(Settings):
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


def _refuse_contradictions(settings: TrainingOptions) -> None:
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
