"""Findings about a run, from its log records and metrics, each with evidence. No torch in here."""

from gan_core.diagnosis.finding import KINDS, Finding, Suggestion
from gan_core.diagnosis.history import History, HistoryView
from gan_core.diagnosis.rules import diagnose, keep_markers, over_time, training_failure

__all__ = [
    "KINDS", "Finding", "History", "HistoryView", "Suggestion", "diagnose", "keep_markers",
    "over_time", "training_failure",
]  # fmt: skip
