"""All rules together: the findings at one moment of a run (`diagnose`) or at many (`over_time`).

Every rule is a pure function HistoryView -> Finding or None of what was known at that moment.
"""

import dataclasses
from collections.abc import Iterable

from gan_core.diagnosis import balance, progress, quality, stillness, suggestions
from gan_core.diagnosis.adjusted import explained_by_adjustment
from gan_core.diagnosis.causes import cause
from gan_core.diagnosis.finding import KINDS, Finding
from gan_core.diagnosis.history import History, HistoryView
from gan_core.diagnosis.markers import Markers


def _oscillation(past: HistoryView) -> Finding | None:
    """Of D's loss or, failing that, of the Frechet distance."""
    return balance.oscillation(past) or progress.unstable_distance(past)


RULES = (
    balance.exploding, stillness.standing_still, quality.collapse, balance.d_overpowers,
    balance.d_too_weak, _oscillation, quality.collapse_in_class, quality.rare_class,
    quality.copying, quality.d_overfits,
    progress.past_best, progress.plateau, progress.learning,
)  # fmt: skip
# By kind, the weaker findings that it explains or that would contradict it.
SUPPRESSED = {
    "exploding": {"d_overpowers", "floor", "d_too_weak", "oscillation"},
    "still": {"collapse", "d_too_weak", "d_overfits", "plateau", "past_best"},
    "collapse": {"collapse_in_class", "rare_class", "plateau", "past_best"},
    "copying": {"d_overfits", "plateau", "learning"},
    "past_best": {"plateau", "learning"},
    "plateau": {"learning"},
    "d_overpowers": {"oscillation"},
    "floor": {"oscillation"},
    "d_too_weak": {"oscillation"},
}


LASTING = 3  # moments in a row
STALLED = ("plateau", "past_best")  # quality no longer improves


def diagnose(past: HistoryView) -> list[Finding]:
    """The findings at one moment, the most serious first; none if nothing is certain.

    Each names its cause where an adjustment or a setting explains it.
    """
    found = _found(past)
    return [
        explained_by_adjustment(finding, past, _found)
        or dataclasses.replace(finding, cause=cause(finding.kind, past.settings))
        for finding in found
    ]


def _found(past: HistoryView) -> list[Finding]:
    found = [finding for rule in RULES if (finding := rule(past))]
    suppressed = set().union(*(SUPPRESSED.get(finding.kind, set()) for finding in found))
    if any(finding.tone == "bad" for finding in found):
        suppressed.add("learning")
    kept = [finding for finding in found if finding.kind not in suppressed]
    return sorted(kept, key=lambda finding: KINDS.index(finding.kind))


def over_time(
    history: History, moments: Iterable[int], markers: Markers | None = None
) -> list[list[Finding]]:
    """The findings at each of the `moments`, given as images seen, in rising order.

    `markers` are those of the moments before the first one; they are continued.
    """
    markers = markers or Markers()
    return [markers.keep(diagnose(history.until(moment)), moment) for moment in moments]


def lasting_fault(by_moment: list[list[Finding]]) -> Finding | None:
    """The most serious bad finding of the last moments, present in each of the last few."""
    *earlier, latest = by_moment[-LASTING:] or [[]]
    lasting = set.intersection(*({f.kind for f in found} for found in (*earlier, latest)))
    return next((f for f in latest if f.tone == "bad" and f.kind in lasting), None)


def is_stalled(findings: Iterable[Finding]) -> bool:
    """Whether quality no longer improves, unless an adjustment is the reason."""
    return any(
        finding.kind in STALLED and not any(each.adjustment for each in finding.suggestions)
        for finding in findings
    )


def training_failure(history: History, state: str, error: str) -> Finding | None:
    """The finding for a run that failed because its losses became NaN or infinite."""
    if state != "failed" or "diverged" not in error:
        return None
    past = history.latest()
    return Finding(
        kind="diverged", tone="bad", title="Training failed (NaN)",
        observation="The losses became NaN or infinite, so training could not continue.",
        evidence=(f"last finite losses after {past.images_seen:,} images",),
        meaning="The weights grew until they overflowed: the steps were too large, or nothing "
        "limited D's gradient. The last good checkpoint is kept.",
        suggestions=suggestions.smaller_steps(past.settings),
        since=past.images_seen, cause=cause("diverged", past.settings),
    )  # fmt: skip
