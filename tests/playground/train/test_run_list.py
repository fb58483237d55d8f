"""The list of runs below the form."""

from pathlib import Path

import pytest

from gan_core.runs.run_label import RunLabel
from playground.train import run_list
from tests.playground.train.train_page import a_run, buttons, healthy, page, prepare


def test_of_many_runs_it_says_where_the_others_are_and_names_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = prepare(tmp_path, monkeypatch)
    monkeypatch.setattr(run_list, "SHOWN", 1)
    for _ in range(2):
        a_run(runs, "done")
    said = " ".join(words.value for words in healthy(page()).markdown)
    assert "The newest 1 of 2 runs. The page [Runs](./runs)" in said and str(tmp_path) not in said


def test_a_name_that_a_person_gave_stands_for_the_run_as_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(prepare(tmp_path, monkeypatch), "done")
    assert buttons(healthy(page()))[f"open-{run.id}"].label == r"00001 silhouettes\-dcgan\-seed0"
    run.write_label(RunLabel("<b>:red[x]</b>"))
    assert buttons(healthy(page()))[f"open-{run.id}"].label == r"00001 \<b\>\:red\[x\]\</b\>"
    assert healthy(page(run=run.id)).title[0].value == r"00001  \<b\>\:red\[x\]\</b\>"
