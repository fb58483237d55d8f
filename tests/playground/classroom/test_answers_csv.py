"""The table of answers starts no formula, whatever somebody has put into the file."""

import csv
import io

import pytest

from playground.classroom.answers_csv import answers_csv, cell
from tests.playground.classroom.a_class import MadeClass, ask, new_answer


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_words_that_a_spreadsheet_would_run_are_escaped(text) -> None:
    row = {**new_answer(), "option": text, "result": {text: text}}
    table = list(csv.reader(io.StringIO(answers_csv([row]).decode(), newline="")))
    assert all(not value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in sum(table, []))
    assert cell(text) == "'" + text


def test_numbers_stay_numbers() -> None:
    assert cell(-0.5) == "-0.5" and cell(None) == "" and cell([1, -2]) == "1 -2"
    assert cell([-1, 2]) == "'-1 2"


def test_a_table_has_a_line_for_each_answer_and_a_column_for_each_part_of_a_result() -> None:
    made = MadeClass()
    made.wish("next")
    made.answer(new_answer(seed=7, result={"js": 0.25}))
    made.answer(new_answer(option="b", result=4))
    assert ask("GET", f"{made.path}/answers.csv").status == 403
    answer = ask("GET", f"{made.path}/answers.csv", token=made.token)
    assert f'filename="{made.code}.csv"' in answer.headers["content-disposition"]
    header, first, second = csv.reader(io.StringIO(answer.body.decode(), newline=""))
    assert header == ["student", "question", "vote", "option", "seed", "result", "result js", "id"]
    assert first[1:7] == ["aloud-1", "1", "a", "7", "", "0.25"]
    assert second[1:7] == ["aloud-1", "1", "b", "", "4", ""]
