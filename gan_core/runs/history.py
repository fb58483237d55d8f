"""The History of a run directory."""

from gan_core.diagnosis.history import History
from gan_core.runs.run_dir import RunDir


def read_history(run: RunDir) -> History:
    """All records, metrics and adjustments of a run so far."""
    history = History(run.config(), run.about())
    history.append(run.stats()[0], run.metrics()[0], run.changes()[0])
    return history
