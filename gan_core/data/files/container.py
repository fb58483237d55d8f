"""What a folder, a zip and a tar have in common: files with names, and a way to read them."""

import contextlib
import posixpath
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan_core import GanError
from gan_core.data.files import contents
from gan_core.data.files.arrays import MAX_LINE, table_columns
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.names import normal

MAX_ENTRIES = 1_000_000
MAX_FILE_BYTES = 200_000_000  # of an image
MAX_ARRAY_BYTES = 400_000_000  # of an array, a table or an archive inside
ENDINGS = (
    ".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".avif",
)  # fmt: skip
SYSTEM_FILES = ("thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx")
HIDDEN, TOO_LONG, UNREADABLE = "hidden files", "files too large to read", "unreadable files"


@dataclass(frozen=True)
class File:
    """One file of a container."""

    name: str
    """Its path with "/" between the parts, readable and unlike any other here."""
    size: int
    """Bytes, as the container says."""
    changed_ns: int = 0
    """When it was written, for a file on the disk; the time of an archive holds for all in it."""


# Name and content: of a file its bytes, of a row its pixels, None for what cannot be read.
Content = tuple[str, bytes | np.ndarray | None]
Peek = Callable[[int], bytes]  # the first bytes of a file


class Container(ABC):
    """A folder or archive. Nothing is unpacked, and no name in it is ever used as a path."""

    is_sequential = False  # whether a file is reached only through those before it

    def __init__(self, path: Path):
        self.path = path
        self.left_out = LeftOut()
        self.images: list[File] = []
        self.others: dict[str, str] = {}  # kind by name, of files that hold no image
        self._names: dict[str, int] = {}  # how many files have asked for each
        self._count = 0

    @abstractmethod
    def read(self, wanted: set[str]) -> Iterator[Content]:
        """(name, content) of these files, in the order in which they are read fastest."""

    def _add(self, parts: Iterable[str], size: int, peek: Peek, changed_ns: int = 0) -> str | None:
        """Take a file in; its name here, or None where it is left out."""
        name = self._name(parts)
        if name is None:
            return None
        if not size:
            self.left_out.add("empty files", name)
            return None
        kind = "" if name.lower().endswith(ENDINGS) else self._kind(name, peek)
        if kind is None:
            return None
        is_image = not kind or kind in contents.IMAGES
        if size > (MAX_FILE_BYTES if is_image else MAX_ARRAY_BYTES):
            self.left_out.add(TOO_LONG, name)
            return None
        if is_image:
            self.images.append(File(name, size, changed_ns))
        else:
            self.others[name] = kind
        return name

    def _add_image(self, parts: Iterable[str], size: int) -> str | None:
        """Take in what is known to be an image; its name here, or None where it is hidden."""
        if name := self._name(parts):
            self.images.append(File(name, size))
        return name

    def _name(self, parts: Iterable[str]) -> str | None:
        """What a file is called here; None where its name leaves it out."""
        self._count += 1
        if self._count > MAX_ENTRIES:
            raise GanError(
                f"{self.path} contains more than {MAX_ENTRIES:,} files; give a smaller selection."
            )
        kept = [part for part in parts if part not in ("", ".", "/")]
        name = self._unique(normal("/".join(kept)) or "unnamed")
        if ".." in kept:
            self.left_out.add("files with a name that leads elsewhere", name)
            return None
        if is_hidden(name):
            self.left_out.add(HIDDEN, name)
            return None
        return name

    def _limit(self, name: str) -> int:
        """Bytes of a file that are read at most, whatever the container says of its size."""
        return MAX_ARRAY_BYTES if name in self.others else MAX_FILE_BYTES

    def _kind(self, name: str, peek: Peek) -> str | None:
        """Of a file whose name does not say it: "" never; None where it cannot be read."""
        with contextlib.suppress(Exception):  # damaged archives raise nearly anything
            kind = contents.kind_of(peek(contents.HEAD)) or "other"
            return "CSV" if kind == "text" and table_columns(peek(MAX_LINE)) else kind
        self.left_out.add(UNREADABLE, name)
        return None

    def _unique(self, name: str) -> str:
        """Two files of one name stay two."""
        found = name
        while found in self._names:
            self._names[name] += 1
            stem, ending = posixpath.splitext(name)
            found = f"{stem} ({self._names[name]}){ending}"
        self._names[found] = 1
        return found


def is_hidden(name: str) -> bool:
    """Whether a file is one that systems add and nobody means."""
    parts = name.split("/")
    return any((part[:1] == "." and part != "..") or part.lower() in SYSTEM_FILES for part in parts)
