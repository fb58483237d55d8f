"""Content files of lessons and exhibits: read as TOML, and each field checked.

GanError says in one sentence which field is wrong and what it must be.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from gan_core import GanError

NAME = re.compile(r"\w{1,32}")
LONGEST = 2400  # characters of a text
Table = Mapping[str, Any]


def read_table(path: Path) -> dict[str, Any]:
    """The content of a TOML file. Raises GanError with the file's name."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise GanError(f"{path.name} is no valid TOML: {wrong}.") from wrong
    except (OSError, UnicodeDecodeError, RecursionError) as wrong:
        raise GanError(f"{path.name} cannot be read as text; save it as UTF-8.") from wrong


def text(content: Table, key: str, where: str = "", most: int = LONGEST) -> str:
    """A text that is there, without the space around it."""
    value = content.get(key)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most:
        raise GanError(f"{where}{key} must be a text of 1 to {most} characters.")
    return value.strip()


def whole(content: Table, key: str, low: int, high: int, where: str = "") -> int:
    """A whole number in low..high."""
    value = content.get(key)
    if type(value) is not int or not low <= value <= high:
        raise GanError(f"{where}{key} must be a whole number from {low} to {high}.")
    return value


def flag(content: Table, key: str, where: str = "") -> bool:
    """True or false; false where it is not there."""
    value = content.get(key, False)
    if not isinstance(value, bool):
        raise GanError(f"{where}{key} must be true or false, without quotation marks.")
    return value


def table(content: Table, key: str, where: str = "") -> Table:
    """A table that is there."""
    value = content.get(key)
    if not isinstance(value, dict):
        raise GanError(f"{where}the table [{key}] is missing.")
    return value


def tables(content: Table, key: str, where: str = "") -> list[Table]:
    """A list of tables with at least one."""
    value = content.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(e, dict) for e in value):
        raise GanError(f"{where}the tables [[{key}]] are missing.")
    return value


def refuse_unknown(
    content: Table, known: Collection[str], where: str = "", of: str = "a lesson"
) -> None:
    """GanError for a field that would be overlooked."""
    if unknown := sorted(content.keys() - set(known)):
        raise GanError(f"{where}{unknown[0]} is no part of {of}; leave it out.")


def query(content: Table, key: str, where: str = "") -> dict[str, str]:
    """Names and values of an address, as texts."""
    found = {}
    for name, value in table(content, key, where).items():
        if not isinstance(value, (str, int, float)):
            raise GanError(f"{where}{key}.{name} must be a text, a number, true or false.")
        found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def names(content: Table, key: str, where: str) -> tuple[str, ...]:
    """A list of names, empty where there is none."""
    found = content.get(key, [])
    if not isinstance(found, list) or not all(
        isinstance(each, str) and NAME.fullmatch(each) for each in found
    ):
        raise GanError(f"{where}{key} must be a list of names.")
    return tuple(found)
