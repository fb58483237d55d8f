"""Images in folders and archives. Archives are read in place; member names are never paths."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import statistics
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.data.decoding import decode, stack

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
ARCHIVES = (".zip", *TARS)
MAX_ENTRIES = 200_000
MAX_FILE_BYTES = 50_000_000
MAX_TAR_BYTES = 8_000_000_000  # unpacked; a tar is read to its end to list it
MAX_HEADER_BYTES = 1_000_000  # of a tar header with a long name or attributes
SURVEYED, SURVEYED_SIZE = 16, 32  # images decoded by `survey`, px
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, LZMAError, zlib.error, EOFError, OSError,
           NotImplementedError)  # fmt: skip


def read_files(
    path: Path, size: int | None, channels: int | None, split: str, progress: bool
) -> tuple[Tensor, Tensor | None, tuple[str, ...], tuple[str, ...]]:
    """(images, labels, class names, names of skipped files) of a folder or archive.

    The images are uint8 [N, C, size, size], with the channels of the files whatever `channels` is;
    but with `channels` None, grey images stored as colour count as grey.
    """
    try:
        all_names, read = _open(path)
        names, label_of, class_names = _arrange(all_names, split, path)
        squares, sides, skipped = decode(read(set(names)), len(names), size, progress)
    except _DAMAGE as error:
        raise _unreadable(path, error) from error
    if len(squares) < 2:
        reason = f"{len(skipped)} images were damaged" if skipped else "there are no others"
        raise _too_few(len(squares), split, path, reason)
    if size is None:
        size = _native_size(sides)
    kept = [name for name in names if name in squares]
    images = stack([squares.pop(name) for name in kept], size, channels)
    labels = torch.tensor([label_of[name] for name in kept]) if label_of is not None else None
    return images, labels, class_names, tuple(sorted(skipped))


@dataclass(frozen=True)
class Survey:
    """What a folder or archive contains, from its file names and a few of its images."""

    count: int
    """Training images; some may turn out to be damaged."""
    channels: int
    """1 if the decoded images are grey, else 3."""
    image_size: int
    """28, 32 or 64 px, as `read_files` would choose for the decoded images."""
    class_names: tuple[str, ...]
    """The sub-folders; empty if they are not classes."""


def survey(path: Path) -> Survey:
    """Inspect a folder or archive without decoding all of it; results for archives are cached.

    Raises GanError if there is nothing to train on, so that a run is refused before it starts.
    """
    if not path.is_file():
        return _survey(path)
    stats = path.stat()
    return _survey_of_file(path, stats.st_mtime_ns, stats.st_size)


@functools.lru_cache(maxsize=64)
def _survey_of_file(path: Path, changed_ns: int, size: int) -> Survey:
    return _survey(path)


def _survey(path: Path) -> Survey:
    try:
        listed, read = _open(path)
        kept, _, class_names = _arrange(listed, "train", path)
        if len(kept) < 2:
            raise _too_few(len(kept), "train", path, "there are no others")
        wanted = {*kept}
        few = [name for name in listed if name in wanted][:SURVEYED]  # the first in the archive
        squares, sides, _ = decode(read(set(few)), len(few), SURVEYED_SIZE, progress=False)
    except _DAMAGE as error:
        raise _unreadable(path, error) from error
    if not squares:
        raise _too_few(0, "train", path, f"the first {len(few)} are damaged")
    channels = stack(list(squares.values()), SURVEYED_SIZE, None).shape[1]
    return Survey(len(kept), channels, _native_size(sides), class_names)


def first_files(path: Path, count: int) -> list[tuple[str, bytes]]:
    """(name, content) of a few training images: from all over a folder or zip, the first of a tar.

    Raises GanError if there is nothing to train on.
    """
    try:
        listed, read = _open(path)
        names, _, _ = _arrange(listed, "train", path)
        kept = {*names}
        names = [name for name in listed if name in kept]
        if not path.name.lower().endswith(TARS):  # to reach a later one, all before are unpacked
            names = sorted(names)[:: max(1, len(names) // count)]
        return [(name, data) for name, data in read({*names[:count]}) if data is not None]
    except _DAMAGE as error:
        raise _unreadable(path, error) from error


def _native_size(sides: list[int]) -> int:
    """The image size for originals with these shorter sides, all in px."""
    middle = statistics.median(sides)
    return next((side for side in (28, 32) if side >= middle), 64)


def _too_few(usable: int, split: str, path: Path, reason: str) -> GanError:
    return GanError(
        f"Only {usable} of the images for the {split} split of {path} can be used and "
        f"at least 2 are needed ({reason}); accepted endings are {', '.join(ENDINGS)}."
    )


Reader = Callable[[set[str]], Iterable[tuple[str, bytes | None]]]  # None: too long, or unreadable


def _open(path: Path) -> tuple[list[str], Reader]:
    """Names of the images in a folder or archive, and the function that reads them."""
    ending = path.name.lower()
    if path.is_dir():
        return _folder(path)
    if ending.endswith(".zip"):
        return _zip(path)
    if ending.endswith(ARCHIVES):
        return _tar(path)
    kinds = ", ".join(ARCHIVES)
    raise GanError(f"{path} is neither a folder nor an archive; give one of {kinds}.")


def _unreadable(path: Path, error: Exception) -> GanError:
    return GanError(f"{path} cannot be read ({error}); create or copy it again.")


def _image_name(parts: Iterable[str]) -> str | None:
    """The name of an image; None if it is no image, is hidden or has a `..` in its path."""
    kept = [part for part in parts if part not in ("", ".", "/")]
    if not kept or not kept[-1].lower().endswith(ENDINGS):
        return None
    return None if any(part[0] == "." or part == "__MACOSX" for part in kept) else "/".join(kept)


def _check_count(count: int, path: Path) -> None:
    if count > MAX_ENTRIES:
        raise GanError(
            f"{path} contains more than {MAX_ENTRIES:,} files; give a smaller selection."
        )


def _folder(path: Path) -> tuple[list[str], Reader]:
    names, count = [], 0
    for folder, below, files in os.walk(path):
        below[:] = [name for name in below if not name.startswith(".")]
        _check_count(count := count + len(files), path)
        inner = Path(folder).relative_to(path).parts
        names += [name for file in files if (name := _image_name((*inner, file)))]

    def read(wanted: set[str]) -> Iterator[tuple[str, bytes | None]]:
        for name in sorted(wanted):
            data = None
            with contextlib.suppress(OSError):
                if (path / name).stat().st_size <= MAX_FILE_BYTES:
                    data = (path / name).read_bytes()
            yield name, data

    return names, read


def _zip(path: Path) -> tuple[list[str], Reader]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    _check_count(len(members), path)
    found = {}
    for member in members:
        name = _image_name(member.filename.replace("\\", "/").split("/"))
        if name and not stat.S_ISLNK(member.external_attr >> 16):
            found[name] = member
    if any(member.flag_bits & 1 for member in found.values()):
        raise GanError(f"{path} needs a password; give a zip without one.")

    def read(wanted: set[str]) -> Iterator[tuple[str, bytes | None]]:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(wanted, key=lambda name: found[name].header_offset):
                data = None
                with contextlib.suppress(*_DAMAGE), archive.open(found[name]) as file:
                    # The size in the directory may be wrong, so the reading is limited as well.
                    data = file.read(MAX_FILE_BYTES + 1)
                yield name, None if data is None or len(data) > MAX_FILE_BYTES else data

    return list(found), read


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
    """A tar of which only the headers are read."""

    def __init__(self, name: str | None, mode: Any, fileobj: IO[bytes], **options: Any):
        super().__init__(name, mode, cast(IO[bytes], _SmallReads(fileobj)), **options)


def _tar(path: Path) -> tuple[list[str], Reader]:
    found = {}
    with path.open("rb") as file, _TarHeaders.open(fileobj=file) as archive:
        for count, member in enumerate(archive, 1):
            _check_count(count, path)
            if member.offset_data + member.size > MAX_TAR_BYTES:
                raise GanError(
                    f"{path} unpacks to more than {MAX_TAR_BYTES // 10**9} GB; give a smaller "
                    "selection."
                )
            name = _image_name(PurePosixPath(member.name).parts)
            if name and member.isreg() and not member.issparse():  # neither kind of link
                found[name] = member

    # Which members are wanted depends on all the names; decompressing twice needs less memory than
    # keeping every member.
    def read(wanted: set[str]) -> Iterator[tuple[str, bytes | None]]:
        with tarfile.open(path) as archive:
            for name in sorted(wanted, key=lambda name: found[name].offset_data):
                fits = found[name].size <= MAX_FILE_BYTES
                file = archive.extractfile(found[name]) if fits else None
                yield name, file.read() if file else None

    return list(found), read


_SPLITS = {"train": ("train", "training"), "test": ("test", "val", "valid", "validation")}


def _arrange(
    names: Iterable[str], split: str, path: Path
) -> tuple[list[str], dict[str, int] | None, tuple[str, ...]]:
    """(names of one split in order, label by name, class names); sub-folders are classes."""
    entries = [(name.split("/"), name) for name in sorted(names)]
    if not entries:
        raise GanError(f"{path} contains no images; accepted endings are {', '.join(ENDINGS)}.")
    split_found = False
    while all(len(rest) > 1 for rest, _ in entries):
        tops = {rest[0].lower(): rest[0] for rest, _ in entries}
        here = [word for word in _SPLITS[split] if word in tops]
        if not split_found and here and tops.keys() <= {*_SPLITS["train"], *_SPLITS["test"]}:
            top, split_found = tops[here[0]], True
        elif len(tops) == 1:
            (top,) = tops.values()
        else:
            break
        entries = [(rest[1:], name) for rest, name in entries if rest[0] == top]
    if split == "test" and not split_found:
        raise GanError(f'{path} has no folder "test" or "val"; ask for the train split instead.')

    kept = [name for _, name in entries]
    classes = tuple(sorted({rest[0] for rest, _ in entries if len(rest) > 1}))
    if len(classes) < 2 or any(len(rest) == 1 for rest, _ in entries):
        return kept, None, ()
    if split == "test":  # a class without test images must not shift the numbers of the others
        known = _arrange(names, "train", path)[2]
        if not set(classes) <= set(known):
            return kept, None, ()
        classes = known
    return kept, {name: classes.index(rest[0]) for rest, name in entries}, classes
