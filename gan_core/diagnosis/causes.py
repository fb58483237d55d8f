"""The setting that explains a finding, in one sentence; "" where none is far from the usual."""

from typing import Any

from gan_core.diagnosis.suggestions import MAX_STABLE_LR, USUAL_LR

Settings = dict[str, Any]
MUCH_HIGHER = 4.0  # learning rates of G and D this far apart; published recipes stay below it
MANY_UPDATES = 3  # of D for one of G, without the penalties of a Wasserstein critic
SHORT_Z = 16


def cause(kind: str, settings: Settings) -> str:
    """Why a run with these settings shows a finding of this kind."""
    return next(filter(None, (look(settings) for look in _LOOKS.get(kind, ()))), "")


def _faster_D(settings: Settings) -> str:
    return _higher_lr("D", "G", settings)


def _faster_G(settings: Settings) -> str:
    return _higher_lr("G", "D", settings)


def _higher_lr(one: str, other: str, settings: Settings) -> str:
    high, low = (settings.get(f"lr_{name}") or 0.0 for name in (one, other))
    if not low or high < MUCH_HIGHER * low:
        return ""
    return f"{one}'s learning rate ({high:g}) is {_times(high / low)} that of {other} ({low:g})."


def _times(factor: float) -> str:
    return f"{factor:,.0f} times" if factor >= 10 else f"{factor:.3g} times"


def _many_updates_of_D(settings: Settings) -> str:
    steps = settings.get("d_steps") or 1
    return f"D is updated {steps} times for each update of G." if steps >= MANY_UPDATES else ""


def _large_steps(settings: Settings) -> str:
    name = max("GD", key=lambda name: settings.get(f"lr_{name}") or 0.0)
    lr = settings.get(f"lr_{name}") or 0.0
    if lr <= MAX_STABLE_LR:
        return ""
    times = _times(lr / USUAL_LR)
    return f"{name}'s learning rate ({lr:g}) is {times} the usual {USUAL_LR:g}."


def _momentum(settings: Settings) -> str:
    beta1 = settings.get("beta1") or 0.0
    return f"Adam's beta1 is {beta1:g}; GANs usually need 0.5 or less." if beta1 > 0.5 else ""


def _short_z(settings: Settings) -> str:
    length = settings.get("z_dim") or SHORT_Z
    return f"The noise vector z has a length of only {length}." if length < SHORT_Z else ""


_LOOKS = {
    "d_overpowers": (_faster_D, _many_updates_of_D),
    "floor": (_faster_D, _many_updates_of_D),
    "d_too_weak": (_faster_G,),
    "exploding": (_large_steps, _momentum),
    "diverged": (_large_steps, _momentum),
    "oscillation": (_large_steps, _momentum),
    "collapse": (_short_z, _faster_G, _large_steps),
    "collapse_in_class": (_short_z,),
}
