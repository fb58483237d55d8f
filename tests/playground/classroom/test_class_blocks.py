"""A class goes through the blocks of its plan, and sees the lab that its teacher shows."""

import json
from pathlib import Path

import pytest

from playground.classroom import classes, shown_lab
from playground.shared.questions import lesson
from tests.playground.classroom.a_class import MadeClass, ask, folder, forget_loaded, new_answer

PLAN = """title = "Two parts"
lessons = ["first"]
[[blocks]]
title = "Vote"
minutes = 3
do = "Vote."
fallback = "Hands."
asks = ["late", "early"]
[[blocks]]
title = "Lesson"
minutes = 4
do = "Do it."
fallback = "Skip it."
page = "game"
query = { moment = "1" }
asks = ["of-lesson"]
own_pace = true
lab = "seed-7"
[[questions]]
id = "early"
text = "?"
low = 0
high = 3
[[questions]]
id = "late"
text = "?"
low = 0
high = 3
[[questions]]
id = "nowhere"
text = "?"
low = 0
high = 3
"""
LESSON = """title = "First"
[[questions]]
id = "of-lesson"
text = "?"
low = 0
high = 3
"""
LAB = {"link": "seed-7~step-300~200.lr_G-0.01", "layers": "heat.reals", "half": 0}


@pytest.fixture
def plan(runs: Path) -> str:
    (runs / "lessons").mkdir(parents=True)
    (runs / "lessons" / "plan.toml").write_text(PLAN)
    (runs / "lessons" / "first.toml").write_text(LESSON)
    return "plan"


def test_questions_follow_the_blocks_and_each_block_has_its_page(plan: str) -> None:
    made = MadeClass(plan)
    before = made.state().json()
    assert before["asks"] == ["late", "early", "of-lesson", "nowhere"]
    assert before["block"] is None and before["page"] == ""
    made.wish("block", block=1)
    now = made.state().json()
    assert now["block"] == {"number": 2, "of": 2, "title": "Lesson"}
    assert now["page"] == "game?moment=1" and now["home"] == ""
    told = made.overview()["blocks"][1]
    assert told["fallback"] == "Skip it." and told["lab"] == "seed-7"
    assert "Skip it." not in made.state().body.decode()


def test_next_stays_within_the_block_and_the_next_block_begins_without_a_question(plan) -> None:
    made = MadeClass(plan)
    made.wish("block", block=0)
    assert made.state().json()["open"] == []
    asked = [made.wish("next").json()["question"]["id"] for _ in range(2)]
    assert asked == ["late", "early"]
    refused = made.wish("next")
    assert refused.status == 400 and "start the next block" in refused.json()["error"]
    made.wish("block", block=1)
    state = made.state().json()
    assert (state["question"], state["open"], state["own_pace"]) == (None, ["of-lesson"], True)
    assert made.answer(new_answer("of-lesson", "3")).status == 200
    made.wish("reveal", question="of-lesson")
    made.wish("block", block=1)  # what was told is not asked again
    assert made.state().json()["open"] == []


def test_own_pace_opens_the_questions_of_the_block_alone(plan: str) -> None:
    made = MadeClass(plan)
    made.wish("block", block=0)
    made.wish("open all")
    assert made.state().json()["open"] == ["late", "early"]
    assert made.answer(new_answer("nowhere", "1")).status == 409


def test_blocks_outlive_a_restart_and_a_class_of_before_has_none(plan: str, runs: Path) -> None:
    made = MadeClass(plan)
    made.wish("block", block=1)
    made.wish("lab", lab=LAB)
    before = made.state().json()
    (runs / "lessons" / "plan.toml").unlink()
    forget_loaded()
    assert made.state().json() == before
    for name, gone in (("class.json", ("blocks",)), ("state.json", ("block", "lab"))):
        old = json.loads((folder(runs, made) / name).read_text())
        (folder(runs, made) / name).write_text(
            json.dumps({k: v for k, v in old.items() if k not in gone})
        )
    forget_loaded()
    state = made.state().json()
    assert (state["block"], state["lab"], state["open"]) == (None, None, ["of-lesson"])


@pytest.mark.parametrize("number", [2, -1, "0", None, True])
def test_a_block_that_is_none_changes_nothing(number, plan: str) -> None:
    made = MadeClass(plan)
    assert made.wish("block", block=number).status == 400
    assert made.state().json()["block"] is None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('asks = ["late", "early"]', 'asks = ["none"]', "blocks, number 1: asks"),
        ('asks = ["late", "early"]', 'asks = ["late", "late"]', '"late" is asked twice'),
        ('asks = ["late", "early"]', "asks = [3]", "list of ids"),
        ('lab = "seed-7"', "lab = 7", "number 2: lab"),
        ('page = "game"', 'page = "away"', "page must be one of"),
        ("minutes = 3", "minutes = 0", "minutes must be"),
        ("own_pace = true", 'own_pace = "yes"', "own_pace must be true or false"),
        ('page = "game"', 'page = "game"\nlesson = "first"', "give lesson or page"),
        ('page = "game"', "", "query belongs to a page"),
    ],
)
def test_a_mistake_in_a_block_is_named(old, new, named, plan: str, runs: Path) -> None:
    path = runs / "lessons" / "plan.toml"
    path.write_text(path.read_text().replace(old, new))
    refused = ask("POST", "/api/class", {"lesson": plan, "page": ""})
    assert refused.status == 400 and named in refused.json()["error"]


def test_every_question_of_the_45_minutes_has_its_block() -> None:
    hour = lesson("45-minutes")
    asked = [name for block in hour.blocks for name in block.asks]
    assert asked == [question.id for question in hour.questions]
    for block in hour.blocks:
        for question in hour.questions:
            if question.lesson and question.id in block.asks and block.title[-4:] != "like":
                assert question.lesson == block.lesson, "it is answered where the students are"


def test_the_class_sees_the_lab_that_its_teacher_shows_until_something_is_asked(plan: str) -> None:
    made = MadeClass(plan)
    path = f"{made.path}/lab"
    assert made.state().json()["lab"] is None
    assert ask("POST", path, LAB).status == 403
    assert ask("POST", path, LAB, token="0" * 32).status == 403
    assert ask("POST", path, LAB, made.token).status == 200
    first = made.state()
    assert first.json()["lab"] == LAB
    assert made.state(if_none_match=first.headers["etag"]).status == 304
    ask("POST", path, {**LAB, "half": 200}, made.token)  # the last part of the longest step
    assert made.state(if_none_match=first.headers["etag"]).json()["lab"]["half"] == 200
    made.wish("block", block=0)
    assert made.state().json()["lab"] is None
    for wish in (("next", {}), ("reveal", {"question": "late"}), ("lab", {"lab": None})):
        ask("POST", path, LAB, made.token)
        made.wish(wish[0], **wish[1])
        assert made.state().json()["lab"] is None


def test_a_lab_that_plays_on_does_not_take_the_place_of_a_question(plan: str) -> None:
    made = MadeClass(plan)
    path = f"{made.path}/lab"
    assert ask("POST", path, {**LAB, "goes_on": False}, made.token).status == 200
    assert ask("POST", path, {**LAB, "goes_on": True}, made.token).status == 200
    made.wish("block", block=0)
    refused = ask("POST", path, {**LAB, "goes_on": True}, made.token)
    assert refused.status == 409 and refused.json()["error"].endswith(".")
    assert made.state().json()["lab"] is None
    assert ask("POST", path, {**LAB, "goes_on": False}, made.token).status == 200
    assert made.state().json()["lab"] == LAB


def test_a_step_with_five_updates_of_D_is_shown_to_its_last_part(plan: str) -> None:
    made = MadeClass(plan)
    assert ask("POST", f"{made.path}/lab", {**LAB, "half": 5 * 6 + 4}, made.token).status == 200


def test_thirty_who_follow_read_one_file_once(plan: str, monkeypatch) -> None:
    made = MadeClass(plan)
    ask("POST", f"{made.path}/lab", LAB, made.token)
    made.state()
    read: list[Path] = []
    kept = classes.durable_files.read_json
    monkeypatch.setattr(
        classes.durable_files, "read_json", lambda path: read.append(path) or kept(path)
    )
    for _ in range(30):
        assert made.state().json()["lab"] == LAB
    assert read == []
    ask("POST", f"{made.path}/lab", {**LAB, "half": 1}, made.token)
    for _ in range(30):
        made.state()
    assert len(read) <= 1


@pytest.mark.parametrize(
    "change",
    [
        {"link": 3}, {"link": "a b"}, {"link": "x" * 4001}, {"layers": "<b>"}, {"layers": None},
        {"half": -1}, {"half": 201}, {"half": True}, {"half": "1"}, {"link": None},
    ],
)  # fmt: skip
def test_what_no_lab_sends_is_refused_in_a_sentence(change, plan: str) -> None:
    made = MadeClass(plan)
    refused = ask("POST", f"{made.path}/lab", {**LAB, **change}, made.token)
    assert refused.status == 400 and refused.json()["error"].endswith(".")
    assert made.state().json()["lab"] is None
    for body in ([], "x", 3):
        assert ask("POST", f"{made.path}/lab", body, made.token).status == 400
    large = ask("POST", f"{made.path}/lab", b" " * 1_000_000, made.token)
    assert large.status == 413 and shown_lab.MOST_BYTES < 10_000
