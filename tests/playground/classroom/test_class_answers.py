"""Answers of a class through the routes: stored once, at their time, and nothing else with them."""

import asyncio
import errno
import json
from pathlib import Path

import pytest

from tests.playground.classroom.a_class import (
    APP,
    MadeClass,
    ask,
    folder,
    forget_loaded,
    new_answer,
)
from tests.playground.explore import explore_models


def test_an_answer_is_stored_once_however_often_it_is_sent(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    body = new_answer(seed=7, result={"js": 0.25, "modes": 6})
    for _ in range(3):
        assert made.answer(body).json() == {"stored": body["id"]}
    forget_loaded()  # its index is made of the file
    assert made.answer(body).status == 200
    (line,) = (folder(runs, made) / "answers.jsonl").read_text().splitlines()
    assert json.loads(line) == body


def test_a_torn_last_line_is_ignored_and_repaired(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    kept, torn = new_answer(), new_answer()
    made.answer(kept)
    file = folder(runs, made) / "answers.jsonl"
    with open(file, "a") as stream:
        stream.write(json.dumps(torn)[:60])
    forget_loaded()
    assert made.overview()["answered"] == 1
    assert made.answer(torn).status == 200  # it was never acknowledged, so it comes again
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == [
        kept["id"], torn["id"]
    ]  # fmt: skip


def test_only_the_open_question_and_vote_take_answers(sample: str) -> None:
    made = MadeClass(sample)
    first = new_answer("what-reaches-g", "reals")
    assert made.answer(first).status == 409  # none is open
    made.wish("next")
    assert made.answer(first).status == 200
    assert made.answer(new_answer("what-reaches-g", "reals", vote=2)).status == 409
    assert made.answer(new_answer("modes-hit", "3")).status == 409
    made.wish("open", question="what-reaches-g", vote=2)
    assert made.answer(new_answer("what-reaches-g", "luck", vote=2)).status == 200
    assert made.answer(new_answer("what-reaches-g", "luck")).status == 409
    made.wish("reveal")
    late = made.answer(new_answer("what-reaches-g", "luck", vote=2))
    assert late.status == 409 and "takes no answers" in late.json()["error"]
    # Its reply was lost; it had been stored in time.
    assert made.answer(first).status == 200


def test_at_their_own_pace_students_answer_what_is_not_revealed(sample: str) -> None:
    made = MadeClass(sample)
    made.wish("reveal", question="what-reaches-g")
    made.wish("open all")
    assert made.answer(new_answer("what-reaches-g", "luck")).status == 409
    assert made.answer(new_answer("modes-hit", "3")).status == 200
    shown = made.state().json()["at_own_pace"]
    assert [each["id"] for each in shown] == ["modes-hit"] and "reason" not in shown[0]


@pytest.mark.parametrize(
    "change",
    [
        {"option": "e"}, {"option": "<b>Anna</b>"}, {"option": 3}, {"vote": 3}, {"vote": True},
        {"seed": -1}, {"seed": 2**60}, {"seed": "1"}, {"id": "x"}, {"student": "Anna"},
        {"student": None}, {"question": "other"}, {"question": "../x"}, {"result": "Anna Smith"},
        {"result": {"name": "Anna Smith"}}, {"result": {"a b": 1}}, {"result": {"a": {"b": 1}}},
        {"result": {"a": [1] * 200}}, {"result": {"a": 10**400}}, {"result": [1]},
        {"result": {"a": 1e308}}, {"result": {"a": [float("nan")]}}, {"result": float("inf")},
    ],
)  # fmt: skip
def test_nothing_but_ids_and_numbers_gets_into_the_file(change, runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    answer = made.answer({**new_answer(), **change})
    assert answer.status == 400 and answer.json()["error"].endswith(".")
    assert not (folder(runs, made) / "answers.jsonl").exists()


def test_the_file_holds_no_name_address_or_cookie(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    body = {**new_answer(), "name": "Anna", "ip": "192.0.2.7"}
    headers = {"cookie": "gan_browser=" + "c" * 32, "user_agent": "Annas phone"}
    assert ask("POST", f"{made.path}/answer", body, **headers).status == 200
    text = (folder(runs, made) / "answers.jsonl").read_text()
    assert set(json.loads(text)) == {
        "id", "student", "question", "option", "vote", "seed", "result"
    }  # fmt: skip
    for word in ("Anna", "192.0.2.7", "testclient", "cccc", "phone"):
        assert word not in text


def test_an_answer_of_a_megabyte_is_refused_in_a_sentence_and_nothing_is_lost(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    made.answer(new_answer())
    answer = made.answer(json.dumps({**new_answer(), "result": "x" * 1_000_000}).encode())
    assert answer.status == 413 and "8 kB" in answer.json()["error"]
    assert made.overview()["answered"] == 1 and made.answer(new_answer()).status == 200


def test_of_five_hundred_answers_at_once_the_bad_are_refused_and_no_good_one_is_lost(runs) -> None:
    made = MadeClass()
    made.wish("next")
    good = [new_answer() for _ in range(300)]
    closed = [new_answer("aloud-2") for _ in range(100)]
    large = [{**new_answer(), "result": "x" * 1_000_000} for _ in range(20)]
    wrong = [new_answer(option="<b>") for _ in range(80)]
    # Every kind among the others, as they come from a class.
    bodies = sorted([*good, *closed, *large, *wrong], key=lambda body: body["id"])

    async def send_all() -> list:
        path = f"{made.path}/answer"
        asked = [
            explore_models.ask(APP, path, "POST", json.dumps(body).encode()) for body in bodies
        ]
        return await asyncio.gather(*asked)

    status = dict(zip([body["id"] for body in bodies], asyncio.run(send_all()), strict=True))
    for kind, wanted in ((good, 200), (closed, 409), (large, 413), (wrong, 400)):
        answers = [status[body["id"]] for body in kind]
        assert {answer.status for answer in answers} == {wanted}
        assert wanted == 200 or all(answer.json()["error"].endswith(".") for answer in answers)
    lines = (folder(runs, made) / "answers.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(b["id"] for b in good)
    assert made.overview()["answered"] == 300


def test_five_hundred_answers_at_once_are_all_stored(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    bodies = [new_answer() for _ in range(500)]

    async def send_all() -> list:
        path = f"{made.path}/answer"
        asked = [
            explore_models.ask(APP, path, "POST", json.dumps(body).encode()) for body in bodies
        ]
        return await asyncio.gather(*asked)

    assert {answer.status for answer in asyncio.run(send_all())} == {200}
    lines = (folder(runs, made) / "answers.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(b["id"] for b in bodies)


def test_the_plan_of_an_hour_takes_the_rounds_of_the_game() -> None:
    made = MadeClass("45-minutes")
    made.wish("open", question="game")
    assert made.answer(new_answer("game", "", result={"hits": 7, "misses": 3})).status == 200


def test_answers_are_stored_on_a_drive_without_file_locks(monkeypatch) -> None:
    fcntl = pytest.importorskip("fcntl", reason="Windows always has locks")

    def refuse(*_) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    made = MadeClass()
    made.wish("next")
    assert made.answer(new_answer()).status == 200
