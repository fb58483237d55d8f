"""The lessons on the page: the list, one lesson, its sheet or a plan, as the address says."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from playground.learn.lesson_content import Lesson
from playground.learn.lesson_plan import Plan
from playground.learn.lesson_shelf import Shelf, shelf
from playground.shared.loss_source import FUNCTIONS
from playground.shared.modules import component
from playground.shared.plain_text import plain
from playground.shared.state import LESSON
from playground.shared.toml_fields import NAME

MAX_NAMES = 400  # characters of a list of controls in the address
LARGEST_SEED = 4_294_967_295
_FRONTEND = Path(__file__).parent / "frontend"


def _made(name: str, entry: str) -> Any:
    css = (_FRONTEND / "learn.css").read_text("utf-8")
    return component(name, entry, html='<div class="learn"></div>', css=css)


_lesson_view = _made("gan_playground.lesson", "learn/frontend/lesson_main.js")
_other_views = _made("gan_playground.lessons", "learn/frontend/main.js")


def is_open() -> bool:
    """Whether the address names a lesson or a plan, which then has the page for itself."""
    return bool(LESSON.get())


def show() -> None:
    """The list of lessons, or what the address names."""
    found = shelf()
    wanted = LESSON.get()
    opened = found.find(wanted) if wanted else None
    if wanted and opened is None:
        st.error(f'There is no lesson "{plain(wanted[:40])}"; choose one of the list.')
    if opened is not None:
        _printed()
    data = page_data(found, opened, dict(st.query_params))
    view = _lesson_view if data["lesson"] and not data["sheet"] else _other_views
    view(data=data, key=f"lessons-{wanted[:40]}")


def page_data(found: Shelf, opened: Lesson | Plan | None, query: dict[str, str]) -> dict[str, Any]:
    """What the browser is told; the whole of a lesson for the open one alone."""
    lesson = opened if isinstance(opened, Lesson) else None
    plan = opened if isinstance(opened, Plan) else None
    following = found.after(lesson.name) if lesson else None
    teacher = query.get("teacher") == "1"
    return {
        "cards": [_card(each) for each in found.lessons.values()],
        "plans": [_card(each) for each in found.plans.values()],
        "problems": found.problems,
        "lesson": _lesson(lesson, teacher) if lesson else None,
        "plan": asdict(plan) if plan else None,
        "next": _card(following) if following else None,
        "code": FUNCTIONS if lesson else {},
        "sheet": query.get("sheet") == "1",
        "teacher": teacher,
        "seed": _seed(query.get("seed", "")),
        "locked": _names(query.get("lock", "")),
        "hidden": _names(query.get("hide", "")),
    }


def _lesson(lesson: Lesson, teacher: bool) -> dict[str, Any]:
    """The notes for the teacher go to no other page."""
    return asdict(lesson) | ({} if teacher else {"teacher": None})


def _card(lesson: Lesson | Plan) -> dict[str, Any]:
    return {
        "name": lesson.name, "title": lesson.title, "goal": lesson.goal, "minutes": lesson.minutes,
    }  # fmt: skip


def _seed(text: str) -> int | None:
    """A seed in the address; one that is none is as if it were not there."""
    fits = text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= LARGEST_SEED
    return int(text) if fits else None


def _names(text: str) -> list[str]:
    """Names of controls in the address, separated by commas."""
    return [name for name in text[:MAX_NAMES].split(",") if NAME.fullmatch(name)]


def _printed() -> None:
    """On paper nothing but the sheet: what Streamlit lays around it goes."""
    st.html((_FRONTEND / "print.html").read_text("utf-8"))
