"""Large sets of images, decoded once into a file that is mapped into memory.

The file lies in the cache folder under a checksum of the images' names, sizes and times and of all
that was chosen for them, so that the next run starts at once. It is written aside and renamed: a
reader meets all of it or nothing, and of two that begin together the later one waits. Where it
cannot be kept, the images are read into memory.
"""

import contextlib
import dataclasses
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from filelock import Timeout
from torch import Tensor

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data import durable_files, known_folders
from gan_core.data.catalog import cache_folder
from gan_core.data.files.container import Container
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.listing import Listing, Progress, listing
from gan_core.data.files.pixels import Fit, Square
from gan_core.data.files.reading import Images, labels_of, too_few
from gan_core.data.process_lock import process_lock

LARGE = 20_000  # images; fewer are decoded in seconds
MAX_BYTES = 30_000_000_000  # of all sets kept; the ones used longest ago are deleted first
SPARE_BYTES = 1_000_000_000  # left free for everything else
FORMAT = 2
WAIT_SECONDS = 0.5  # for the lock, between two words on it
PIXELS, META = "pixels.bin", "meta.json"


class Unsuitable(Exception):
    """A set that cannot be kept: of 16 bits, which the brightest of all scales, or without room."""


def read_large(
    path: Path,
    fit: Fit,
    channels: int | None,
    split: str,
    progress: Progress,
    classes: tuple[str, ...],
    choices: ImageChoices,
    container: Container,
    surveyed_channels: int,
    known_as: str,
) -> tuple[Images, str]:
    """As `read_files`, with pixels that are mapped from a file, and their checksum.

    C is `surveyed_channels`; `known_as` is the key by which `recalled` finds the result again.
    Raises Unsuitable where the set has to be read as a whole, GanError as `read_files` does.
    """
    listed = listing(path, split, classes, choices, container)
    key = _key(path, listed, fit, channels, split, classes, choices)
    folder = _folder() / key
    try:
        durable_files.make_folder(_folder())
    except GanError as error:
        raise Unsuitable from error
    try:
        # One lock for all: whoever makes room must not delete what another writes or maps.
        with _alone(progress, len(listed.arranged.names)):
            if not (folder / META).is_file():
                _make_room(fit, surveyed_channels, len(listed.arranged.names))
                _write(folder, listed, fit, surveyed_channels, progress, path, split)
            found = _mapped(folder, listed, split, classes)
            digest = digest_of(found.pixels, found.labels)
            with contextlib.suppress(GanError):  # a full disk: the next start takes seconds
                known_folders.remember(folder, known_as, found, digest)
            return found, digest
    except OSError as error:
        raise Unsuitable from error


def recalled(known_as: str, progress: Progress) -> tuple[Images, str] | None:
    """What `read_large` gave when it was told this key, if that is still here."""
    if next(_folder().glob(f"*/known-{known_as}.json"), None) is None:
        return None
    with contextlib.suppress(OSError), _alone(progress, 0):
        if known := known_folders.recall(_folder(), known_as, PIXELS):
            folder, found, digest = known
            (folder / META).touch()  # used last now
            return found, digest
    return None


def digest_of(images: Tensor, labels: Tensor | None) -> str:
    """A checksum of images and labels."""
    digest = hashlib.sha256(np.ascontiguousarray(images.numpy()).data)
    if labels is not None:
        digest.update(labels.numpy().data)
    return digest.hexdigest()


def _write(
    folder: Path,
    listed: Listing,
    fit: Fit,
    channels: int,
    progress: Progress,
    path: Path,
    split: str,
) -> None:
    assert fit.size is not None
    names, size, damaged = listed.arranged.names, fit.size, LeftOut()
    place = {name: row for row, name in enumerate(names)}
    with _aside(folder) as temporary:
        shape = (len(names), channels, size, size)
        pixels = np.memmap(temporary / PIXELS, np.uint8, "w+", shape=shape)
        used = np.zeros(len(names), bool)
        decoding = dataclasses.replace(listed, left_out=damaged)
        for name, square in decoding.decoded(fit, progress):
            pixels[place[name]] = _planes(square, channels)
            used[place[name]] = True
        if used.sum() < 2:
            listed.left_out.merge(damaged)
            raise too_few(path, split, int(used.sum()), listed.left_out)
        _close_gaps(pixels, used)
        pixels.flush()
        del pixels
        kept = [name for name, is_used in zip(names, used, strict=True) if is_used]
        with open(temporary / PIXELS, "r+b") as file:
            file.truncate(len(kept) * channels * size * size)
        meta = {
            "format": FORMAT, "names": kept, "channels": channels, "size": size,
            "damaged": damaged.by_reason,
        }  # fmt: skip
        (temporary / META).write_text(json.dumps(meta), "utf-8")


def _planes(square: Square, channels: int) -> np.ndarray:
    """uint8 [C, S, S] of a decoded image."""
    pixels = square.pixels
    if pixels.ndim == 3 and channels == 1 and (pixels == pixels[..., :1]).all():
        pixels = pixels[..., 0]  # grey stored as colour
    if pixels.dtype != np.uint8 or (pixels.ndim == 3 and channels == 1):
        raise Unsuitable
    return pixels.transpose(2, 0, 1) if pixels.ndim == 3 else pixels[None]


def _close_gaps(pixels: np.ndarray, used: np.ndarray) -> None:
    """Move the used rows to the front, in their order."""
    for row, source in enumerate(np.flatnonzero(used)):
        if row != source:
            pixels[row] = pixels[source]


def _mapped(folder: Path, listed: Listing, split: str, classes: tuple[str, ...]) -> Images:
    meta: dict[str, Any] = json.loads((folder / META).read_text("utf-8"))
    (folder / META).touch()  # used last now
    names, size, arranged = meta["names"], meta["size"], listed.arranged
    shape = (len(names), meta["channels"], size, size)
    # Copy on write: torch wants memory that it may write to, and nothing does.
    pixels = np.memmap(folder / PIXELS, np.uint8, "c", shape=shape)
    notes: list[str] = [arranged.note] if arranged.note else []
    labels, class_names = labels_of(names, arranged, split, classes, notes)
    listed.left_out.merge(LeftOut(meta["damaged"]))
    return Images(torch.from_numpy(pixels), labels, class_names, listed.left_out, notes)


@contextlib.contextmanager
def _alone(progress: Progress, images: int) -> Iterator[None]:
    """Hold the lock of the folder; `progress` is told of the waiting, and may raise."""
    lock = process_lock(_folder() / ".lock")
    while True:
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=WAIT_SECONDS)
            break
        progress(0, images)
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder to write in, which becomes `folder` when all is done and goes otherwise."""
    temporary = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        yield temporary
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _make_room(fit: Fit, channels: int, images: int) -> None:
    """Delete what a kill left behind, and the sets used longest ago, until this one fits."""
    for left in _folder().glob(".writing-*"):
        shutil.rmtree(left, ignore_errors=True)
    assert fit.size is not None
    wanted = images * channels * fit.size**2
    kept = sorted(_folder().glob(f"*/{META}"), key=lambda meta: meta.stat().st_mtime)
    sizes = {meta: (meta.parent / PIXELS).stat().st_size for meta in kept}
    while kept and sum(sizes[meta] for meta in kept) + wanted > MAX_BYTES:
        shutil.rmtree(kept.pop(0).parent, ignore_errors=True)
    # A mapped file takes its room as it is written to, and a full disk would end the process.
    if wanted > MAX_BYTES or shutil.disk_usage(_folder()).free < wanted + SPARE_BYTES:
        raise Unsuitable


def _key(path: Path, listed: Listing, *chosen: Any) -> str:
    """A checksum of what is read and of everything that decides what becomes of it."""
    digest = hashlib.sha256(repr((FORMAT, str(path.resolve()), chosen)).encode())
    if path.is_file():
        stat = path.stat()
        digest.update(repr((stat.st_size, stat.st_mtime_ns)).encode())
    for file in listed.container.images:
        digest.update(repr((file.name, file.size, file.changed_ns)).encode())
    return digest.hexdigest()[:32]


def _folder() -> Path:
    return cache_folder() / "images"
