"""A plan: lessons, the game and votes in blocks of minutes, for an hour of a class; a TOML file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gan_core import GanError
from playground.learn.lesson_content import PAGES
from playground.shared.questions import ID, all_questions
from playground.shared.toml_fields import query, refuse_unknown, text, whole

MOST_BLOCKS = 20


@dataclass(frozen=True)
class Block:
    """Some minutes of the hour. `lesson` is the name of one, `page` a page of the app, or ""."""

    title: str
    minutes: int
    do: str
    fallback: str  # if time or the network is short
    lesson: str = ""
    page: str = ""
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The blocks in order; their minutes add up to the plan's."""

    name: str
    title: str
    goal: str
    minutes: int
    blocks: tuple[Block, ...]


def is_plan(content: Mapping[str, Any]) -> bool:
    """Whether a file in the folder of lessons is a plan of several."""
    return "blocks" in content


def read_plan(path: Path, content: Mapping[str, Any], lessons: set[str]) -> Plan:
    """The plan in a file; `lessons` are the names it may use. Raises GanError as a lesson does."""
    try:
        if not ID.fullmatch(path.stem):
            raise GanError("name the file in small letters, digits and hyphens.")
        known = ("title", "goal", "minutes", "blocks", "questions", "lessons")
        refuse_unknown(content, known, of="a plan")
        all_questions(content)  # a class is asked them
        rows = content["blocks"]
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_BLOCKS:
            raise GanError(f"blocks must be 1 to {MOST_BLOCKS} tables [[blocks]].")
        blocks = tuple(
            _block(row, f"blocks, number {k}: ", lessons) for k, row in enumerate(rows, 1)
        )
        minutes = whole(content, "minutes", 1, 200)
        if (total := sum(block.minutes for block in blocks)) != minutes:
            raise GanError(f"the blocks take {total} minutes together, not {minutes}.")
        return Plan(path.stem, text(content, "title"), text(content, "goal"), minutes, blocks)
    except GanError as wrong:
        raise GanError(f"{path.name}: {wrong}") from wrong


def _block(row: Any, where: str, lessons: set[str]) -> Block:
    if not isinstance(row, Mapping):
        raise GanError(f"{where}it must be a table.")
    refuse_unknown(row, Block.__dataclass_fields__, where, of="a block")
    lesson, page = row.get("lesson", ""), row.get("page", "")
    if not isinstance(lesson, str) or (lesson and lesson not in lessons):
        raise GanError(f'{where}lesson names "{lesson}", which is no lesson here.')
    if page not in (*PAGES, "class"):
        raise GanError(f"{where}page must be one of {', '.join((*PAGES[1:], 'class'))}.")
    return Block(
        title=text(row, "title", where), minutes=whole(row, "minutes", 1, 90, where),
        do=text(row, "do", where), fallback=text(row, "fallback", where), lesson=lesson, page=page,
        query=query(row, "query", where) if "query" in row else {},
    )  # fmt: skip
