"""Images in a zip, read in place."""

import contextlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path

from gan_core import GanError
from gan_core.data.files import names
from gan_core.data.files.container import Container, Content

UTF8 = 1 << 11  # the flag of a name that is UTF-8
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
DAMAGE = (
    zipfile.BadZipFile, LZMAError, zlib.error, EOFError, OSError, NotImplementedError,
    RuntimeError, struct.error,
)  # fmt: skip


class Zip(Container):
    """The files of a zip."""

    def __init__(self, path: Path):
        super().__init__(path)
        self._members: dict[str, zipfile.ZipInfo] = {}
        with _opened(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            self._refuse(members)
            for member, name in zip(members, _names(members), strict=True):
                self._take(archive, member, name)

    def read(self, wanted: set[str]) -> Iterator[Content]:
        with _opened(self.path) as archive:
            for name in sorted(wanted, key=lambda name: self._members[name].header_offset):
                data = None
                with contextlib.suppress(*DAMAGE), archive.open(self._members[name]) as file:
                    # The size in the directory may be wrong, so the reading is limited as well.
                    data = file.read(self._limit(name) + 1)
                yield name, None if data is None or len(data) > self._limit(name) else data

    def _take(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
        parts = name.replace("\\", "/").split("/")
        if stat.S_ISLNK(member.external_attr >> 16):
            self.left_out.add("links", "/".join(parts))
            return

        def peek(count: int) -> bytes:
            with archive.open(member) as file:
                return file.read(count)

        if taken := self._add(parts, member.file_size, peek):
            self._members[taken] = member

    def _refuse(self, members: list[zipfile.ZipInfo]) -> None:
        """What no file of the archive can be read through."""
        if any(member.flag_bits & 1 for member in members):
            raise GanError(f"{self.path} needs a password; give a zip without one.")
        odd = [member for member in members if member.compress_type not in READABLE]
        if odd and len(odd) == len(members):
            kind = METHODS.get(odd[0].compress_type, f"method {odd[0].compress_type}")
            raise GanError(
                f"{self.path} is compressed by {kind}, which cannot be read here; unpack it and "
                "give the folder, or pack it again with another program."
            )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except UnicodeDecodeError:
        raise GanError(
            f"{path} has a file name that is no UTF-8 although it says so; unpack it and give the "
            "folder, or pack it again."
        ) from None
    with archive:
        yield archive


def _names(members: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Readable names: without the UTF-8 flag they are bytes of some code page, read as cp437."""
    unsure = [member for member in members if not member.flag_bits & UTF8]
    raw = (member.orig_filename.encode("cp437", "replace") for member in unsure)
    found = dict(zip(map(id, unsure), names.decoded(raw), strict=True))
    return (found.get(id(member), member.orig_filename) for member in members)
