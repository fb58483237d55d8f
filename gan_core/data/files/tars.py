"""Images in a tar, read in place."""

import contextlib
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from gan_core import GanError
from gan_core.data.files import names
from gan_core.data.files.container import Container, Content

MAX_TAR_BYTES = 60_000_000_000  # unpacked; a tar is read to its end to list it
MAX_HEADER_BYTES = 1_000_000  # of a tar header with a long name or attributes


class Tar(Container):
    """The files of a tar in whatever compression."""

    is_sequential = True

    def __init__(self, path: Path):
        super().__init__(path)
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
        with self.path.open("rb") as file, kind.open(fileobj=file) as archive:
            yield archive

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        if member.isdir():
            return
        if member.offset_data + member.size > MAX_TAR_BYTES:
            raise GanError(
                f"{self.path} unpacks to more than {MAX_TAR_BYTES // 10**9} GB; give a smaller "
                "selection."
            )
        # Python reads names as UTF-8 and keeps bytes that are none as lone surrogates.
        (name,) = names.decoded([member.name.encode("utf-8", "surrogateescape")])
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not member.isreg() or member.issparse():
            self.left_out.add("links", "/".join(parts))
            return

        def peek(count: int) -> bytes:
            file = archive.extractfile(member)
            return file.read(count) if file else b""

        if taken := self._add(parts, member.size, peek):
            self._members[taken] = member


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
