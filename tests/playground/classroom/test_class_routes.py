"""A class from its making to its end, through the routes."""

import asyncio
import errno
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from playground.classroom import classes
from playground.shared.questions import questions
from tests.playground.classroom.a_class import APP, MadeClass, ask, new_answer, new_student
from tests.playground.explore import explore_models

SAMPLE = Path(__file__).parents[1] / "shared" / "lessons" / "sample.toml"


@pytest.fixture
def sample(runs: Path) -> str:
    """The sample lesson as a teacher's own."""
    (runs / "lessons").mkdir(parents=True)
    shutil.copy(SAMPLE, runs / "lessons")
    return "sample"


def folder(runs: Path, made: MadeClass) -> Path:
    return runs / "classes" / made.code


def restart() -> None:
    classes.shared._loaded.clear()


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


def test_an_answer_is_stored_once_however_often_it_is_sent(runs: Path) -> None:
    made = MadeClass()
    made.wish("next")
    body = new_answer(seed=7, result={"js": 0.25, "modes": 6})
    for _ in range(3):
        assert made.answer(body).json() == {"stored": body["id"]}
    restart()  # its index is made of the file
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
    restart()
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


def test_counts_are_the_teachers_until_reveal(sample: str) -> None:
    made = MadeClass(sample)
    made.wish("next")
    for option in ("reals", "reals", "luck"):
        made.answer(new_answer("what-reaches-g", option))
    path = f"{made.path}/counts?question=what-reaches-g"
    assert ask("GET", path).status == 403
    assert ask("GET", path, token="0" * 32).status == 403
    assert ask("GET", f"{made.path}/teacher").status == 403
    hidden = made.state().json()
    assert hidden["answered"] == 3 and "right" not in hidden["question"]
    assert "reason" not in json.dumps(hidden) and "chosen" not in json.dumps(hidden)
    assert ask("GET", path, token=made.token).json()["counts"][0]["chosen"]["reals"] == 2
    made.wish("reveal")
    shown = ask("GET", path).json()["counts"][0]
    assert shown["chosen"] == {"reals": 2, "gradient": 0, "luck": 1} and shown["students"] == 3
    assert made.state().json()["question"]["right"] == "gradient"
    made.wish("open", question="what-reaches-g", vote=2)  # asked again, hidden again
    assert ask("GET", path).status == 403


def test_who_corrects_an_answer_counts_once_and_results_are_pooled() -> None:
    made = MadeClass()
    made.wish("next")
    student = new_student()
    made.answer(new_answer(student=student, option="a", result={"hits": 3}))
    made.answer(new_answer(student=student, option="b", result={"hits": 5}))
    made.answer(new_answer(option="b", result={"hits": 7, "word": "x"}))
    counts = made.overview()["all"][0]["counts"][0]
    assert counts["chosen"] == {"a": 0, "b": 2, "c": 0, "d": 0} and counts["students"] == 2
    assert counts["sums"] == {"hits": 12}


def test_rounds_of_the_game_are_pooled_by_moment_each_as_it_was_first_played() -> None:
    made = MadeClass("45-minutes")
    made.wish("next")
    counts = {"hits": 8, "misses": 2, "falseAlarms": 3, "rejections": 7, "deck": "shipped"}
    mixed = {"moment": "mix", "round": 1, "falseAlarms_at": [0, 3], "rejections_at": [5, 2]}
    late = {**counts, "moment": "4", "round": 1, "D_hits": 9}
    student = new_student()
    for seed, result in (
        (7, late), (7, {**late, "hits": 10, "misses": 0}),  # the same images again: known by then
        (7, {**late, "round": 2}), (8, late), (7, {**counts, **mixed}), (8, {**counts, **mixed}),
        (9, {**late, "hits": 10**9}), (9, {**late, "hits": "8"}), (9, {"deck": "shipped"}),
    ):  # fmt: skip
        made.answer(new_answer("game", "", student=student, seed=seed, result=result))
    (game,) = (each for each in made.overview()["all"] if each["id"] == "game")
    at_4, at_all = game["counts"][0]["rounds"]
    assert (at_4["deck"], at_4["moment"], at_4["rounds"]) == ("shipped", "4", 3)
    assert (at_4["hits"], at_4["misses"], at_4["D_hits"]) == (24, 6, 27)
    assert (at_all["moment"], at_all["rounds"], at_all["falseAlarms"]) == ("mix", 2, 6)
    assert (at_all["falseAlarms_at"], at_all["rejections_at"]) == ([0, 6], [10, 4])


def test_a_name_that_few_have_sent_is_not_shown_to_the_class() -> None:
    made = MadeClass()
    made.wish("next")
    for more in ({"Anna_is_slow": 1}, {}, {"D_hits": 9}):
        made.answer(new_answer(result={"hits": 5, **more}))
    assert made.overview()["all"][0]["counts"][0]["sums"] == {"hits": 15}


def test_a_lesson_in_a_class_reaches_its_counts_and_they_are_the_teachers_until_reveal() -> None:
    lesson = questions("04-collapse-and-cure")
    made = MadeClass("04-collapse-and-cure", "learn?lesson=04-collapse-and-cure")
    made.wish("open all")
    assert made.state().json()["asks"] == [each.id for each in lesson]
    student = new_student()
    for each in lesson:  # predictions, observations and checks, as the page sends them
        sent = made.answer(new_answer(each.id, each.answers()[-1], student=student, seed=7))
        assert sent.status == 200
    for path in ("teacher", "answers.csv", f"counts?question={lesson[0].id}"):
        assert ask("GET", f"{made.path}/{path}", token=student).status == 403
    for each, counted in zip(lesson, made.overview()["all"], strict=True):
        path = f"{made.path}/counts?question={each.id}"
        assert counted["counts"][0]["chosen"][each.answers()[-1]] == 1
        assert ask("GET", path).status == 403
        assert "chosen" not in made.state(student).body.decode()
        made.wish("reveal", question=each.id)
        assert ask("GET", path).json()["counts"] == counted["counts"]


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
    ask("POST", f"{made.path}/leave?student={ben}")
    assert made.overview()["here"] == 1


def test_the_state_outlives_a_restart(sample: str) -> None:
    made = MadeClass(sample, "lab?seed=7")
    made.wish("next")
    made.wish("timer", seconds=60)
    before = made.state().json()
    restart()
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
    restart()
    assert made.state().status == 404


def test_a_qr_code_is_made_of_a_link_only() -> None:
    made = ask("GET", "/api/class/qr.svg?link=http%3A%2F%2F192.0.2.7%3A8501%2Fclass")
    assert made.status == 200 and made.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in made.body and b"script" not in made.body
    for link in ("", "javascript:alert(1)", "http://x/" + "y" * 700):
        assert ask("GET", f"/api/class/qr.svg?link={link}").status == 400
