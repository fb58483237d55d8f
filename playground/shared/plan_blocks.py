"""The blocks of a plan: what an hour of a class is made of, read from the [[blocks]] of its file.

Each has its minutes, a page where students work, and the questions that the class is asked in it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from gan_core import GanError
from playground.shared.toml_fields import Table, flag, query, refuse_unknown, text, whole

PAGES = ("", "train", "draw", "lab", "compare", "check", "learn", "game")  # one may lead to
MOST_BLOCKS = 20
LONGEST_LAB = 4000  # characters, as a lab's link may have


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
    asks: tuple[str, ...] = ()  # ids of questions
    own_pace: bool = False  # they are all open as soon as it begins
    lab: str = ""  # what the teacher shows, after lab= of an address

    def address(self) -> str:
        """Where students work, such as "learn?lesson=01-two-roles"; "" for the class page."""
        if self.lesson:
            return f"learn?{urlencode({'lesson': self.lesson})}"
        if self.page in ("", "class"):
            return ""
        return f"{self.page}?{urlencode(self.query)}" if self.query else self.page


def parse_blocks(
    content: Table, lessons: Collection[str], questions: Sequence[str]
) -> tuple[Block, ...]:
    """The blocks in a parsed file, () where it is no plan. GanError names what is wrong.

    `lessons` are the names and `questions` the ids that they may use.
    """
    if "blocks" not in content:
        return ()
    rows = content["blocks"]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_BLOCKS:
        raise GanError(f"blocks must be 1 to {MOST_BLOCKS} tables [[blocks]].")
    found = tuple(
        _block(row, f"blocks, number {k}: ", lessons, questions) for k, row in enumerate(rows, 1)
    )
    asked = [name for block in found for name in block.asks]
    if twin := next((name for name in asked if asked.count(name) > 1), None):
        raise GanError(f'blocks: "{twin}" is asked twice; give the second one an id of its own.')
    return found


def block_from(row: Mapping[str, Any]) -> Block:
    """A block as it was written to JSON. TypeError or KeyError for anything else."""
    return Block(**{**row, "asks": tuple(map(str, row["asks"]))})


def _block(row: Any, where: str, lessons: Collection[str], questions: Sequence[str]) -> Block:
    if not isinstance(row, Mapping):
        raise GanError(f"{where}it must be a table.")
    refuse_unknown(row, Block.__dataclass_fields__, where, of="a block")
    lesson, page, lab = (row.get(key, "") for key in ("lesson", "page", "lab"))
    if not isinstance(lesson, str) or (lesson and lesson not in lessons):
        raise GanError(f'{where}lesson names "{lesson}", which is no lesson here.')
    if page not in (*PAGES, "class"):
        raise GanError(f"{where}page must be one of {', '.join((*PAGES[1:], 'class'))}.")
    if lesson and page:
        raise GanError(f"{where}give lesson or page; students can be at one of them.")
    if "query" in row and page in ("", "class"):
        raise GanError(f"{where}query belongs to a page of the app, such as game.")
    if not isinstance(lab, str) or len(lab) > LONGEST_LAB:
        raise GanError(f"{where}lab must be the text of a lab's address, after lab=.")
    asks = row.get("asks", [])
    if not isinstance(asks, list) or not all(name in questions for name in asks):
        raise GanError(f"{where}asks must be a list of ids of questions, its own or its lessons'.")
    return Block(
        title=text(row, "title", where), minutes=whole(row, "minutes", 1, 90, where),
        do=text(row, "do", where), fallback=text(row, "fallback", where), lesson=lesson, page=page,
        query=query(row, "query", where) if "query" in row else {}, asks=tuple(asks),
        own_pace=flag(row, "own_pace", where), lab=lab,
    )  # fmt: skip
