"""The rows of arrays and tables as files of a container: train/class/00001."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.data.files import contents
from gan_core.data.files.arrays import Part, joined, parts_of
from gan_core.data.files.container import Container, Content, File
from gan_core.data.files.names import normal

MAX_ROWS_BYTES = 2_000_000_000  # of all arrays and tables of one container
UNFIT, AGAIN = "label files without matching images", "files with the same images but no labels"


class Rows(Container):
    """Images in arrays and tables; what holds none is left out, like a set that comes twice."""

    def __init__(self, path: Path, files: Iterator[tuple[str, bytes | None]]):
        super().__init__(path)
        self._rows: dict[str, Any] = {}
        parts: list[Part] = []
        total = 0
        for name, data in files:
            found = parts_of(name, data) if data else []
            total += sum(_bytes(part.images) for part in found)
            if total > MAX_ROWS_BYTES:
                self.left_out.add("arrays beyond what fits into memory", name)
                continue
            parts += found
            if not found:
                self.others[name] = contents.kind_of((data or b"")[: contents.HEAD]) or "other"
        used, rest = joined(parts)
        splits = {part.split for part in used}
        for part in used:
            self._take(part, f"{part.split}/" if len(splits) > 1 else "")
        for part in rest:
            self.left_out.add(AGAIN if len(part.images) else UNFIT, part.source)

    def read(self, wanted: set[str]) -> Iterator[Content]:
        for name in sorted(wanted):
            yield name, self._rows[name]

    def _take(self, part: Part, split: str) -> None:
        for row, image in enumerate(part.images):
            folder = f"{normal(part.labels[row]).replace('/', '_')}/" if part.labels else ""
            name = self._unique(f"{split}{folder}{row:07d}")
            if not isinstance(image, (bytes, np.ndarray)) or not len(image):
                self.left_out.add("empty rows", name)
                continue
            self._rows[name] = image
            self.images.append(File(name, _bytes(image)))


def _bytes(images: Any) -> int:
    """Of an array, or of the files in a column."""
    if isinstance(images, (np.ndarray, bytes)):
        return images.nbytes if isinstance(images, np.ndarray) else len(images)
    return sum(len(image) for image in images if isinstance(image, bytes))
