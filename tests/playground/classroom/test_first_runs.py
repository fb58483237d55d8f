"""How long a class waits, in a sentence."""

from pathlib import Path

import pytest
from starlette.applications import Starlette

from playground.classroom import first_runs
from playground.classroom.first_runs import first_runs_routes, in_words
from tests.playground.shared.door.asking import Answer, ask


def asked(query: str) -> Answer:
    return ask(Starlette(routes=first_runs_routes), "/api/class/first-runs", query=query)


@pytest.mark.parametrize(
    "people, seconds, workers, words",
    [
        (30, 120, 2, "30 people, 2 min a run, 2 workers: the last first run starts after 30 min; "
                     "30 s a run or 6 workers would make it 10 min at most."),
        (30, 30, 2, "30 people, 30 s a run, 2 workers: the last first run starts after 9 min."),
        (1, 90, 1, "1 person, 1.5 min a run, 1 worker: every run starts at once."),
        (150, 60, 1, "150 people, 1 min a run, 1 worker: the last first run starts after 169 min; "
                     "17 workers would make it 10 min at most."),
        (150, 36_000, 1, "150 people, 10 h a run, 1 worker: the last first run starts after "
                         "1490 h; 150 workers would make it 10 min at most."),
    ],
)  # fmt: skip
def test_the_sentence(people: int, seconds: float, workers: int, words: str) -> None:
    assert in_words(people, seconds, workers) == words


def test_a_class_and_the_workers_there_are_stand_for_what_is_not_given(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked("").json()
    assert (found["people"], found["minutes"], found["workers"]) == (30, 2.0, 1)
    monkeypatch.setattr(first_runs, "workers_now", lambda: 3)
    monkeypatch.setenv("GAN_MOST_MINUTES", "1")
    found = asked("people=12").json()
    assert (found["people"], found["minutes"], found["workers"]) == (12, 1.0, 3)
    assert found["words"] == in_words(12, 60, 3)


def test_as_many_workers_as_it_names_can_be_asked_for(runs: Path) -> None:
    assert "every run starts at once" in asked("people=150&workers=150").json()["words"]


@pytest.mark.parametrize(
    "query",
    [
        "people=0", "people=x", "people=151", "workers=-1", "workers=1e3", "minutes=nan",
        "minutes=", "minutes=1e-9", "people=" + 5000 * "9",
    ],
)  # fmt: skip
def test_what_is_no_class_is_refused_in_words(runs: Path, query: str) -> None:
    refused = asked(query)
    assert refused.status == 400 and "1 to 150 people" in refused.json()["error"]
