"""The one or two settings worth trying, as far as the run's own recipe has them.

Each is a run to start: it differs from the one at hand in what it says and in nothing else.
"""

from typing import Any

from gan_core.config.training_options import TARGETED
from gan_core.diagnosis.finding import Suggestion

Settings = dict[str, Any]
# Above these a GAN of this size seldom settles under Adam; DCGAN takes 2e-4.
USUAL_LR = 2e-4
SAFE_LR = 1e-3


def weaker_D(settings: Settings) -> tuple[Suggestion, ...]:
    """G learns too little beside this D."""
    tries = []
    lr_G, lr_D = settings.get("lr_G", 0.0), settings.get("lr_D", 0.0)
    if lr_G < lr_D / 2:
        rate = _rounded(min(lr_D, USUAL_LR))
        tries.append(Suggestion("Let G learn as fast as D", {"lr_G": rate, "lr_D": rate}))
    elif lr_D > SAFE_LR:
        tries.append(Suggestion("Slow D down to a usual learning rate", {"lr_D": USUAL_LR}))
    else:
        tries.append(Suggestion("Slow D down to a quarter", {"lr_D": _rounded(lr_D / 4)}))
    if "instance_noise" in settings and not settings["instance_noise"]:
        tries.append(Suggestion("Show D blurred evidence: instance noise that fades",
                         {"instance_noise": 0.1}))  # fmt: skip
    return _changing(settings, *tries)


def stronger_D(settings: Settings) -> tuple[Suggestion, ...]:
    """D does not follow G."""
    lr_G, lr_D = settings.get("lr_G", 0.0), settings.get("lr_D", 0.0)
    if lr_D < lr_G / 2:
        first = Suggestion("Let D learn as fast as G", {"lr_D": _rounded(lr_G)})
    elif max(lr_G, lr_D) > SAFE_LR:
        return smaller_steps(settings)
    else:
        first = Suggestion("Let D learn twice as fast", {"lr_D": _rounded(2 * lr_D)})
    if settings.get("d_steps", 0) == 1:
        second = Suggestion("Give D two updates for each of G's", {"d_steps": 2})
        return _changing(settings, first, second)
    return _changing(settings, first)


def smaller_steps(settings: Settings) -> tuple[Suggestion, ...]:
    """Updates overshoot."""
    lr = max(settings.get("lr_G", USUAL_LR), settings.get("lr_D", USUAL_LR))
    slower = USUAL_LR if lr > USUAL_LR else lr / 4
    rates = {"lr_G": _rounded(slower), "lr_D": _rounded(slower)}
    return _changing(settings, Suggestion(f"Train with learning rates of {slower:g}", rates))


def calmer(settings: Settings) -> tuple[Suggestion, ...]:
    """The two answer each other too strongly."""
    tries = []
    if settings.get("beta1", 0.0) > 0.5:
        tries.append(Suggestion("Give Adam a shorter memory: beta1 0.5", {"beta1": 0.5}))
    if max(settings.get("lr_G", 0.0), settings.get("lr_D", 0.0)) > USUAL_LR:
        tries += smaller_steps(settings)
    if not tries and "r1_gamma" in settings and not settings["r1_gamma"]:
        tries.append(Suggestion("Keep D's slope small: R1 penalty 1", {"r1_gamma": 1.0}))
    return tuple(tries[:2]) or smaller_steps(settings)


def more_variety(settings: Settings) -> tuple[Suggestion, ...]:
    """G draws too few different pictures."""
    tries = []
    if settings.get("z_dim", 100) < 16:
        tries.append(Suggestion("Give G more noise: 100 numbers in z", {"z_dim": 100}))
    if "minibatch_std" in settings and not settings["minibatch_std"]:
        tries.append(Suggestion("Show D how varied a batch is", {"minibatch_std": True}))
    if relativistic := _relativistic(settings):
        tries.append(relativistic)
    return tuple(tries[:2]) or smaller_steps(settings)


def all_classes(settings: Settings, has_classes: bool) -> tuple[Suggestion, ...]:
    """G leaves kinds of pictures out."""
    if has_classes and settings.get("labels") is False:
        return (Suggestion("Tell G and D the classes", {"labels": True}),)
    return more_variety(settings)[:1]


def against_overfitting(settings: Settings) -> tuple[Suggestion, ...]:
    """D, and then G, learn the training images by heart."""
    tries = []
    if settings.get("augment") == "none":
        tries.append(Suggestion("Shake all that D sees (DiffAugment)",
                         {"augment": "translation+cutout"}))  # fmt: skip
    if "r1_gamma" in settings and not settings["r1_gamma"]:
        tries.append(Suggestion("Keep D's slope small: R1 penalty 1", {"r1_gamma": 1.0}))
    return tuple(tries[:2]) or weaker_D(settings)[:1]


def finer(settings: Settings) -> tuple[Suggestion, ...]:
    """Nothing is wrong, but little is gained."""
    lr_G, lr_D = settings.get("lr_G", USUAL_LR), settings.get("lr_D", USUAL_LR)
    halves = {"lr_G": _rounded(lr_G / 2), "lr_D": _rounded(lr_D / 2)}
    tries = [Suggestion("Half the learning rates", halves)]
    if "width" in settings and settings["width"] <= 32:
        tries.append(Suggestion("Networks twice as wide", {"width": 2 * settings["width"]}))
    return _changing(settings, *tries)


def _relativistic(settings: Settings) -> Suggestion | None:
    if settings.get("loss") not in ("nonsaturating", "minimax", "hinge"):
        return None
    changed: Settings = {"loss": "relativistic", "r1_gamma": 0.3, "r2_gamma": 0.3}
    if settings["loss"] in TARGETED:  # the relativistic game tells D no labels
        changed |= {"real_label": 1.0, "fake_label": 0.0, "target_noise": 0.0}
    kept = {name: value for name, value in changed.items() if settings.get(name) != value}
    return Suggestion("Compare reals with fakes in pairs (relativistic loss, R1, R2)", kept)


def _changing(settings: Settings, *tries: Suggestion) -> tuple[Suggestion, ...]:
    """Those that differ from the run at hand; a rate at its lower bound can fall no further."""
    return tuple(
        each for each in tries
        if any(settings.get(name) != value for name, value in each.settings.items())
    )  # fmt: skip


def _rounded(rate: float) -> float:
    return float(f"{min(1.0, max(1e-7, rate)):.3g}")
