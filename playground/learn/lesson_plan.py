"""A plan: lessons, the game and votes in blocks of minutes, for an hour of a class; a TOML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core import GanError
from playground.shared.plan_blocks import Block, parse_blocks
from playground.shared.questions import ID, all_questions
from playground.shared.toml_fields import refuse_unknown, text, whole


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
        asked = [question.id for question in all_questions(content)]  # of a class
        blocks = parse_blocks(content, lessons, asked)
        minutes = whole(content, "minutes", 1, 200)
        if (total := sum(block.minutes for block in blocks)) != minutes:
            raise GanError(f"the blocks take {total} minutes together, not {minutes}.")
        return Plan(path.stem, text(content, "title"), text(content, "goal"), minutes, blocks)
    except GanError as wrong:
        raise GanError(f"{path.name}: {wrong}") from wrong
