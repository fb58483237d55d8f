"""The rows of arrays and tables as files of a container: train/class/00001."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.data.files import contents
from gan_core.data.files.arrays import Part, joined, parts_of
from gan_core.data.files.container import Container, Content, File

TABLES = (*contents.ARRAYS, "GZIP", "text")


class Rows(Container):
    """Images in arrays and tables; what holds none is left out, and so are second tellings."""

    def __init__(self, path: Path, files: list[tuple[str, bytes | None]]):
        super().__init__(path)
        self._rows: dict[str, Any] = {}
        parts: list[Part] = []
        sources: dict[int, str] = {}
        for name, data in files:
            found = parts_of(name, data) if data else []
            sources |= {id(part): name for part in found}
            parts += found
            if not found:
                self.others[name] = contents.kind_of((data or b"")[: contents.HEAD]) or "other"
        used = joined(parts)
        splits = {part.split for part in used}
        for part in used:
            self._take(part, f"{part.split}/" if len(splits) > 1 else "")
        kept = {id(part.images) for part in used}
        again = {
            sources[id(part)] for part in parts if len(part.images) and id(part.images) not in kept
        }
        self.left_out.add_all("files with the same images but no labels", sorted(again))

    def read(self, wanted: set[str]) -> Iterator[Content]:
        for name in sorted(wanted):
            yield name, self._rows[name]

    def _take(self, part: Part, split: str) -> None:
        for row, image in enumerate(part.images):
            folder = f"{part.labels[row]}/" if part.labels is not None else ""
            name = self._unique(f"{split}{folder}{row:07d}")
            if image is None:
                self.left_out.add("empty rows", name)
                continue
            self._rows[name] = image
            self.images.append(
                File(name, image.nbytes if isinstance(image, np.ndarray) else len(image))
            )
