"""A run directory's history."""

from gan_core.diagnosis.history import History
from gan_core.runs.run_dir import RunDir


def read_history(run: RunDir) -> History:
    """All that a run has written so far."""
    history = History(run.config(), run.about())
    history.take(run.stats()[0], run.metrics()[0])
    return history
