"""Files packed into a zip whose bytes depend on their contents and names alone."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from gan_core.data import durable_files

# Name and content of each file, one at a time: together they may be larger than the memory.
Entries = Callable[[], Iterable[tuple[str, bytes]]]


def digest(entries: Entries) -> str:
    """A checksum of the files, known before anything is copied."""
    found = hashlib.sha256()
    for name, content in entries():
        found.update(f"{len(name.encode())} {name}{len(content)} ".encode())
        found.update(content)
    return found.hexdigest()[:32]


def write_zip(path: Path, entries: Entries) -> None:
    """Write the files, which are compressed already, as they are."""

    def pack(stream: BinaryIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name, content in entries():
                archive.writestr(zipfile.ZipInfo(name), content)  # dated 1980, always

    durable_files.write_with(path, pack)
