"""The questions of a lesson, read from the [[questions]] of its TOML file.

A question offers options, asks for a whole number (`low` to `high`), or has neither: then a page
measures something and sends it as the result, such as a round of the game. A plan that names
`lessons` has their questions too, after its own. Lessons lie in
`playground/learn/lessons/`, those of a teacher's own beside the runs in `lessons/`.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gan_core import GanError
from playground.shared.paths import runs_root
from playground.shared.plan_blocks import Block, parse_blocks
from playground.shared.toml_fields import Table, read_table, refuse_unknown

SHIPPED = Path(__file__).resolve().parents[1] / "learn" / "lessons"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_QUESTIONS = 40  # of a lesson, and of a class
MOST_OPTIONS = 8
MOST_NUMBERS = 31  # bars of a histogram that a projector can show
LONGEST = 600  # characters of a text or a reason
SAY = "say"  # of an option: what the teacher may say, which a class is not sent


@dataclass(frozen=True)
class Option:
    """One answer to choose, why it is right or wrong, and the misconception it is, if any."""

    id: str
    text: str
    reason: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `right` is the id of an option or a number as text, "" where none is right.

    A number within `band` of the right one counts as right.
    """

    id: str
    text: str
    options: tuple[Option, ...] = ()
    right: str = ""
    low: int | None = None
    high: int | None = None
    reason: str = ""  # of the right number
    band: int = 0
    lesson: str = ""  # the one whose page asks it too; "" where only the class page does

    def answers(self) -> tuple[str, ...]:
        """Everything that may be chosen, in order; empty where only a result is sent."""
        if self.low is not None and self.high is not None:
            return tuple(str(number) for number in range(self.low, self.high + 1))
        return tuple(option.id for option in self.options)


@dataclass(frozen=True)
class Lesson:
    """A lesson as a class needs it. `problem` says what is wrong with its file, "" for nothing.

    Of a plan, the questions stand in the order of its blocks; those of no block come last.
    """

    name: str
    title: str
    questions: tuple[Question, ...] = ()
    problem: str = ""
    blocks: tuple[Block, ...] = ()


def lesson_files() -> dict[str, Path]:
    """Name to file, in order; one of a teacher's own replaces a shipped one of the same name."""
    found: dict[str, Path] = {}
    for folder in (SHIPPED, runs_root() / "lessons"):
        found |= {path.stem: path for path in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def lessons() -> list[Lesson]:
    """Every lesson that is here; one with a mistake has no questions and names the mistake."""
    return [_read(path) for path in lesson_files().values()]


def lesson(name: str) -> Lesson:
    """The lesson of this name. GanError when there is none or its file has a mistake."""
    path = lesson_files().get(name)
    if path is None:
        raise GanError(f'There is no lesson "{name[:40]}"; choose one of the list.')
    found = _read(path)
    if found.problem:
        raise GanError(found.problem)
    return found


def questions(name: str) -> tuple[Question, ...]:
    """The questions of a lesson, in order. GanError as for `lesson`."""
    return lesson(name).questions


def parse_questions(rows: Any) -> tuple[Question, ...]:
    """The questions in a parsed TOML file. GanError says which entry is wrong and how."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise GanError("[[questions]] must be a list of tables.")
    if len(rows) > MOST_QUESTIONS:
        raise GanError(f"There are {len(rows)} [[questions]]; {MOST_QUESTIONS} are the most.")
    found = tuple(_question(row, number) for number, row in enumerate(rows, start=1))
    _refuse_twins([question.id for question in found], "questions")
    return found


def all_questions(content: Table) -> tuple[Question, ...]:
    """The questions of a file and, of a plan, those of the lessons that it names.

    So one class answers them all. GanError says which entry is wrong and how.
    """
    own = parse_questions(content.get("questions", []))
    names, files = content.get("lessons", []), lesson_files()
    if not isinstance(names, list) or not all(isinstance(n, str) and n in files for n in names):
        raise GanError("lessons must be a list of names of lesson files.")
    found = [question for name in names for question in _of_lesson(files[name])]
    if len(own) + len(found) > MOST_QUESTIONS:
        raise GanError(
            f"With its lessons it has {len(own) + len(found)} questions; {MOST_QUESTIONS} are the "
            "most of a class."
        )
    _refuse_twins([question.id for question in (*own, *found)], "the questions of all lessons")
    return (*own, *found)


def _of_lesson(path: Path) -> tuple[Question, ...]:
    content = read_table(path)
    try:
        return _asked_by(path.stem, parse_questions(content.get("questions", [])))
    except GanError as wrong:
        raise GanError(f"{path.name}: {wrong}") from wrong


def _asked_by(name: str, asked: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(replace(question, lesson=name) for question in asked)


def _in_order(asked: tuple[Question, ...], blocks: tuple[Block, ...]) -> tuple[Question, ...]:
    by_id = {question.id: question for question in asked}
    first = [by_id.pop(name) for block in blocks for name in block.asks]
    return (*first, *by_id.values())


def _read(path: Path) -> Lesson:
    name = path.stem
    try:
        if not ID.fullmatch(name):
            raise GanError("name it in small letters, digits and hyphens.")
        content = read_table(path)
        asked = all_questions(content)
        if "stages" in content:
            asked = _asked_by(name, asked)
        ids = [question.id for question in asked]
        blocks = parse_blocks(content, lesson_files(), ids)
        title = _text(content, "title", "the lesson")
        return Lesson(name, title, _in_order(asked, blocks), blocks=blocks)
    except GanError as error:
        return Lesson(name, name, problem=f"The lesson file {path.name} has a mistake: {error}")


def _question(row: dict[str, Any], number: int) -> Question:
    where = f"question {number}"
    identity = _id(row, where)
    where = f"{where} ({identity})"
    refuse_unknown(row, Question.__dataclass_fields__, f"In {where}, ", of="a question")
    options, low, high = _options(row, where), row.get("low"), row.get("high")
    if (low is None) != (high is None) or (options and low is not None):
        raise GanError(f"In {where}, give options, or low and high, or none of them.")
    if low is not None and not (
        type(low) is type(high) is int and 0 < high - low + 1 <= MOST_NUMBERS
    ):
        raise GanError(
            f"In {where}, low and high must be whole numbers with at most {MOST_NUMBERS} values."
        )
    band = row.get("band", 0)
    if type(band) is not int or band < 0:
        raise GanError(f"In {where}, band must be a whole number from 0.")
    question = Question(
        identity, _text(row, "text", where), options, str(row.get("right", "")), low, high,
        _text(row, "reason", where, needed=False), band, str(row.get("lesson", ""))[:40],
    )  # fmt: skip
    if question.right and question.right not in question.answers():
        raise GanError(f'In {where}, right is "{question.right[:40]}", which cannot be chosen.')
    return question


def _options(row: dict[str, Any], where: str) -> tuple[Option, ...]:
    rows = row.get("options", [])
    if not isinstance(rows, list) or not all(isinstance(option, dict) for option in rows):
        raise GanError(f"In {where}, [[questions.options]] must be a list of tables.")
    if rows and not 2 <= len(rows) <= MOST_OPTIONS:
        raise GanError(f"In {where}, there must be 2 to {MOST_OPTIONS} options.")
    options = []
    for number, option in enumerate(rows, start=1):
        inside = f"option {number} of {where}"
        known = (*Option.__dataclass_fields__, SAY)
        refuse_unknown(option, known, f"In {inside}, ", of="an option")
        options.append(Option(
            _id(option, inside), _text(option, "text", inside),
            _text(option, "reason", inside, needed=False),
            _text(option, "misconception", inside, needed=False),
        ))  # fmt: skip
    _refuse_twins([option.id for option in options], f"the options of {where}")
    return tuple(options)


def _id(row: dict[str, Any], where: str) -> str:
    found = row.get("id")
    if not isinstance(found, str) or not ID.fullmatch(found):
        raise GanError(f"In {where}, id must be small letters, digits and hyphens, at most 40.")
    return found


def _text(row: Table, key: str, where: str, needed: bool = True) -> str:
    found = row.get(key, "")
    if not isinstance(found, str) or len(found) > LONGEST or (needed and not found.strip()):
        raise GanError(f"In {where}, {key} must be a text of at most {LONGEST} characters.")
    return " ".join(found.split())


def _refuse_twins(ids: list[str], where: str) -> None:
    twin = next((each for each in ids if ids.count(each) > 1), None)
    if twin is not None:
        raise GanError(f'Two of {where} have the id "{twin}"; each needs its own.')
