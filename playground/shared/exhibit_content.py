"""What is said about a recorded run that fails on purpose: a TOML file each, read and checked.

Content only: adding an exhibit takes a recording, a file and no Python. A file with a mistake is
named with what is wrong; the others work.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.diagnosis import KINDS

ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
PLACES = ("grid", "losses", "output", "metric")  # what a mark is drawn over
OPTIONS = 3  # of a prediction
MAX_WORDS = 600  # characters of one text
Table = Mapping[str, Any]


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

    def to_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


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
    try:
        return _exhibit(path.stem, tomllib.loads(path.read_text("utf-8")))
    except GanError as wrong:
        raise GanError(f"{path.name}: {wrong}") from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise GanError(f"{path.name} is no valid TOML: {wrong}.") from wrong
    except (OSError, UnicodeDecodeError) as wrong:
        raise GanError(f"{path.name} cannot be read as text; save it as UTF-8.") from wrong


def _exhibit(name: str, content: Table) -> Exhibit:
    if not ID.fullmatch(name):
        raise GanError("name the file in small letters, digits and hyphens.")
    known = {"order", "title", "summary", "lab", "finding", "prediction", "marks", "wrong_guess",
             "cure"}  # fmt: skip
    if unknown := sorted(content.keys() - known):
        raise GanError(f"{unknown[0]} is no part of an exhibit; leave it out.")
    finding, prediction = _table(content, "finding"), _table(content, "prediction")
    wrong, cure = _table(content, "wrong_guess"), _table(content, "cure")
    kind = finding.get("kind")
    if kind != "" and kind not in KINDS:
        raise GanError(f'finding.kind must be one of {", ".join(KINDS)}, or "" for none.')
    return Exhibit(
        id=name, order=_whole(content, "order"), title=_words(content, "title"),
        summary=_words(content, "summary"), finding=kind, told_at=_whole(finding, "told_at"),
        question=_words(prediction, "question"), options=_options(prediction),
        marks=tuple(_mark(each) for each in _tables(content, "marks")),
        guess=_words(wrong, "words"), guess_why=_words(wrong, "why"),
        cure=_words(cure, "words"), cure_settings=_settings(cure),
        lab=_words(content, "lab") if "lab" in content else "",
    )  # fmt: skip


def _options(prediction: Table) -> tuple[Option, ...]:
    found = tuple(
        Option(_words(each, "words"), _words(each, "reason"), each.get("right") is True)
        for each in _tables(prediction, "options")
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
        raise GanError("marks.box must lie inside of the picture and have a width and a height.")
    return Mark(mark["on"], _whole(mark, "at"), (left, top, width, height), _words(mark, "caption"))


def _settings(cure: Table) -> dict[str, str]:
    """As texts, as the address of the form has them."""
    found = {}
    for name, value in _table(cure, "settings").items():
        if not isinstance(value, (str, int, float)):
            raise GanError(f"cure.settings.{name} must be a text, a number, true or false.")
        found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    if not {"recipe", "dataset"} <= found.keys():
        raise GanError("cure.settings must name the recipe and the dataset.")
    return found


def _words(table: Table, name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MAX_WORDS:
        raise GanError(f"{name} must be a text of 1 to {MAX_WORDS} characters.")
    return value.strip()


def _whole(table: Table, name: str) -> int:
    value = table.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
        raise GanError(f"{name} must be a whole number from 0.")
    return value


def _table(table: Table, name: str) -> Table:
    value = table.get(name)
    if not isinstance(value, dict):
        raise GanError(f"the table [{name}] is missing.")
    return value


def _tables(table: Table, name: str) -> list[Table]:
    value = table.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(e, dict) for e in value):
        raise GanError(f"the tables [[{name}]] are missing.")
    return value


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
