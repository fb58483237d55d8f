"""Fields of a lesson's file, each checked; GanError says which one is wrong and what it must be."""

import re
from collections.abc import Mapping
from typing import Any

from gan_core import GanError

NAME = re.compile(r"\w{1,32}")
LONGEST = 2400  # characters of a text
Table = Mapping[str, Any]


def text(content: Table, key: str, where: str = "") -> str:
    """A text that is there, without the space around it."""
    value = content.get(key)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
        raise GanError(f"{where}{key} must be a text of 1 to {LONGEST} characters.")
    return value.strip()


def whole(content: Table, key: str, low: int, high: int, where: str = "") -> int:
    """A whole number in low..high."""
    value = content.get(key)
    if type(value) is not int or not low <= value <= high:
        raise GanError(f"{where}{key} must be a whole number from {low} to {high}.")
    return value


def table(content: Table, key: str, where: str = "") -> Table:
    """A table that is there."""
    value = content.get(key)
    if not isinstance(value, dict):
        raise GanError(f"{where}the table {key} is missing.")
    return value


def tables(content: Table, key: str, where: str = "") -> list[Table]:
    """A list of tables with at least one."""
    value = content.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(e, dict) for e in value):
        raise GanError(f"{where}the tables [[{key}]] are missing.")
    return value


def refuse_unknown(content: Table, known: tuple[str, ...], where: str) -> None:
    """GanError for a field that would be overlooked."""
    if unknown := sorted(content.keys() - set(known)):
        raise GanError(f"{where}{unknown[0]} is no part of a lesson; leave it out.")


def names(content: Table, key: str, where: str) -> tuple[str, ...]:
    """A list of names, empty where there is none."""
    found = content.get(key, [])
    if not isinstance(found, list) or not all(
        isinstance(each, str) and NAME.fullmatch(each) for each in found
    ):
        raise GanError(f"{where}{key} must be a list of names.")
    return tuple(found)
