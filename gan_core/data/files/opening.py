"""Opens a folder or archive by its content, and the archives inside one that holds no images."""

import contextlib
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gan_core import GanError
from gan_core.data.files import contents
from gan_core.data.files.array_container import Rows
from gan_core.data.files.container import MAX_ARRAY_BYTES, TOO_LONG, Container, Content
from gan_core.data.files.folder import Folder
from gan_core.data.files.tars import Tar
from gan_core.data.files.zips import DAMAGE, Zip

MAX_INNER_BYTES = 4_000_000_000  # of all archives inside an archive, which are copied to the disk
UNPACK = "unpack it and give the folder"
DAMAGED = (*DAMAGE, tarfile.TarError, zipfile.BadZipFile)


def open_container(path: Path) -> Container:
    """The files in `path`. Raises GanError, with the way out, for what cannot be opened."""
    try:
        opened = Folder(path) if path.is_dir() else _archive(path)
        if opened.images:
            return opened
        rows = _rows(opened)
        if rows.images:
            return rows
        if any(_is_archive(kind) for kind in opened.others.values()):
            return Nested(opened)
        return opened
    except DAMAGED as error:
        raise unreadable(path, error) from error


def _rows(opened: Container) -> Rows:
    """The arrays and tables of a container that holds no images."""
    tables = {name for name, kind in opened.others.items() if kind in (*contents.ARRAYS, "GZIP")}
    rows = Rows(opened.path, ((name, _bytes(data)) for name, data in opened.read(tables)))
    rows.others |= {name: kind for name, kind in opened.others.items() if name not in tables}
    rows.left_out.merge(opened.left_out)
    return rows


def _bytes(data: object) -> bytes | None:
    return data if isinstance(data, bytes) else None


def unreadable(path: Path, error: Exception) -> GanError:
    """The error for a damaged archive; returned, not raised."""
    return GanError(f"{path} cannot be read ({error}); create or copy it again.")


class Nested(Container):
    """An archive or folder that holds nothing but archives: each is a folder of its own name."""

    def __init__(self, outer: Container):
        super().__init__(outer.path)
        self._folder = tempfile.TemporaryDirectory(prefix="gan-inner-")  # goes with this object
        self._inner: list[Container] = []
        self._inner_bytes = 0
        self._places: dict[str, tuple[Container, str]] = {}
        self.left_out.merge(outer.left_out)
        archives = {name for name, kind in outer.others.items() if _is_archive(kind)}
        for name, data in outer.read(archives):
            self._take(name, _bytes(data))
        self.others = {name: kind for name, kind in outer.others.items() if name not in archives}

    def read(self, wanted: set[str]) -> Iterator[Content]:
        for inner in self._inner:
            names = {
                own: name
                for name in wanted
                for place, own in (self._places[name],)
                if place is inner
            }
            for own, data in inner.read(set(names)):
                yield names[own], data

    def _take(self, name: str, data: bytes | None) -> None:
        path = Path(self._folder.name) / f"{len(self._inner)}"
        self._inner_bytes += len(data or b"")
        if self._inner_bytes > MAX_INNER_BYTES:
            self.left_out.add("too large archives", name)
            return
        if data is None:
            self.left_out.add(TOO_LONG, name)
            return
        path.write_bytes(data)
        try:
            inner = _archive(path)
            inner = inner if inner.images else _rows(inner)
        except (GanError, *DAMAGED):
            self.left_out.add("damaged archives", name)
            return
        self._inner.append(inner)
        stem = str(PurePosixPath(name).with_suffix("")).removesuffix(".tar")
        for file in inner.images:
            taken = self._add_image((*stem.split("/"), *file.name.split("/")), file.size)
            if taken:
                self._places[taken] = (inner, file.name)
        for reason, names in inner.left_out.by_reason.items():
            self.left_out.add_all(reason, (f"{stem}/{own}" for own in names))
        for own, kind in inner.others.items():
            self.left_out.add(contents.plural(kind), f"{stem}/{own}")


def _archive(path: Path) -> Container:
    with open(path, "rb") as file:
        kind = contents.kind_of(file.read(contents.HEAD))
    if kind == "ZIP":
        return Zip(path)
    if kind in contents.OTHER_ARCHIVES:
        raise GanError(f"{path} is a {kind} archive, which cannot be read here; {UNPACK}.")
    if kind in (*contents.ARRAYS, "text"):
        return _single(path)
    if kind in contents.ARCHIVES or _is_tar(path):
        try:
            return Tar(path)
        except tarfile.TarError:
            if kind == "GZIP":
                return _single(path)
            raise
    what = (
        f"is one {kind} image" if kind in contents.IMAGES else "is neither a folder nor an archive"
    )
    raise GanError(f"{path} {what}; give a folder, zip or tar of images.")


def _single(path: Path) -> Container:
    """One file that is an array or a table."""
    if path.stat().st_size > MAX_ARRAY_BYTES:
        raise GanError(
            f"{path} has more than {MAX_ARRAY_BYTES // 10**6} MB; give its images as files."
        )
    rows = Rows(path, iter([(path.name, path.read_bytes())]))
    if rows.images:
        return rows
    raise GanError(
        f"{path} holds no images; give a folder, zip or tar of images, or rows of pixels."
    )


def _is_tar(path: Path) -> bool:
    with contextlib.suppress(*DAMAGED):
        return tarfile.is_tarfile(path)
    return False


def _is_archive(kind: str) -> bool:
    return kind in contents.ARCHIVES or kind in contents.OTHER_ARCHIVES
