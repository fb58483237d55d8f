"""What tests of several pages need."""

from pathlib import Path

import pytest

from playground.shared import queue_cache, run_rows
from tests.playground.shared.door.a_class_of_browsers import Browsers


@pytest.fixture
def browsers(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Browsers:
    """Two students and a teacher on one server."""
    return Browsers(monkeypatch)


@pytest.fixture
def rows_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer reads the runs again: no second is waited for."""
    monkeypatch.setattr(run_rows, "shared", run_rows.RunRows())
    for module in (run_rows, queue_cache):
        monkeypatch.setattr(module, "FRESH_SECONDS", -1.0)
