"""Losses, regularisation and stabilisers that every recipe can use, and which of them conflict.

All are off by default, so a recipe trains as published until somebody asks for more.
"""

from dataclasses import dataclass

from gan_core import GanError
from gan_core.config.settings import Settings, setting

LOSSES = ("nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic")
CROSS_ENTROPIES = ("nonsaturating", "minimax")  # D's side is the same, G's differs
TARGETED = (*CROSS_ENTROPIES, "least_squares")  # losses that compare D's output with a target
REDUCTIONS = ("sum", "mean")  # how a log reports D's loss from its real and its fake term
POLICIES = ("none", "brightness", "translation", "cutout", "translation+cutout", "all")
PRECISIONS = ("fp32", "bf16")
SWITCH = ("off", "on")
AUTO = "auto"  # chosen for the device and the data by Recipe.resolve_auto; off until then


@dataclass(frozen=True)
class TrainingOptions(Settings):
    """The options every recipe shares. Raises GanError for options that contradict each other.

    Different learning rates for G and D (TTUR, arXiv 1706.08500) are lr_G and lr_D.
    """

    loss: str = setting("nonsaturating", "Loss function of G and D.", choices=LOSSES)
    d_steps: int = setting(
        1, "Updates of D, each on its own batch, before every update of G.",
        unit="updates", low=1, high=20,
    )  # fmt: skip
    fake_label: float = setting(
        0.0, "Target for generated images; above 0 smooths this side too.", low=0.0, high=0.5
    )
    target_noise: float = setting(
        0.0, "Label noise: each target moves towards the other by a random amount up to this.",
        low=0.0, high=0.5,
    )  # fmt: skip
    instance_noise: float = setting(
        0.0, "Standard deviation of noise added to D's inputs; 1 is half the pixel range.",
        low=0.0, high=2.0,
    )  # fmt: skip
    instance_noise_kimg: float = setting(
        500.0, "Instance noise fades out linearly over this many images.",
        unit="thousand images", low=0.1, high=1e6,
    )  # fmt: skip
    augment: str = setting(
        "none", "Augmentation of D's inputs (DiffAugment), against overfitting.",
        choices=POLICIES,
    )  # fmt: skip
    augment_share: float = setting(
        1.0, "Share of D's inputs that are augmented, drawn anew for each; p of ADA.",
        low=0.0, high=1.0,
    )  # fmt: skip
    augment_rampup: float = setting(
        0.0, "Epochs over which the augmented share grows from 0; 0 for a constant share.",
        unit="epochs", low=0.0, high=1e5,
    )  # fmt: skip
    r1_gamma: float = setting(
        0.0, "R1: penalises D's gradient on real images; best without BatchNorm in D.",
        low=0.0, high=1000.0,
    )  # fmt: skip
    r2_gamma: float = setting(
        0.0, "R2: penalises D's gradient on generated images; best without BatchNorm in D.",
        low=0.0, high=1000.0,
    )  # fmt: skip
    penalty_every: int = setting(
        1, "R1 and R2 are applied every n-th update, scaled up (lazy regularisation).",
        unit="updates", low=1, high=64,
    )  # fmt: skip
    anneal: float = setting(
        0.0, "Learning-rate decay: the last fraction of the run, down to 5%.",
        low=0.0, high=1.0,
    )  # fmt: skip
    frechet: str = setting(
        "off", "Adds the Frechet distance on the features of a loss network to G's loss, late in "
        "the run.", choices=SWITCH,
    )  # fmt: skip
    precision: str = setting(
        "fp32", "Number format of the networks; bf16 is faster where supported.",
        choices=PRECISIONS,
    )  # fmt: skip
    gp_weight: float = setting(
        0.0,
        "Keeps D's gradient norm near 1 between real and fake images; 10 in WGAN-GP.",
        low=0.0,
        high=1000.0,
    )
    weight_clip: float = setting(
        0.0, "Clips D's weights to this size; 0.01 in WGAN, 0 for no clipping.", low=0.0, high=10.0
    )
    spectral_norm: bool = setting(
        False,
        "Spectral normalisation: bounds how fast each layer of D can change its output.",
        fixed="it is part of D's layers",
    )
    minibatch_std: bool = setting(
        False,
        "Minibatch standard deviation: D sees how varied its batch is, against collapse.",
        fixed="it is part of D's layers",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _refuse_contradictions(self)


def _refuse_contradictions(settings: TrainingOptions) -> None:
    targets = (settings.real_label, settings.fake_label, settings.target_noise)
    if settings.loss not in TARGETED and targets != (1.0, 0.0, 0.0):
        raise GanError(
            f"The {settings.loss} loss has no targets, so none can be smoothed or noisy; set "
            "real_label=1, fake_label=0 and target_noise=0, or another loss."
        )
    noise = settings.target_noise
    if settings.real_label - noise < settings.fake_label + noise:
        raise GanError(
            "The targets for real and fake images overlap, so D could not tell them apart; raise "
            "real_label, or lower fake_label or target_noise."
        )
    if settings.weight_clip and (settings.gp_weight or settings.spectral_norm):
        other = "gp_weight=0" if settings.gp_weight else "spectral_norm=false"
        raise GanError(
            f"Two bounds on D's gradient at once conflict; set weight_clip=0 or {other}."
        )
    if settings.loss == "wasserstein" and not (
        settings.weight_clip or settings.gp_weight or settings.spectral_norm
    ):
        raise GanError(
            "A Wasserstein critic needs a bound on its gradient; set gp_weight=10, "
            "weight_clip=0.01 or spectral_norm=true as well."
        )
