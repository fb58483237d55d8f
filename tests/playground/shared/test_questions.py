"""Questions of lesson files: read, and refused by the name of the file and the place."""

import shutil
import tomllib
from pathlib import Path

import pytest

from gan_core import GanError
from playground.shared.questions import lessons, parse_questions, questions

SAMPLE = Path(__file__).parent / "lessons" / "sample.toml"


@pytest.fixture
def own(runs: Path) -> Path:
    folder = runs / "lessons"
    folder.mkdir(parents=True)
    (folder / "sample.toml").write_text(SAMPLE.read_text("utf-8"), "utf-8")
    return folder


def test_options_and_numbers_are_read(own: Path) -> None:
    first, second = questions("sample")
    assert first.answers() == ("reals", "gradient", "luck") and first.right == "gradient"
    assert all(option.reason for option in first.options)
    assert second.answers() == tuple("012345678") and second.right == ""


def test_a_mistake_is_named_and_the_other_lessons_work(own: Path) -> None:
    (own / "broken.toml").write_text('title = "x"\n[[questions]]\nid = "a"\n', "utf-8")
    (own / "no-toml.toml").write_bytes(b"\xff")
    found = {each.name: each for each in lessons()}
    assert found["sample"].questions and not found["sample"].problem
    assert found["broken"].problem.startswith("The lesson file broken.toml has a mistake: In quest")
    assert "no-toml.toml" in found["no-toml"].problem
    with pytest.raises(GanError, match=r"broken\.toml"):
        questions("broken")
    with pytest.raises(GanError, match="no lesson"):
        questions("../sample")


@pytest.mark.parametrize(
    "change, named",
    [
        ('id = "Two words"', "question 1, id"),
        ('text = ""', r"\(a\), text"),
        ('right = "z"', '"z", which cannot be chosen'),
        ("low = 0", "low and high"),
        ("low = 0\nhigh = 99", "at most 31"),
        ("low = 3\nhigh = 1", "whole numbers"),
        ('options = [{id = "x", text = "X"}]', "2 to 8 options"),
        ('options = [{id = "x", text = "X"}, {id = "x", text = "Y"}]', 'id "x"'),
        ('options = [{id = "x", text = "X"}, {id = "y"}]', "option 2 of question 1"),
        ("options = 3", "list of tables"),
        ('rigth = "x"', r"question 1 \(a\), rigth is no part of a question"),
        (
            'options = [{id = "x", text = "X", reson = "R"}, {id = "y", text = "Y"}]',
            r"option 1 of question 1 \(a\), reson is no part of an option",
        ),
        ('low = 0\nhigh = 1\noptions = [{id="x",text="X"},{id="y",text="Y"}]', "none of them"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place(change: str, named: str) -> None:
    keys = {line.split(" =")[0] for line in change.splitlines()}
    rows = [line for line in ('id = "a"', 'text = "A?"') if line.split(" =")[0] not in keys]
    row = tomllib.loads("\n".join([*rows, change]))
    with pytest.raises(GanError, match=named):
        parse_questions([row])


@pytest.mark.parametrize(
    "names, said",
    [
        ('["absent"]', "names of lesson files"),
        ('[["sample"]]', "names of lesson files"),
        ('"sample"', "names of lesson files"),
        ('["broken"]', r"broken\.toml: In question 1"),
        ('["many", "sample"]', "41 questions; 40 are the most"),
        ('["sample", "sample"]', 'id "what-reaches-g"'),
    ],
)
def test_a_plan_has_the_questions_of_its_lessons_or_names_why_not(own: Path, names, said) -> None:
    rows = [f'[[questions]]\nid = "q{number}"\ntext = "?"' for number in range(39)]
    (own / "many.toml").write_text("\n".join(['title = "x"', *rows]), "utf-8")
    (own / "broken.toml").write_text('title = "x"\n[[questions]]\nid = "a"\n', "utf-8")
    (own / "plan.toml").write_text('title = "x"\nlessons = ["sample"]\n', "utf-8")
    assert [each.id for each in questions("plan")] == ["what-reaches-g", "modes-hit"]
    (own / "plan.toml").write_text(f'title = "x"\nlessons = {names}\n', "utf-8")
    with pytest.raises(GanError, match=said):
        questions("plan")
    assert lessons()


def test_a_file_that_cannot_be_read_or_has_a_wrong_name_is_named_without_its_folder(own) -> None:
    (own / "folder.toml").mkdir()
    shutil.copy(SAMPLE, own / "My lesson.toml")
    problems = {each.name: each.problem for each in lessons() if each.problem}
    assert problems["folder"].endswith("save it as UTF-8.")
    assert "small letters" in problems["My lesson"]
    assert not any(str(own) in problem for problem in problems.values())


def test_two_questions_need_two_ids() -> None:
    row = {"id": "a", "text": "A?"}
    with pytest.raises(GanError, match='id "a"'):
        parse_questions([row, row])
    with pytest.raises(GanError, match="list of tables"):
        parse_questions({"a": 1})
