"""What went wrong in a run that has ended, in a few words for lists of runs.

Judged once, by the process that trained it, and kept in its status: a list that read every curve
would be slow.
"""

import traceback
from typing import Any

from gan_core.diagnosis import Finding, lasting_fault, over_time, training_failure
from gan_core.runs.history import read_history
from gan_core.runs.run_dir import RunDir

LATEST_MOMENTS = 12  # of the sample grids


def fault(run: RunDir, state: str, error: str = "") -> dict[str, Any]:
    """`{"fault": {kind, title}}` for the status of a run that ends so; {} where nothing is wrong.

    Never raises: a run must be able to end.
    """
    try:
        history = read_history(run)
        if state == "failed":
            found = training_failure(history, state, error)
        else:
            found = lasting_fault(over_time(history, list(run.samples())[-LATEST_MOMENTS:]))
    except Exception:
        traceback.print_exc()  # into the run's log.txt
        return {}
    return {"fault": _words(found)} if found else {}


def _words(finding: Finding) -> dict[str, str]:
    return {"kind": finding.kind, "title": finding.title}
