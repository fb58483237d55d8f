"""The zip of a run, opened: what its names and sizes promise, before anything of it is unpacked.

Only names that `gan_core.runs.exported_files` lists are read, so none can lead out of a folder.
"""

import contextlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gan_core import GanError
from gan_core.runs.export_run import MOST_BYTES, MOST_MEMBERS
from gan_core.runs.exported_files import MANIFEST, Kind, kind_of
from gan_core.runs.plain_values import Odd

MOST_DIRECTORY = 2_000_000  # bytes of the list of members, which is read into memory
MOST_TIMES = 50  # larger than the zip; text shrinks to a fifth, weights and images do not shrink
END, LOCATOR, END_BYTES, LOCATOR_BYTES = b"PK\5\6", b"PK\6\7", 22, 20
NEEDED = (MANIFEST, "config.json", "about.json", "status.json")
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, struct.error,
)  # fmt: skip
NO_RUN = "{name} is not the zip of a run: {why}. Export the run again, and import that."


def refused(path: Path, why: str) -> GanError:
    """The sentence for a zip that is not taken."""
    return GanError(NO_RUN.format(name=path.name, why=why))


class RunZip:
    """The members of a zip by name, each of a known kind and a bounded size."""

    def __init__(self, path: Path, archive: zipfile.ZipFile):
        self.path, self._archive = path, archive
        self.members: dict[str, tuple[Kind, zipfile.ZipInfo]] = {}
        seen: set[str] = set()
        for info in archive.infolist():
            kind = self._kind(info)
            if info.filename.lower() in seen:
                raise refused(path, f"it has {info.filename} twice")
            seen.add(info.filename.lower())
            self.members[info.filename] = (kind, info)
        if missing := [name for name in NEEDED if name not in self.members]:
            raise refused(path, f"it has no {missing[0]}")
        most = min(MOST_BYTES, MOST_TIMES * os.path.getsize(path))
        if self.size > most:
            raise refused(path, f"unpacked it would take {self.size / 1e9:.2g} GB")

    @property
    def size(self) -> int:
        """Bytes of all that is in it."""
        return sum(info.file_size for _, info in self.members.values())

    def read(self, name: str) -> bytes:
        """One small file."""
        with self.opened(name) as file:
            return file.read()

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """A file, which gives no more bytes than the list of members says."""
        try:
            with self._archive.open(self.members[name][1]) as file:
                yield file  # type: ignore[misc]  # it is one that only reads
        except Odd:
            raise
        except DAMAGE as error:
            raise refused(self.path, f"{name} in it is damaged") from error

    def _kind(self, info: zipfile.ZipInfo) -> Kind:
        name = info.orig_filename
        shown = name if len(name) <= 60 else f"{name[:57]}..."
        kind = kind_of(name)
        if kind is None or name != info.filename:
            raise refused(self.path, f"a run has no file {shown!r}")
        if info.flag_bits & 1:
            raise refused(self.path, f"{shown} needs a password")
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise refused(self.path, f"{shown} is a link or a device")
        if info.compress_type not in READABLE:
            raise refused(self.path, f"{shown} is packed in an unknown way")
        if info.file_size > kind.most_bytes:
            raise refused(self.path, f"{shown} is larger than in any run")
        return kind


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[RunZip]:
    """The zip of a run. Raises GanError, in one sentence, for anything else."""
    _check_end(path)
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise refused(path, "it is no zip, or only part of one") from error
    with archive:
        yield RunZip(path, archive)


def _check_end(path: Path) -> None:
    """Look at the end of the file alone: a list of millions of members is not even read."""
    try:
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            file.seek(max(0, size - END_BYTES - LOCATOR_BYTES))
            tail = file.read()
    except OSError as error:
        raise GanError(f"{path} cannot be read ({error.strerror}).") from error
    end = tail[-END_BYTES:]
    if len(end) < END_BYTES or not end.startswith(END) or end[-2:] != b"\0\0":
        raise refused(path, "it is no zip, or only part of one")
    count, directory = struct.unpack_from("<HI", end, 10)
    if count > MOST_MEMBERS or directory > MOST_DIRECTORY or tail.startswith(LOCATOR):
        raise refused(path, f"it has more than {MOST_MEMBERS:,} files")
    if size > MOST_BYTES:
        raise refused(path, f"it has more than {MOST_BYTES / 1e9:g} GB")
