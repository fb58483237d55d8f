"""Images in a folder. Links are followed, once: a circle of them ends."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from gan_core.data.files.container import Container, Content, is_hidden


class Folder(Container):
    """Every file below a folder, in the order of the names."""

    def __init__(self, path: Path):
        super().__init__(path)
        self._paths: dict[str, str] = {}  # texts: of many files Path takes longer than the disk
        self._walk(str(path), (), {os.path.realpath(path)})

    def read(self, wanted: set[str]) -> Iterator[Content]:
        for name in sorted(wanted):
            data = None
            with contextlib.suppress(OSError), open(self._paths[name], "rb") as file:
                data = file.read()
            yield name, data

    def _walk(self, folder: str, inside: tuple[str, ...], above: set[str]) -> None:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            self.left_out.add("unreadable folders", "/".join(inside) or self.path.name)
            return
        for entry in entries:
            parts = (*inside, _text(entry.name))
            if _leads_nowhere(entry):
                self.left_out.add("broken links", "/".join(parts))
            elif entry.is_dir():
                real = os.path.realpath(entry.path)
                if real in above:
                    self.left_out.add("links in a circle", "/".join(parts))
                elif is_hidden(parts[-1]):
                    self.left_out.add("hidden folders", "/".join(parts))
                else:
                    self._walk(entry.path, parts, above | {real})
            elif entry.is_file():
                self._take(entry, parts)
            else:
                self.left_out.add("other files", "/".join(parts))

    def _take(self, entry: os.DirEntry[str], parts: tuple[str, ...]) -> None:
        def peek(count: int) -> bytes:
            with open(entry.path, "rb") as file:
                return file.read(count)

        stat = entry.stat()
        if name := self._add(parts, stat.st_size, peek, stat.st_mtime_ns):
            self._paths[name] = entry.path


def _leads_nowhere(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and not os.path.exists(entry.path)
    except OSError:  # it leads to itself
        return True


def _text(name: str) -> str:
    """A name that is no valid text, as some systems allow, with its odd bytes visible."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
