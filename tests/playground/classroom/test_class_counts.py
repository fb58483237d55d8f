"""What a class has answered, counted: the teacher's until Reveal, and nobody counts twice."""

import json

from playground.shared.questions import questions
from tests.playground.classroom.a_class import MadeClass, ask, new_answer, new_student


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


def test_rounds_that_no_game_has_sent_neither_break_the_page_nor_crowd_it_out() -> None:
    made = MadeClass("45-minutes")
    made.wish("block", block=0)
    counts = {"hits": 8, "misses": 2, "falseAlarms": 3, "rejections": 7}
    for _ in range(2):
        made.answer(new_answer("game", "", result={**counts, "deck": "real", "moment": "1"}))
    odd = [{**counts, "deck": f"odd-{name}", "round": n} for name in range(20) for n in range(3)]
    odd += [{**counts, "deck": [1, 2], "moment": [3], "round": [4]}]
    student = new_student()
    for result in odd:
        sent = made.answer(new_answer("game", "", student=student, result=result))
        assert sent.status == 200
    (game,) = (each for each in made.overview()["all"] if each["id"] == "game")
    rounds = game["counts"][0]["rounds"]
    assert rounds[0]["deck"] == "real" and len(rounds) == 12


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
