"""Findings that an adjustment explains: a D that overpowers G while only D trains says nothing
about the settings, and the same run can undo it.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from gan_core.config.adjustment import Adjustment
from gan_core.diagnosis.finding import Finding, Suggestion
from gan_core.diagnosis.history import HistoryView

# Of the time in which a finding shows, the adjustment must have held for at least this share.
ENOUGH = 1 / 3


@dataclass(frozen=True)
class Phase:
    """A time in which the learning rates were adjusted; `end` is None while it goes on."""

    adjustment: Adjustment
    begin: int  # images seen
    end: int | None


def explained_by_adjustment(
    finding: Finding, past: HistoryView, find: Callable[[HistoryView], list[Finding]]
) -> Finding | None:
    """The finding with the adjustment as its cause; None where it has none.

    `find` gives the findings of an earlier moment: what was there before the adjustment is not
    its effect.
    """
    explains = _EXPLAINS.get(finding.kind)
    if explains is None:
        return None
    for phase in reversed(phases(past)):
        if not explains(phase.adjustment) or not _covers(phase, finding.since, past.images_seen):
            continue
        if finding.kind in {before.kind for before in find(past.history.until(phase.begin))}:
            continue
        return _rewritten(finding, phase, past.history.images_per_epoch)
    return None


def phases(past: HistoryView) -> list[Phase]:
    """The times with adjusted learning rates, in order."""
    changes = [(0, Adjustment())]
    for seen, adjustment in past.adjustments:
        if rates(adjustment) != rates(changes[-1][1]):  # early stopping alone changes no rate
            changes.append((seen, adjustment))
    ends = [seen for seen, _ in changes[1:]]
    return [
        Phase(adjustment, begin, end)
        for (begin, adjustment), end in zip(changes, [*ends, None], strict=True)
        if rates(adjustment) != (1.0, 1.0)
    ]


def rates(adjustment: Adjustment) -> tuple[float, float]:
    """The multipliers of G and of D."""
    return adjustment.lr_multiplier_G, adjustment.lr_multiplier_D


def _covers(phase: Phase, since: int, now: int) -> bool:
    end = now if phase.end is None else phase.end
    return min(end, now) - max(phase.begin, since) >= ENOUGH * max(1, now - since)


def _favours_D(adjustment: Adjustment) -> bool:
    return adjustment.lr_multiplier_D > adjustment.lr_multiplier_G


def _favours_G(adjustment: Adjustment) -> bool:
    return adjustment.lr_multiplier_G > adjustment.lr_multiplier_D


def _any(adjustment: Adjustment) -> bool:
    return True


_EXPLAINS: dict[str, Callable[[Adjustment], bool]] = {
    "d_overpowers": _favours_D, "floor": _favours_D, "d_overfits": _favours_D,
    "d_too_weak": _favours_G, "collapse": _favours_G, "collapse_in_class": _favours_G,
    "rare_class": _favours_G, "exploding": _any, "oscillation": _any, "past_best": _any,
    "plateau": _any, "still": _any,
}  # fmt: skip


def _rewritten(finding: Finding, phase: Phase, images_per_epoch: int) -> Finding:
    is_over = phase.end is not None
    sentence = _sentence(phase, images_per_epoch)
    change = phase.adjustment
    return dataclasses.replace(
        finding,
        title=sentence,
        cause=f"Effect: {finding.title}.",
        evidence=(*finding.evidence, f"adjusted after {phase.begin:,} images: {change.in_words()}"),
        meaning=_meaning(change, is_over),
        suggestions=() if is_over else (_undone(change),),
        since=phase.begin,
    )


def _sentence(phase: Phase, images_per_epoch: int) -> str:
    """`Only D has been trained since epoch 0.30`, `Only D was trained from epoch 0.30 to 0.52`."""

    def at(images_seen: int) -> str:
        return f"{images_seen / images_per_epoch:.2f}" if images_per_epoch else f"{images_seen:,}"

    G, D = rates(phase.adjustment)
    if not G and not D:
        what, plural = "Neither G nor D {} trained", False
    elif not G or not D:
        what, plural = f"Only {'G' if G else 'D'} {{}} trained", False
    elif G == D:
        what, plural = f"Both learning rates {{}} multiplied by {G:g}", True
    elif D == 1 or G == 1:
        name, times = ("G", G) if D == 1 else ("D", D)
        what, plural = f"{name}'s learning rate {{}} multiplied by {times:g}", False
    else:
        what, plural = f"The learning rates {{}} multiplied by {G:g} (G) and {D:g} (D)", True
    unit = "epoch" if images_per_epoch else "image"
    if phase.end is None:
        verb = "have been" if plural else "has been"
        return f"{what.format(verb)} since {unit} {at(phase.begin)}"
    verb = "were" if plural else "was"
    return f"{what.format(verb)} from {unit} {at(phase.begin)} to {at(phase.end)}"


def _meaning(adjustment: Adjustment, is_over: bool) -> str:
    G, D = rates(adjustment)
    if bool(G) != bool(D):
        trained, other = ("G", "D") if G else ("D", "G")
        why = f"{trained} kept learning while {other} stood still, so this had to come."
    else:
        why = "It began after the learning rates were adjusted."
    now = "The settings of the run need no change for it."
    if is_over:
        return f"{why} {now} The adjustment is over: watch for a while whether it passes."
    return f"{why} {now}"


def _undone(adjustment: Adjustment) -> Suggestion:
    words = "Train both again" if 0 in rates(adjustment) else "Return to the run's learning rates"
    return Suggestion(words, adjustment=Adjustment(stop_early=adjustment.stop_early))
