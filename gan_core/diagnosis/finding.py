"""What a finding is: something seen in a run, its evidence, its meaning and what to try."""

from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["bad", "warning", "good"]


@dataclass(frozen=True)
class Suggestion:
    """A run to start instead of this one: its words and the settings that differ."""

    words: str
    settings: dict[str, Any]  # names that the run's own recipe has

    @property
    def assignments(self) -> tuple[str, ...]:
        """As `key=value` words, as `train --set` and `resolve_config` take them."""
        return tuple(f"{name}={_written(value)}" for name, value in self.settings.items())

    def to_json(self) -> dict[str, Any]:
        """Its words and the `key=value` words of its settings."""
        return {"words": self.words, "assignments": list(self.assignments)}


@dataclass(frozen=True)
class Finding:
    """One thing that is certain enough to say. `since` is where its marker stands on the curve."""

    kind: str  # one of KINDS
    tone: Tone
    title: str  # a few words
    observation: str  # one sentence: what can be seen
    evidence: tuple[str, ...]  # numbers, each with what it was measured on and its perfect value
    meaning: str  # one or two sentences: what it usually means
    suggestions: tuple[Suggestion, ...]  # the one or two settings to change
    since: int  # images seen

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `diagnose --json` prints them and the page shows them."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        suggestions = [each.to_json() for each in self.suggestions]
        return {**values, "evidence": list(self.evidence), "suggestions": suggestions}


# In the order in which they are told: what ends a run before what spoils it before what is well.
KINDS = (
    "diverged", "exploding", "collapse", "d_overpowers", "floor", "d_too_weak", "oscillation",
    "collapse_in_class", "rare_class", "copying", "d_overfits", "past_best", "plateau",
    "learning",
)  # fmt: skip


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
