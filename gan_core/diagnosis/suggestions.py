"""The one or two settings worth trying for a finding, of those that the run's recipe has.

Each suggestion is a new run that differs from the current one only in these settings.
"""

from typing import Any

from gan_core.config.training_options import TARGETED
from gan_core.diagnosis.finding import Suggestion

Settings = dict[str, Any]
USUAL_LR = 2e-4  # of DCGAN, with Adam
MAX_STABLE_LR = 1e-3  # above it, GANs of this size are rarely stable


def weaker_D(settings: Settings) -> tuple[Suggestion, ...]:
    """D is too strong for G to learn."""
    found = []
    lr_G, lr_D = settings.get("lr_G", 0.0), settings.get("lr_D", 0.0)
    if lr_G < lr_D / 2:
        lr = _rounded(min(lr_D, USUAL_LR))
        found.append(Suggestion("Use the same learning rate for G and D", {"lr_G": lr, "lr_D": lr}))
    elif lr_D > MAX_STABLE_LR:
        found.append(Suggestion(f"Lower D's learning rate to {USUAL_LR:g}", {"lr_D": USUAL_LR}))
    else:
        found.append(Suggestion("Divide D's learning rate by 4", {"lr_D": _rounded(lr_D / 4)}))
    if "instance_noise" in settings and not settings["instance_noise"]:
        found.append(Suggestion("Add noise to D's inputs, fading out", {"instance_noise": 0.1}))
    return _changing(settings, *found)


def stronger_D(settings: Settings) -> tuple[Suggestion, ...]:
    """D is too weak for G."""
    lr_G, lr_D = settings.get("lr_G", 0.0), settings.get("lr_D", 0.0)
    if lr_D < lr_G / 2:
        first = Suggestion("Raise D's learning rate to that of G", {"lr_D": _rounded(lr_G)})
    elif max(lr_G, lr_D) > MAX_STABLE_LR:
        return smaller_steps(settings)
    else:
        first = Suggestion("Double D's learning rate", {"lr_D": _rounded(2 * lr_D)})
    if settings.get("d_steps", 0) == 1:
        second = Suggestion("Update D twice for each update of G", {"d_steps": 2})
        return _changing(settings, first, second)
    return _changing(settings, first)


def smaller_steps(settings: Settings) -> tuple[Suggestion, ...]:
    """Updates overshoot."""
    lr = max(settings.get("lr_G", USUAL_LR), settings.get("lr_D", USUAL_LR))
    slower = USUAL_LR if lr > USUAL_LR else lr / 4
    both = {"lr_G": _rounded(slower), "lr_D": _rounded(slower)}
    return _changing(settings, Suggestion(f"Set both learning rates to {slower:g}", both))


def larger_steps(settings: Settings) -> tuple[Suggestion, ...]:
    """Updates change nothing."""
    both = {"lr_G": USUAL_LR, "lr_D": USUAL_LR}
    return _changing(settings, Suggestion(f"Set both learning rates to {USUAL_LR:g}", both))


def more_stable(settings: Settings) -> tuple[Suggestion, ...]:
    """G and D overreact to each other."""
    found = []
    if settings.get("beta1", 0.0) > 0.5:
        found.append(Suggestion("Lower Adam's momentum: beta1 0.5", {"beta1": 0.5}))
    if max(settings.get("lr_G", 0.0), settings.get("lr_D", 0.0)) > USUAL_LR:
        found += smaller_steps(settings)
    if not found and "r1_gamma" in settings and not settings["r1_gamma"]:
        found.append(
            Suggestion("Penalise D's gradient on real images: R1 penalty 1", {"r1_gamma": 1.0})
        )
    return tuple(found[:2]) or smaller_steps(settings)


def more_variety(settings: Settings) -> tuple[Suggestion, ...]:
    """G generates too few different images."""
    found = []
    if settings.get("z_dim", 100) < 16:
        found.append(Suggestion("Use a longer noise vector: 100 numbers in z", {"z_dim": 100}))
    if "minibatch_std" in settings and not settings["minibatch_std"]:
        found.append(
            Suggestion(
                "Add minibatch standard deviation to D",
                {"minibatch_std": True},
            )
        )
    if relativistic := _relativistic(settings):
        found.append(relativistic)
    return tuple(found[:2]) or smaller_steps(settings)


def all_classes(settings: Settings, has_classes: bool) -> tuple[Suggestion, ...]:
    """G leaves out some classes."""
    if has_classes and settings.get("labels") is False:
        return (Suggestion("Give G and D the class of each image", {"labels": True}),)
    return more_variety(settings)[:1]


def against_overfitting(settings: Settings) -> tuple[Suggestion, ...]:
    """D memorises the training images, and then G copies them."""
    found = []
    if settings.get("augment") == "none":
        found.append(
            Suggestion("Augment D's inputs (DiffAugment)", {"augment": "translation+cutout"})
        )
    if "r1_gamma" in settings and not settings["r1_gamma"]:
        found.append(
            Suggestion("Penalise D's gradient on real images: R1 penalty 1", {"r1_gamma": 1.0})
        )
    return tuple(found[:2]) or weaker_D(settings)[:1]


def fine_tuning(settings: Settings) -> tuple[Suggestion, ...]:
    """Nothing is wrong, but progress has stalled."""
    lr_G, lr_D = settings.get("lr_G", USUAL_LR), settings.get("lr_D", USUAL_LR)
    halved = {"lr_G": _rounded(lr_G / 2), "lr_D": _rounded(lr_D / 2)}
    found = [Suggestion("Halve both learning rates", halved)]
    if "width" in settings and settings["width"] <= 32:
        found.append(Suggestion("Double the width of G and D", {"width": 2 * settings["width"]}))
    return _changing(settings, *found)


def _relativistic(settings: Settings) -> Suggestion | None:
    if settings.get("loss") not in ("nonsaturating", "minimax", "hinge"):
        return None
    changed: Settings = {"loss": "relativistic", "r1_gamma": 0.3, "r2_gamma": 0.3}
    if settings["loss"] in TARGETED:  # the relativistic loss has no targets
        changed |= {"real_label": 1.0, "fake_label": 0.0, "target_noise": 0.0}
    differing = {name: value for name, value in changed.items() if settings.get(name) != value}
    return Suggestion("Use the relativistic loss with R1 and R2 penalties", differing)


def _changing(settings: Settings, *candidates: Suggestion) -> tuple[Suggestion, ...]:
    """Without those that change nothing: a learning rate at its lower bound stays there."""
    return tuple(
        each for each in candidates
        if any(settings.get(name) != value for name, value in each.settings.items())
    )  # fmt: skip


def _rounded(lr: float) -> float:
    return float(f"{min(1.0, max(1e-7, lr)):.3g}")
