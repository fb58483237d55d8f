"""The images of one split before they are decoded, and their decoding on all cores."""

from __future__ import annotations

import dataclasses
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan_core.config.image_choices import ImageChoices
from gan_core.data.files import contents
from gan_core.data.files.arrange import DEFAULT, Arranged, arrange
from gan_core.data.files.container import Container, Content
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.opening import DAMAGED, open_container, unreadable
from gan_core.data.files.pixels import Fit, Square, Unusable, square

IN_WORK, IN_WORK_BYTES = 64, 100_000_000  # files, and of them, read ahead of what is decoded
Progress = Callable[[int, int], None]  # (images read, of so many); may raise to give up


def silent(done: int, total: int) -> None:
    """Progress that nobody wants to hear of."""


@dataclass
class Listing:
    """The images of one split, before they are decoded."""

    container: Container
    arranged: Arranged
    left_out: LeftOut

    def decoded(self, fit: Fit, progress: Progress = silent) -> Iterator[tuple[str, Square]]:
        """(name, image) of each that can be decoded, in no order; others join `left_out`."""
        names = self.arranged.names
        done = 0
        try:
            with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                contents_read = self.container.read(set(names))
                for name, found in _in_threads(pool, contents_read, fit):
                    done += 1
                    if isinstance(found, Square):
                        yield name, found
                    else:
                        self.left_out.add(str(found), name)
                    progress(done, len(names))
        except DAMAGED as error:
            raise unreadable(self.container.path, error) from error


def listing(
    path: Path,
    split: str,
    classes: tuple[str, ...] = (),
    choices: ImageChoices = DEFAULT,
    container: Container | None = None,
) -> Listing:
    """What there is to decode, in `container` where `path` is open already.

    Raises GanError for what cannot be opened or lacks the split.
    """
    container = container or open_container(path)
    arranged = arrange((file.name for file in container.images), split, path, choices)
    left_out = left_out_of(container, arranged)
    if classes and arranged.label_of is not None:
        arranged = _only(arranged, classes, left_out)
    return Listing(container, arranged, left_out)


def _in_threads(
    pool: ThreadPoolExecutor, files: Iterator[Content], fit: Fit
) -> Iterator[tuple[str, Square | Unusable]]:
    """Decode on all cores, a few at a time: Pillow lets other threads run while it decodes."""
    waiting: deque[tuple[str, Future[Square | Unusable], int]] = deque()
    ahead = 0
    try:
        for name, data in files:
            size = len(data) if isinstance(data, bytes) else 0
            waiting.append((name, pool.submit(_square_or_reason, data, fit), size))
            del data
            ahead += size
            while len(waiting) > IN_WORK or (ahead > IN_WORK_BYTES and waiting):
                first, future, size = waiting.popleft()
                ahead -= size
                yield first, future.result()
        while waiting:
            first, future, _ = waiting.popleft()
            yield first, future.result()
    finally:
        for _, future, _ in waiting:
            future.cancel()


def _square_or_reason(data: bytes | np.ndarray | None, fit: Fit) -> Square | Unusable:
    try:
        return square(data, fit)
    except Unusable as unusable:
        return unusable


def _only(arranged: Arranged, classes: tuple[str, ...], left_out: LeftOut) -> Arranged:
    """The images of these classes; without classes where there is none of them."""
    inside = [name for name in arranged.names if arranged.class_of(name) in classes]
    if not inside:
        return dataclasses.replace(arranged, label_of=None, class_names=())
    left_out.add_all("images of other classes", {*arranged.names} - {*inside})
    return dataclasses.replace(arranged, names=inside)


def left_out_of(container: Container, arranged: Arranged) -> LeftOut:
    """What is known before anything is decoded."""
    found = LeftOut()
    found.merge(container.left_out)
    found.merge(arranged.left_out)
    for name, kind in container.others.items():
        found.add(contents.plural(kind), name)
    return found
