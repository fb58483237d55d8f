"""The list of runs below the form."""

from pathlib import Path

import pytest

from playground.train import run_list
from tests.playground.train.train_page import a_run, healthy, page, prepare


def test_of_many_runs_it_says_where_the_others_are_and_names_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = prepare(tmp_path, monkeypatch)
    monkeypatch.setattr(run_list, "SHOWN", 1)
    for _ in range(2):
        a_run(runs, "done")
    said = " ".join(caption.value for caption in healthy(page()).caption)
    assert "The newest 1 of 2 runs. Explore lists" in said and str(tmp_path) not in said
