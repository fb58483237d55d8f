"""A finding: what was observed in a run, the evidence, what it means and what to try."""

from dataclasses import dataclass, field
from typing import Any, Literal

from gan_core.config.adjustment import Adjustment

Tone = Literal["bad", "warning", "good"]


@dataclass(frozen=True)
class Suggestion:
    """What to try, in words: a new run with other settings, or an adjustment of this one."""

    words: str
    settings: dict[str, Any] = field(default_factory=dict)  # those that differ, of its recipe
    adjustment: Adjustment | None = None

    @property
    def assignments(self) -> tuple[str, ...]:
        """The settings as `key=value`, the format of `train --set` and `resolve_config`."""
        return tuple(f"{name}={_text(value)}" for name, value in self.settings.items())

    def to_json(self) -> dict[str, Any]:
        """What changes, in words and as `key=value`, or the adjustment."""
        adjustment = self.adjustment and self.adjustment.to_json()
        return {
            "words": self.words, "assignments": list(self.assignments), "adjustment": adjustment,
        }  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One observation that is certain enough to report."""

    kind: str  # one of KINDS
    tone: Tone
    title: str  # a few words
    observation: str  # one sentence
    evidence: tuple[str, ...]  # numbers, each with its sample and its ideal value
    meaning: str  # one or two sentences: what this usually means
    suggestions: tuple[Suggestion, ...]  # at most two
    since: int  # images seen; its marker on the curves
    cause: str = ""  # one sentence, where a setting or an adjustment explains it

    def to_json(self) -> dict[str, Any]:
        """JSON values, for `diagnose --json` and for the page."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        suggestions = [each.to_json() for each in self.suggestions]
        return {**values, "evidence": list(self.evidence), "suggestions": suggestions}


# In order of severity: what ends a run, what spoils it, what is good.
KINDS = (
    "diverged", "exploding", "still", "collapse", "d_overpowers", "floor", "d_too_weak",
    "oscillation", "collapse_in_class", "rare_class", "copying", "d_overfits", "past_best",
    "plateau",
    "learning",
)  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
