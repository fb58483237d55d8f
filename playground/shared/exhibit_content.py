"""What is said about a recorded run that fails on purpose: a TOML file each, read and checked.

Content only: adding an exhibit takes a recording, a file and no Python. A file with a mistake is
named with what is wrong; the others work.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError
from gan_core.diagnosis import KINDS
from playground.shared.toml_fields import (
    Table,
    query,
    read_table,
    refuse_unknown,
    table,
    tables,
    text,
    whole,
)  # fmt: skip

ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
PLACES = ("grid", "losses", "output", "metric")  # what a mark is drawn over
OPTIONS = 3  # of a prediction
MAX_WORDS = 600  # characters of one text
MOST = 10**9  # images


@dataclass(frozen=True)
class Option:
    """One answer to the prediction, and why it is right or wrong."""

    words: str
    reason: str
    right: bool = False


@dataclass(frozen=True)
class Mark:
    """A rectangle over a picture, from `at` images seen on: where to look, and at what."""

    on: str  # one of PLACES
    at: int  # images seen
    box: tuple[float, float, float, float]  # left, top, width, height; 1 is the whole picture
    caption: str


@dataclass(frozen=True)
class Exhibit:
    """One failure, or what looks like one."""

    id: str
    order: int
    title: str
    summary: str  # what happens, in two sentences
    finding: str  # kind that the recording must have; "" where it must have no fault
    told_at: int  # images seen at the sample grid with which the finding comes
    question: str
    options: tuple[Option, ...]
    marks: tuple[Mark, ...]
    guess: str  # the usual wrong one
    guess_why: str
    cure: str
    cure_settings: dict[str, str]  # of the form of Train
    lab: str = ""  # id of a preset of the 2-D lab


def read_exhibit(path: Path) -> Exhibit:
    """The exhibit in a file. Raises GanError with the file and what to mend in it."""
    content = read_table(path)
    try:
        return _exhibit(path.stem, content)
    except GanError as wrong:
        raise GanError(f"{path.name}: {wrong}") from wrong


def _exhibit(name: str, content: Table) -> Exhibit:
    if not ID.fullmatch(name):
        raise GanError("name the file in small letters, digits and hyphens.")
    known = ("order", "title", "summary", "lab", "finding", "prediction", "marks", "wrong_guess",
             "cure")  # fmt: skip
    refuse_unknown(content, known, of="an exhibit")
    finding, prediction = table(content, "finding"), table(content, "prediction")
    wrong, cure = table(content, "wrong_guess"), table(content, "cure")
    kind = finding.get("kind")
    if kind != "" and kind not in KINDS:
        raise GanError(f'finding.kind must be one of {", ".join(KINDS)}, or "" for none.')
    return Exhibit(
        id=name, order=_whole(content, "order"), title=_words(content, "title"),
        summary=_words(content, "summary"), finding=kind, told_at=_whole(finding, "told_at"),
        question=_words(prediction, "question"), options=_options(prediction),
        marks=tuple(_mark(each) for each in tables(content, "marks")),
        guess=_words(wrong, "words"), guess_why=_words(wrong, "why"),
        cure=_words(cure, "words"), cure_settings=_settings(cure),
        lab=_words(content, "lab") if "lab" in content else "",
    )  # fmt: skip


def _options(prediction: Table) -> tuple[Option, ...]:
    found = tuple(
        Option(_words(each, "words"), _words(each, "reason"), each.get("right") is True)
        for each in tables(prediction, "options")
    )
    if len(found) != OPTIONS or sum(option.right for option in found) != 1:
        raise GanError(f"prediction.options must be {OPTIONS}, one of them with right = true.")
    return found


def _mark(mark: Table) -> Mark:
    box = mark.get("box")
    if mark.get("on") not in PLACES:
        raise GanError(f"marks.on must be one of {', '.join(PLACES)}.")
    if not isinstance(box, list) or len(box) != 4 or not all(_is_share(side) for side in box):
        raise GanError("marks.box must be four numbers from 0 to 1: left, top, width, height.")
    left, top, width, height = (float(side) for side in box)
    if left + width > 1 or top + height > 1 or not width or not height:
        raise GanError("marks.box must lie inside the picture and have a width and a height.")
    return Mark(mark["on"], _whole(mark, "at"), (left, top, width, height), _words(mark, "caption"))


def _settings(cure: Table) -> dict[str, str]:
    """As texts, as the address of the form has them."""
    found = query(cure, "settings", "cure: ")
    if not {"recipe", "dataset"} <= found.keys():
        raise GanError("cure.settings must name the recipe and the dataset.")
    return found


def _words(content: Table, name: str) -> str:
    return text(content, name, most=MAX_WORDS)


def _whole(content: Table, name: str) -> int:
    return whole(content, name, 0, MOST)


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
