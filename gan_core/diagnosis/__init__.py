"""Findings about a run, from its log records and metrics, each with evidence. No torch in here."""

from gan_core.diagnosis.finding import KINDS, Finding, Suggestion
from gan_core.diagnosis.history import History, HistoryView
from gan_core.diagnosis.markers import Markers
from gan_core.diagnosis.rules import (
    diagnose,
    is_stalled,
    lasting_fault,
    over_time,
    training_failure,
)

__all__ = [
    "KINDS", "Finding", "History", "HistoryView", "Markers", "Suggestion", "diagnose",
    "is_stalled", "lasting_fault", "over_time", "training_failure",
]  # fmt: skip
