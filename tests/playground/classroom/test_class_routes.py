"""A class from its making to its end, through the routes."""

import os
import re
from pathlib import Path

import pytest

from playground.classroom import classes
from tests.playground.classroom.a_class import (
    MadeClass,
    ask,
    folder,
    forget_loaded,
    new_answer,
    new_student,
)


def test_a_class_is_made_with_a_code_and_a_token_that_is_kept_nowhere(runs: Path) -> None:
    made = MadeClass()
    assert re.fullmatch(r"[a-z]+-[a-z]+-[0-9]{2}", made.code)
    assert len(bytes.fromhex(made.token)) * 8 == 128
    assert not any(made.token in path.read_text() for path in folder(runs, made).iterdir())
    assert made.overview()["class"] == made.code
    assert MadeClass().token != made.token


@pytest.mark.parametrize(
    "body", [{"lesson": "none"}, {"page": "https://elsewhere.example"}, {"page": "../x"}, [], b"{"]
)
def test_a_class_that_cannot_be_is_refused_in_a_sentence(body) -> None:
    answer = ask("POST", "/api/class", body)
    assert answer.status == 400 and answer.json()["error"].endswith(".")


def test_a_state_that_a_page_knows_is_not_sent_again() -> None:
    made = MadeClass()
    first = made.state()
    again = made.state(if_none_match=first.headers["etag"])
    assert again.status == 304 and again.body == b""
    made.wish("pause", paused=True)
    later = made.state(if_none_match=first.headers["etag"])
    assert later.status == 200 and later.json()["paused"] is True


def test_students_are_counted_where_they_are_until_they_leave() -> None:
    made = MadeClass()
    anna, ben = new_student(), new_student()
    for student, page in ((anna, "lab"), (ben, "lab"), (anna, "class"), ("nobody", "lab")):
        made.state(student, page)
    assert made.overview()["here"] == 2
    assert made.overview()["where"] == {"lab": 1, "class": 1}
    made.state(ben, "hello-teacher")
    assert made.overview()["where"] == {"class": 1, "other": 1}
    ask("POST", f"{made.path}/leave?student={ben}")
    assert made.overview()["here"] == 1


def test_the_state_outlives_a_restart(sample: str) -> None:
    made = MadeClass(sample, "lab?seed=7")
    made.wish("next")
    made.wish("timer", seconds=60)
    before = made.state().json()
    forget_loaded()
    assert made.state().json() == before
    assert before["page"] == "lab?seed=7" and before["ends"]


@pytest.mark.parametrize(
    "wish",
    [
        {"do": "fly"}, {"do": "open", "question": "other"}, {"do": "open", "question": ["x"]},
        {"do": "open", "question": "aloud-1", "vote": 3}, {"do": "timer", "seconds": -1},
        {"do": "timer", "seconds": "60"}, {"do": "reveal"},
    ],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_changes_nothing(wish) -> None:
    made = MadeClass()
    before = made.state().body
    answer = ask("POST", f"{made.path}/teacher", wish, made.token)
    assert answer.status == 400 and answer.json()["error"].endswith(".")
    assert made.state().body == before


def test_after_the_last_question_there_is_no_next(sample: str) -> None:
    made = MadeClass(sample)
    assert [made.wish("next").status for _ in range(3)] == [200, 200, 400]


def test_deleted_means_gone(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    body = new_answer()
    made.answer(body)
    assert ask("DELETE", f"{made.path}/answers").status == 403
    assert ask("DELETE", f"{made.path}/answers", token=made.token).json()["answered"] == 0
    assert (folder(runs, made) / "answers.jsonl").read_bytes() == b""
    assert made.answer(body).status == 200 and made.overview()["answered"] == 1
    assert ask("DELETE", made.path, token=made.token).status == 200
    assert not folder(runs, made).exists()
    assert made.state().status == 404 and made.answer(new_answer()).status == 404
    assert not folder(runs, made).exists()


def test_a_class_is_gone_after_thirty_days(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = MadeClass(), MadeClass()
    made.wish("next")
    made.answer(new_answer())
    now = classes.time.time()
    monkeypatch.setattr(classes.time, "time", lambda: now + 30 * 24 * 3600 - 60)
    assert made.state().status == 200
    monkeypatch.setattr(classes.time, "time", lambda: now + 30 * 24 * 3600 + 60)
    assert made.state().status == 404 and not folder(runs, made).exists()
    classes.shared.delete_expired()  # at every start, and when a class is made
    assert not folder(runs, other).exists()


def test_a_copy_that_somebody_keeps_is_not_deleted(runs: Path) -> None:
    copy = runs / "classes" / "my-best-class"
    copy.mkdir(parents=True)
    os.utime(copy, (0, 0))
    classes.shared.delete_expired()
    assert copy.exists()


def test_a_class_whose_file_is_damaged_is_no_class(runs: Path) -> None:
    made = MadeClass()
    (folder(runs, made) / "class.json").write_text("{")
    forget_loaded()
    assert made.state().status == 404


def test_a_qr_code_is_made_of_a_link_only() -> None:
    made = ask("GET", "/api/class/qr.svg?link=http%3A%2F%2F192.0.2.7%3A8501%2Fclass")
    assert made.status == 200 and made.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in made.body and b"script" not in made.body
    for link in ("", "javascript:alert(1)", "http://x/" + "y" * 700):
        assert ask("GET", f"/api/class/qr.svg?link={link}").status == 400
