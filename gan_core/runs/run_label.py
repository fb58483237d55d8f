"""What a person writes on a run: its name, a note, tags. Text that is shown and never run.

No torch in here.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gan_core import NOT_SHOWN, GanError, composed

MOST_NAME, MOST_NOTE = 60, 500  # characters
MOST_TAGS, MOST_TAG = 8, 24  # tags of a run, and characters of one


@dataclass(frozen=True)
class RunLabel:
    """A run's name, note and tags, in NFC; empty where nobody has written any."""

    name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def checked(cls, name: object, note: object, tags: object) -> "RunLabel":
        """Of what a person typed. Raises GanError where it is too long, or no text at all."""
        if not isinstance(tags, list) or not all(isinstance(it, str) for it in (name, note, *tags)):
            raise GanError("A name, a note and tags are text; reload the page and type them again.")
        found = cls(_line(str(name)), _text(str(note)), _distinct(_line(tag) for tag in tags))
        if len(found.name) > MOST_NAME:
            raise GanError(f"A run's name has at most {MOST_NAME} characters.")
        if len(found.note) > MOST_NOTE:
            raise GanError(f"A note has at most {MOST_NOTE} characters.")
        if len(found.tags) > MOST_TAGS or any(len(tag) > MOST_TAG for tag in found.tags):
            raise GanError(f"A run has at most {MOST_TAGS} tags of at most {MOST_TAG} characters.")
        return found

    @classmethod
    def from_json(cls, value: Any) -> "RunLabel":
        """Of a file, which a person or another program may have written; what is no label is left
        out.
        """
        known = value if isinstance(value, dict) else {}
        tags = known.get("tags")
        name, note, *listed = (
            each if isinstance(each, str) else ""
            for each in (known.get("name"), known.get("note"), *_some(tags))
        )
        return cls(
            _line(name[: 4 * MOST_NAME])[:MOST_NAME],
            _text(note[: 4 * MOST_NOTE])[:MOST_NOTE],
            _distinct(_line(tag[: 4 * MOST_TAG])[:MOST_TAG] for tag in listed)[:MOST_TAGS],
        )

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "note": self.note, "tags": list(self.tags)}


def _some(tags: Any) -> list[Any]:
    return tags[: 4 * MOST_TAGS] if isinstance(tags, list) else []


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    """In NFC, without what nobody would see; "" where nothing of it is seen at all."""
    lines = "\n".join(text.splitlines())
    clean = NOT_SHOWN.sub("", composed(lines.replace("\t", " ")))
    clean = "".join(letter for letter in clean if unicodedata.category(letter) != "Cs").strip()
    is_seen = any(unicodedata.category(letter)[0] in "LNPS" for letter in clean)
    return clean if is_seen else ""


def _distinct(tags: Iterable[str]) -> tuple[str, ...]:
    """Without empty ones and those that differ from an earlier one in capitals alone."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())
