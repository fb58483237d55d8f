"""Folders and archives of pictures; archives are read in place, and no member's name is a path."""

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

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.data.decoding import decode, stack

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
MAX_ENTRIES = 200_000
MAX_FILE_BYTES = 50_000_000
MAX_TAR_BYTES = 8_000_000_000  # unpacked; all of a tar is read to know what is in it
MAX_HEADER_BYTES = 1_000_000  # of a long name or attributes, which are read whole
PEEKED, PEEKED_SIZE = 16, 32  # pictures looked at, px
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, LZMAError, zlib.error, EOFError, OSError,
           NotImplementedError)  # fmt: skip


def read_files(
    path: Path, size: int | None, channels: int | None, split: str, progress: bool
) -> tuple[Tensor, Tensor | None, tuple[str, ...], tuple[str, ...]]:
    """Images, labels, class names and the names of the files skipped, of a folder or archive.

    The images are uint8 [N, C, H, W]; they have the channels of the files, whatever is asked, but
    colour files that are grey count as grey where `channels` is None.
    """
    try:
        names, read = _open(path)
        names, labels, class_names = _arrange(names, split, path)
        squares, sides, skipped = decode(read(set(names)), len(names), size, progress)
    except _DAMAGE as error:
        raise _unreadable(path, error) from error
    if len(squares) < 2:
        what = f"{len(skipped)} images were broken" if skipped else "that is all there is"
        raise _too_few(len(squares), split, path, what)
    if size is None:
        size = _native_size(sides)
    kept = [name for name in names if name in squares]
    images = stack([squares.pop(name) for name in kept], size, channels)
    if labels is not None:
        labels = torch.tensor([labels[name] for name in kept])
    return images, labels, class_names, tuple(sorted(skipped))


@dataclass(frozen=True)
class Survey:
    """What a folder or archive holds, by its names and a few of its pictures."""

    count: int
    """Training pictures, some of which may turn out to be broken."""
    channels: int
    """1 if those looked at are grey, 3 otherwise."""
    image_size: int
    """28, 32 or 64 px, what `read_files` would choose for those looked at."""
    class_names: tuple[str, ...]
    """The sub-folders; empty where they give no classes."""


def survey(path: Path) -> Survey:
    """Look into a folder or archive, cheaply beside reading it all.

    What cannot work is so refused before it starts. Of an archive the answer is remembered.
    Raises GanError where there is nothing to train on.
    """
    if not path.is_file():
        return _survey(path)
    about = path.stat()
    return _survey_of_file(path, about.st_mtime_ns, about.st_size)


@functools.lru_cache(maxsize=64)
def _survey_of_file(path: Path, changed_ns: int, size: int) -> Survey:
    return _survey(path)


def _survey(path: Path) -> Survey:
    try:
        listed, read = _open(path)
        kept, _, class_names = _arrange(listed, "train", path)
        if len(kept) < 2:
            raise _too_few(len(kept), "train", path, "that is all there is")
        wanted = {*kept}
        few = [name for name in listed if name in wanted][:PEEKED]  # the nearest in an archive
        squares, sides, _ = decode(read(set(few)), len(few), PEEKED_SIZE, progress=False)
    except _DAMAGE as error:
        raise _unreadable(path, error) from error
    if not squares:
        raise _too_few(0, "train", path, f"the first {len(few)} are broken")
    channels = stack(list(squares.values()), PEEKED_SIZE, None).shape[1]
    return Survey(len(kept), channels, _native_size(sides), class_names)


def _native_size(sides: list[int]) -> int:
    """The side for pictures with these smaller sides, all in px."""
    middle = statistics.median(sides)
    return next((side for side in (28, 32) if side >= middle), 64)


def _too_few(usable: int, split: str, path: Path, what: str) -> GanError:
    return GanError(
        f"Only {usable} of the images for the {split} split of {path} can be used and "
        f"at least 2 are needed ({what}); accepted endings are {', '.join(ENDINGS)}."
    )


Reader = Callable[[set[str]], Iterable[tuple[str, bytes | None]]]  # None: too long, or unreadable


def _open(path: Path) -> tuple[list[str], Reader]:
    """Names of the images in a folder or archive, and what reads them."""
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
    return GanError(f"{path} cannot be read ({error}); make or copy it again.")


def _image_name(parts: Iterable[str]) -> str | None:
    """The name an image goes by, None for what is no image, is hidden or climbs with `..`."""
    kept = [part for part in parts if part not in ("", ".", "/")]
    if not kept or not kept[-1].lower().endswith(ENDINGS):
        return None
    return None if any(part[0] == "." or part == "__MACOSX" for part in kept) else "/".join(kept)


def _check_count(count: int, path: Path) -> None:
    if count > MAX_ENTRIES:
        raise GanError(f"{path} holds more than {MAX_ENTRIES:,} files; give a smaller selection.")


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
        raise GanError(f"{path} is locked with a password; give a zip without one.")

    def read(wanted: set[str]) -> Iterator[tuple[str, bytes | None]]:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(wanted, key=lambda name: found[name].header_offset):
                data = None
                with contextlib.suppress(*_DAMAGE), archive.open(found[name]) as file:
                    # The length in the directory can lie, so the reading is bounded as well.
                    data = file.read(MAX_FILE_BYTES + 1)
                yield name, None if data is None or len(data) > MAX_FILE_BYTES else data

    return list(found), read


class _Header(tarfile.TarInfo):
    """A tar header that cannot ask for all the memory there is."""

    @classmethod
    def frombuf(cls, buf: bytes, encoding: str, errors: str) -> tarfile.TarInfo:
        header = super().frombuf(buf, encoding, errors)
        if header.type not in tarfile.REGULAR_TYPES and header.size > MAX_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {header.size:,} bytes")
        return header


def _tar(path: Path) -> tuple[list[str], Reader]:
    found = {}
    with tarfile.open(path, tarinfo=_Header) as archive:
        for count, member in enumerate(archive, 1):
            _check_count(count, path)
            if member.offset_data + member.size > MAX_TAR_BYTES:
                raise GanError(
                    f"{path} unpacks to more than {MAX_TAR_BYTES // 10**9} GB; give a smaller "
                    "selection."
                )
            name = _image_name(PurePosixPath(member.name).parts)
            if name and member.isreg() and not member.issparse():  # no link of either kind
                found[name] = member

    # Which members are wanted depends on all the names, and a second decompression costs less
    # than keeping every member in memory.
    def read(wanted: set[str]) -> Iterator[tuple[str, bytes | None]]:
        with tarfile.open(path) as archive:
            for name in sorted(wanted, key=lambda name: found[name].offset_data):
                fits = found[name].size <= MAX_FILE_BYTES
                yield name, archive.extractfile(found[name]).read() if fits else None

    return list(found), read


_SPLITS = {"train": ("train", "training"), "test": ("test", "val", "valid", "validation")}


def _arrange(
    names: Iterable[str], split: str, path: Path
) -> tuple[list[str], dict[str, int] | None, tuple[str, ...]]:
    """The names of one split in order, their labels, and the class names; folders are classes."""
    entries = [(name.split("/"), name) for name in sorted(names)]
    if not entries:
        raise GanError(f"{path} holds no images; accepted endings are {', '.join(ENDINGS)}.")
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
    if split == "test":  # a class that has no test picture must not shift the numbers of the rest
        known = _arrange(names, "train", path)[2]
        if not set(classes) <= set(known):
            return kept, None, ()
        classes = known
    return kept, {name: classes.index(rest[0]) for rest, name in entries}, classes
