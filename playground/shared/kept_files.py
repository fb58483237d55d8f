"""Files that people brought, each in a folder of its checksum, listed for who brought it.

Two people who bring the same file share it: it leaves the disk when the last of them deletes it.
"""

import contextlib
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from playground.shared import browser
from playground.shared.paths import runs_root

DIGEST = re.compile(r"[0-9a-f]{32}")
_changing = threading.Lock()  # between measuring what is stored and adding to it


class KeptFiles:
    """One kind of files, stored beside the runs."""

    def __init__(self, folder: str, listed: str, limit: int, words: str):
        self.folder = folder  # below that of the runs
        self.listed = listed  # in what is kept for a browser: checksums, newest last
        self.limit = limit  # bytes of all together; a full disk would stop every run
        self.words = words  # what they are called in a sentence

    def path_of(self, digest: str, root: Path | None = None) -> Path | None:
        """The file stored under a checksum; None for anything else."""
        if not DIGEST.fullmatch(digest):
            return None
        return next(iter(sorted((self._root(root) / digest).glob("[!.]*"))), None)

    def digest_of(self, path: Path) -> str | None:
        """The checksum under which `path` is stored; None for what is not kept here."""
        path = path.resolve()
        return path.parent.name if path.parent.parent == self._root() else None

    def mine(self) -> dict[str, Path]:
        """What this browser has brought and not deleted, by checksum, the newest first."""
        digests = reversed(_texts(browser.remembered(self.listed)))
        found = {digest: self.path_of(digest) for digest in digests}
        return {digest: path for digest, path in found.items() if path is not None}

    def store(self, digest: str, name: str, write: Callable[[Path], Any], size: int) -> Path:
        """The path of what `write` writes, or of what is stored already; it is not listed yet.

        `size` in bytes may be an estimate. Nothing is left of a file whose `write` raises. Raises
        GanError where there is no room for it.
        """
        with _changing:
            if known := self.path_of(digest):
                return known
            self._refuse_without_room(name, size)
            path = self._root() / digest / name
            durable_files.make_folder(path.parent)
            try:
                write(path)
            except BaseException:
                _remove(path)
                raise
            return path

    def enlist(self, digest: str) -> None:
        """Put a file at the end of this browser's list."""
        browser.change(self.listed, lambda old: [*_without(old, digest), digest])

    def delete(self, digest: str) -> None:
        """Take a file off this browser's list, and off the disk unless another lists it as well."""
        with _changing:
            browser.change(self.listed, lambda old: _without(old, digest))
            path = self.path_of(digest)
            if path and not browser.others_remember(self.listed, digest):
                _remove(path)

    def _root(self, root: Path | None = None) -> Path:
        return (root or runs_root()).resolve() / self.folder

    def _refuse_without_room(self, name: str, size: int) -> None:
        for folder in self._root().glob("*"):  # nobody else is writing now
            durable_files.remove_temporaries(folder)
        stored = sum(path.stat().st_size for path in self._root().rglob("*") if path.is_file())
        if stored + size > self.limit:
            raise GanError(
                f"There is no space for {name}: {self.words} may take {self.limit / 1e9:g} GB in "
                "total. Delete some of yours, or ask whoever runs this playground to delete old "
                "ones."
            )


# Archives to train on; those of drawing sets as they were when a run began are in no list.
IMAGES = KeptFiles("data", "uploads", 4 * 10**9, "uploads")


def _remove(path: Path) -> None:
    durable_files.remove(path)
    with contextlib.suppress(OSError):
        path.parent.rmdir()


def _without(listed: Any, digest: str) -> list[str]:
    return [kept for kept in _texts(listed) if kept != digest]


def _texts(listed: Any) -> list[str]:
    """A list as it was kept for a browser, which may be damaged."""
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
