"""The findings of a run directory, as they are now. No torch in here."""

from gan_core.diagnosis import Finding, diagnose, training_failure
from gan_core.runs.history import read_history
from gan_core.runs.run_dir import RunDir


def findings_now(run: RunDir) -> list[Finding]:
    """The findings of a run from its files, the most serious first."""
    history, status = read_history(run), run.status()
    failure = training_failure(history, status["state"], str(status.get("error", "")))
    return [*([failure] if failure else []), *diagnose(history.latest())]
