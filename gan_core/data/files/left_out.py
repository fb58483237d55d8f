"""Files that were not used: how many, why, and which. Nothing is left out without a word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

NAMED = 3  # files named in a sentence
STORED = 20  # files named in about.json for each reason


@dataclass
class LeftOut:
    """Names of files by the reason, a plural such as "damaged images"."""

    by_reason: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, name: str) -> None:
        self.by_reason.setdefault(reason, []).append(name)

    def add_all(self, reason: str, names: Iterable[str]) -> None:
        for name in names:
            self.add(reason, name)

    def merge(self, other: "LeftOut") -> None:
        for reason, names in other.by_reason.items():
            self.add_all(reason, names)

    def __len__(self) -> int:
        """The number of files."""
        return sum(len(names) for names in self.by_reason.values())

    def __iter__(self) -> Iterator[str]:
        """The names, by reason."""
        for names in self.by_reason.values():
            yield from names

    def words(self) -> str:
        """`3 damaged images (a.png, b.png, c.png), 1 hidden file (.x)`; "" where nothing was."""
        return ", ".join(_part(reason, names) for reason, names in self.by_reason.items())

    def to_json(self) -> dict[str, Any]:
        """For about.json: the count by reason, and the first names."""
        return {
            reason: {"count": len(names), "names": sorted(names)[:STORED]}
            for reason, names in self.by_reason.items()
        }


def _part(reason: str, names: list[str]) -> str:
    some = ", ".join(sorted(names)[:NAMED])
    more = ", …" if len(names) > NAMED else ""
    return f"{len(names):,} {_counted(reason, len(names))} ({some}{more})"


def _counted(reason: str, count: int) -> str:
    """A plural as it stands, or its first noun in the singular for one file."""
    nouns = r"(image|file|link|folder|archive|array|video|row)s"
    return reason if count != 1 else re.sub(nouns, r"\1", reason, count=1)
