"""All rules together: the findings at one moment of a run (`diagnose`) or at many (`over_time`).

Every rule is a pure function HistoryView -> Finding or None of what was known at that moment. A
finding that was already there at the previous moment keeps its marker.
"""

import dataclasses
from collections.abc import Iterable

from gan_core.diagnosis import balance, progress, quality, suggestions
from gan_core.diagnosis.finding import KINDS, Finding
from gan_core.diagnosis.history import History, HistoryView


def _oscillation(past: HistoryView) -> Finding | None:
    """Of D's loss or, failing that, of the Frechet distance."""
    return balance.oscillation(past) or progress.unstable_distance(past)


RULES = (
    balance.exploding, quality.collapse, balance.d_overpowers, balance.d_too_weak, _oscillation,
    quality.collapse_in_class, quality.rare_class, quality.copying, quality.d_overfits,
    progress.past_best, progress.plateau, progress.learning,
)  # fmt: skip
# By kind, the weaker findings that it explains or that would contradict it.
SUPPRESSED = {
    "exploding": {"d_overpowers", "floor", "d_too_weak", "oscillation"},
    "collapse": {"collapse_in_class", "rare_class", "plateau", "past_best"},
    "copying": {"d_overfits", "plateau", "learning"},
    "past_best": {"plateau", "learning"},
    "plateau": {"learning"},
    "d_overpowers": {"oscillation"},
    "floor": {"oscillation"},
    "d_too_weak": {"oscillation"},
}


def diagnose(past: HistoryView) -> list[Finding]:
    """The findings at one moment, the most serious first; none if nothing is certain."""
    found = [finding for rule in RULES if (finding := rule(past))]
    suppressed = set().union(*(SUPPRESSED.get(finding.kind, set()) for finding in found))
    if any(finding.tone == "bad" for finding in found):
        suppressed.add("learning")
    kept = [finding for finding in found if finding.kind not in suppressed]
    return sorted(kept, key=lambda finding: KINDS.index(finding.kind))


def over_time(
    history: History, moments: Iterable[int], before: list[Finding] | None = None
) -> list[list[Finding]]:
    """The findings at each of the `moments`, given as images seen, in rising order.

    A finding that persists keeps its first marker; `before` are the findings at the moment before
    the first one.
    """
    by_moment, earlier = [], before or []
    for moment in moments:
        earlier = keep_markers(diagnose(history.until(moment)), earlier)
        by_moment.append(earlier)
    return by_moment


def keep_markers(findings: list[Finding], earlier: list[Finding]) -> list[Finding]:
    """`findings`, each with the marker of an earlier finding of its kind, if there is one."""
    since = {finding.kind: finding.since for finding in earlier}
    return [
        dataclasses.replace(finding, since=since.get(finding.kind, finding.since))
        for finding in findings
    ]


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
        since=past.images_seen,
    )  # fmt: skip
