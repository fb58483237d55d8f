"""A run's records and measures -> findings in plain words, each with its evidence. No torch.

`diagnose` reads one moment, `over_time` many of them: a finding that was there at the moment before
keeps its marker. Everything here is a pure function of what the run has written up to the moment.
"""

import dataclasses
from collections.abc import Iterable

from gan_core.diagnosis import balance, progress, quality, suggestions
from gan_core.diagnosis.finding import KINDS, Finding, Suggestion
from gan_core.diagnosis.history import History, HistoryUntil

__all__ = [
    "KINDS", "Finding", "History", "HistoryUntil", "Suggestion", "training_failure", "continued", "diagnose",
    "over_time",
]  # fmt: skip


def _oscillation(past: HistoryUntil) -> Finding | None:
    """ImageFeatures in a lead that changes hands, or in pictures that do not settle."""
    return balance.oscillation(past) or progress.unstable_distance(past)


RULES = (
    balance.exploding, quality.collapse, balance.d_overpowers, balance.d_too_weak, _oscillation,
    quality.collapse_in_class, quality.rare_class, quality.copying, quality.d_overfits,
    progress.past_best, progress.plateau, progress.learning,
)  # fmt: skip
# What a stronger finding already explains, or would contradict.
SILENCED = {
    "exploding": {"d_overpowers", "floor", "d_too_weak", "oscillation"},
    "collapse": {"collapse_in_class", "rare_class", "plateau", "past_best"},
    "copying": {"d_overfits", "plateau", "learning"},
    "past_best": {"plateau", "learning"},
    "plateau": {"learning"},
    "d_overpowers": {"oscillation"},
    "floor": {"oscillation"},
    "d_too_weak": {"oscillation"},
}


def diagnose(past: HistoryUntil) -> list[Finding]:
    """The findings at one moment, the gravest first; none where nothing is certain."""
    found = [finding for rule in RULES if (finding := rule(past))]
    silent = set().union(*(SILENCED.get(finding.kind, set()) for finding in found))
    if any(finding.tone == "bad" for finding in found):
        silent.add("learning")
    kept = [finding for finding in found if finding.kind not in silent]
    return sorted(kept, key=lambda finding: KINDS.index(finding.kind))


def over_time(
    history: History, moments: Iterable[int], before: list[Finding] | None = None
) -> list[list[Finding]]:
    """The findings at each of the rising `moments` (images seen).

    One that goes on keeps the marker it began with; `before` are those of the moment that
    precedes the first.
    """
    told, earlier = [], before or []
    for moment in moments:
        earlier = continued(diagnose(history.until(moment)), earlier)
        told.append(earlier)
    return told


def continued(findings: list[Finding], earlier: list[Finding]) -> list[Finding]:
    """`findings`, each with the marker of the one of its kind among those of the moment before."""
    began = {finding.kind: finding.since for finding in earlier}
    return [
        dataclasses.replace(finding, since=began.get(finding.kind, finding.since))
        for finding in findings
    ]


def training_failure(history: History, state: str, error: str) -> Finding | None:
    """The finding of a run that has failed because its losses are no numbers any more."""
    if state != "failed" or "diverged" not in error:
        return None
    past = history.now()
    return Finding(
        kind="diverged", tone="bad", title="Training has broken off",
        observation="The losses stopped being numbers, so there was nothing left to learn from.",
        evidence=(f"last numbers after {past.images_seen:,} images",),
        meaning="The weights grew until they were too large to calculate with: the steps were too "
        "long, or nothing held D's slope down. The last good checkpoint is kept.",
        suggestions=suggestions.smaller_steps(past.settings),
        since=past.images_seen,
    )  # fmt: skip
