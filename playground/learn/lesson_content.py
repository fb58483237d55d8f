"""Lessons: a TOML file each, read and checked. Writing one takes a file and no Python.

A lesson has stages. Each asks for a prediction, has something run (the lab, the Dirac-GAN, or
several runs side by side), says what must be seen, and asks what happened. Then come the
explanation, checks and a transfer. Questions stand in [[questions]], as a class reads them too
(shared/questions.py). A file with a mistake is named with what is wrong; the others work.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.flat import link as lab_link
from playground.learn.conditions import check_condition
from playground.learn.lesson_transfer import Transfer, read_transfer
from playground.shared.loss_source import FUNCTIONS
from playground.shared.plan_blocks import PAGES
from playground.shared.questions import ID, SHIPPED, Question, parse_questions
from playground.shared.toml_fields import (
    Table,
    flag,
    names,
    refuse_unknown,
    table,
    tables,
    text,
    whole,
)  # fmt: skip

PICTURES = SHIPPED.parent / "pictures"
LAYERS = ("reals", "fakes", "heat", "best", "gap", "manifold", "arrows", "trails")
MOST_STEPS = 20_000
MOST_MINUTES = 90
FEWEST_OPTIONS, MOST_OPTIONS = 3, 5  # of a prediction
FEWEST_CHECKS, MOST_CHECKS = 2, 3


@dataclass(frozen=True)
class Run:
    """One of several runs that are compared."""

    name: str
    link: str


@dataclass(frozen=True)
class Stage:
    """Something to predict, to run and to observe; one of link, dirac and runs is given."""

    title: str
    do: str
    predict: tuple[str, ...]  # ids of questions
    observe: str  # id of a question; "" where the next stage goes on at once
    steps: int  # how many it takes, beyond those of the link
    see: dict[str, Any]  # a condition of lab/frontend/engine/conditions.js
    tell: str  # the same in words
    link: str | None = None
    dirac: dict[str, Any] | None = None  # rules of lab/frontend/engine/dirac.js
    runs: tuple[Run, ...] = ()
    layers: tuple[str, ...] = ("reals", "fakes", "heat")
    locked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    own_seed: bool = False  # each browser draws its own


@dataclass(frozen=True)
class Explanation:
    """The same at three depths."""

    words: str
    picture: str  # an SVG, as text; "" where there is none yet
    picture_words: str  # what it shows
    formula: str
    code: tuple[str, ...]  # names of functions in gan_core/objectives/losses.py


@dataclass(frozen=True)
class TeacherNotes:
    """Shown with teacher=1 alone. `say` answers a wrong option, by question and option."""

    time: str
    likely: str
    seeds: str  # what if it does not happen with a seed
    say: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Lesson:
    """One lesson, complete and consistent."""

    name: str
    title: str
    goal: str
    minutes: int
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]
    checks: tuple[str, ...]
    explain: Explanation
    transfer: Transfer
    teacher: TeacherNotes


def read_lesson(path: Path, content: Table) -> Lesson:
    """The lesson in a file. Raises GanError with the file, the field and what to mend in it."""
    try:
        return _lesson(path, content)
    except GanError as wrong:
        raise GanError(f"{path.name}: {wrong}") from wrong


def _lesson(path: Path, content: Table) -> Lesson:
    if not ID.fullmatch(path.stem):
        raise GanError("name the file in small letters, digits and hyphens.")
    refuse_unknown(content, ("title", "goal", "minutes", "stages", "questions", "checks",
                              "explain", "transfer", "teacher"))  # fmt: skip
    questions = parse_questions(content.get("questions"))
    rows = {row["id"]: row for row in content["questions"]}
    stages = tuple(
        _stage(each, f"stages, number {number}: ", rows)
        for number, each in enumerate(tables(content, "stages"), 1)
    )
    checks = _ids(content, "checks", "", rows)
    if not FEWEST_CHECKS <= len(checks) <= MOST_CHECKS:
        raise GanError(f"checks must name {FEWEST_CHECKS} to {MOST_CHECKS} questions.")
    _check_questions(questions, stages, checks)
    predictions = [id for stage in stages for id in stage.predict]
    return Lesson(
        name=path.stem, title=text(content, "title"), goal=text(content, "goal"),
        minutes=whole(content, "minutes", 1, MOST_MINUTES), stages=stages,
        questions=questions, checks=checks,
        explain=_explanation(table(content, "explain"), path),
        transfer=read_transfer(table(content, "transfer"), PAGES),
        teacher=_notes(table(content, "teacher"), [rows[id] for id in predictions]),
    )  # fmt: skip


def _stage(stage: Table, where: str, rows: Table) -> Stage:
    refuse_unknown(stage, tuple(Stage.__dataclass_fields__), where)
    kinds = [kind for kind in ("link", "dirac", "runs") if kind in stage]
    if len(kinds) != 1:
        raise GanError(f"{where}give one of link, dirac and runs.")
    runs = tuple(
        Run(text(each, "name", where), _link(each.get("link"), where))
        for each in (tables(stage, "runs", where) if "runs" in stage else ())
    )
    predict = _ids(stage, "predict", where, rows)
    if not predict:
        raise GanError(f"{where}predict must name a question; nothing plays before a prediction.")
    observe = stage.get("observe", "")
    if not isinstance(observe, str) or (observe and observe not in rows):
        raise GanError(f'{where}observe names "{observe}", which is no question of this file.')
    see = table(stage, "see", where)
    check_condition(see, where, [run.name for run in runs], "dirac" in stage)
    layers = names(stage, "layers", where) or ("reals", "fakes", "heat")
    if unknown := [layer for layer in layers if layer not in LAYERS]:
        raise GanError(f"{where}layers has {unknown[0]}; there are {', '.join(LAYERS)}.")
    return Stage(
        title=text(stage, "title", where), do=text(stage, "do", where), predict=predict,
        observe=observe, steps=whole(stage, "steps", 1, MOST_STEPS, where), see=dict(see),
        tell=text(stage, "tell", where), runs=runs, layers=layers,
        link=_link(stage["link"], where) if "link" in stage else None,
        dirac=dict(table(stage, "dirac", where)) if "dirac" in stage else None,
        locked=names(stage, "locked", where), hidden=names(stage, "hidden", where),
        own_seed=flag(stage, "own_seed", where),
    )  # fmt: skip


def _check_questions(
    questions: tuple[Question, ...], stages: tuple[Stage, ...], checks: tuple[str, ...]
) -> None:
    """Every question is asked once, with a reason for every option and one right one."""
    asked = [id for stage in stages for id in (*stage.predict, stage.observe) if id] + [*checks]
    for question in questions:
        where = f"questions, {question.id}: "
        if asked.count(question.id) != 1:
            raise GanError(f"{where}it must be asked once, in predict, observe or checks.")
        if question.low is not None:
            if not question.right or not question.reason:
                raise GanError(f"{where}a number needs right and reason.")
            continue
        if not question.options:
            raise GanError(f"{where}options are missing.")
        if not question.right:
            raise GanError(f"{where}right must name the option that is right.")
        predicted = any(question.id in stage.predict for stage in stages)
        for option in question.options:
            if not option.reason:
                raise GanError(f"{where}option {option.id} needs a reason.")
            if predicted and option.id != question.right and not option.misconception:
                raise GanError(f"{where}option {option.id} needs the misconception that it is.")
        if predicted and not FEWEST_OPTIONS <= len(question.options) <= MOST_OPTIONS:
            raise GanError(f"{where}a prediction has {FEWEST_OPTIONS} to {MOST_OPTIONS} options.")


def _explanation(explain: Table, path: Path) -> Explanation:
    where = "explain: "
    refuse_unknown(explain, ("words", "picture", "formula", "code", "panels"), where)
    code = names(explain, "code", where)
    if unknown := [name for name in code if name not in FUNCTIONS]:
        raise GanError(f"{where}code names {unknown[0]}, which losses.py does not have.")
    panels = tables(explain, "panels", where) if "panels" in explain else []
    for number, panel in enumerate(panels, 1):
        if ("link" in panel) == ("dirac" in panel):
            raise GanError(f"{where}panel {number} must have a link or dirac.")
        _link(panel.get("link", ""), f"{where}panel {number}: ")
    own = path.with_suffix(".svg")
    drawn = own if own.is_file() else PICTURES / f"{path.stem}.svg"
    try:
        picture = drawn.read_text("utf-8") if drawn.is_file() else ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise GanError(f"{where}the picture {drawn.name} cannot be read as UTF-8.") from wrong
    return Explanation(text(explain, "words", where), picture, text(explain, "picture", where),
                       text(explain, "formula", where), code)  # fmt: skip


def _notes(teacher: Table, predictions: list[Table]) -> TeacherNotes:
    where = "teacher: "
    refuse_unknown(teacher, ("time", "likely", "seeds"), where)
    say: dict[str, dict[str, str]] = {}
    for row in predictions:
        for option in row.get("options", ()):
            if option["id"] != row.get("right"):
                inside = f"questions, {row['id']}, option {option['id']}: "
                say.setdefault(row["id"], {})[option["id"]] = text(option, "say", inside)
    return TeacherNotes(
        time=text(teacher, "time", where), likely=text(teacher, "likely", where),
        seeds=text(teacher, "seeds", where), say=say,
    )  # fmt: skip


def _link(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise GanError(f"{where}link must be the text of a lab's address, after lab=.")
    try:
        lab_link.read(value)
    except GanError as wrong:
        raise GanError(f"{where}link: {wrong}") from wrong
    return value


def _ids(content: Table, key: str, where: str, rows: Table) -> tuple[str, ...]:
    found = content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise GanError(f"{where}{key} must be a list of ids of questions.")
    if unknown := [each for each in found if each not in rows]:
        raise GanError(f'{where}{key} names "{unknown[0]}", which is no question of this file.')
    return tuple(found)
