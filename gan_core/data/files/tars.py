"""Images in a tar, read in place."""

import contextlib
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from gan_core import GanError
from gan_core.data.files.container import MAX_FILE_BYTES, Container, Content

MAX_TAR_BYTES = 60_000_000_000  # unpacked; a tar is read to its end to list it
MAX_HEADER_BYTES = 1_000_000  # of a tar header with a long name or attributes


class Tar(Container):
    """The files of a tar in whatever compression, on disk or in memory."""

    is_sequential = True

    def __init__(self, path: Path, file: IO[bytes] | None = None):
        super().__init__(path)
        self._file = file
        self._members: dict[str, tarfile.TarInfo] = {}
        with self._open(_TarHeaders) as archive:
            for member in archive:
                self._take(archive, member)

    # Which files are wanted depends on all the names; decompressing twice needs less memory than
    # keeping every file.
    def read(self, wanted: set[str]) -> Iterator[Content]:
        with self._open(tarfile.TarFile) as archive:
            for name in sorted(wanted, key=lambda name: self._members[name].offset_data):
                file = archive.extractfile(self._members[name])
                yield name, file.read() if file else None

    @contextlib.contextmanager
    def _open(self, kind: type[tarfile.TarFile]) -> Iterator[tarfile.TarFile]:
        with contextlib.ExitStack() as opened:
            file = self._file or opened.enter_context(self.path.open("rb"))
            file.seek(0)
            yield opened.enter_context(kind.open(fileobj=file))

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        if member.isdir():
            return
        if member.offset_data + member.size > MAX_TAR_BYTES:
            raise GanError(
                f"{self.path} unpacks to more than {MAX_TAR_BYTES // 10**9} GB; give a smaller "
                "selection."
            )
        parts = PurePosixPath(member.name.replace("\\", "/")).parts
        if not member.isreg() or member.issparse():
            self.left_out.add("links", "/".join(parts))
            return

        def peek(count: int) -> bytes:
            file = archive.extractfile(member)
            return file.read(min(count, MAX_FILE_BYTES)) if file else b""

        if name := self._add(parts, member.size, peek):
            self._members[name] = member


class _SmallReads:
    """A file that refuses to read much at once: a tar header of any size would fill the memory."""

    def __init__(self, file: IO[bytes]):
        self.file = file
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def read(self, size: int) -> bytes:
        if size > MAX_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        return self.file.read(size)


class _TarHeaders(tarfile.TarFile):
    """A tar of which only the headers and first bytes are read."""

    def __init__(self, name: str | None, mode: Any, fileobj: IO[bytes], **options: Any):
        super().__init__(name, mode, cast(IO[bytes], _SmallReads(fileobj)), **options)
