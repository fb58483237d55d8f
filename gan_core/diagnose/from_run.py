"""A run directory's history."""

from gan_core.diagnose.history import History
from gan_core.run_dir import RunDir


def read_history(run: RunDir) -> History:
    """All that a run has written so far."""
    history = History(run.config(), run.about())
    history.take(run.stats()[0], run.measures()[0])
    return history
