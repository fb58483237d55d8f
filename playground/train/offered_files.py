"""Which files beside the named sets can be trained on, by a look at how they begin. No widgets."""

import contextlib
import os
from pathlib import Path

from gan_core.data.files import contents

FILES_CHECKED = 200  # of a folder; one without an image among them is not offered
MAX_LINE = 200_000  # bytes of the first line of a table; of 3 x 128 x 128 pixels they are enough
LEAST_COLUMNS = 64  # of a table of pixels; fewer are most likely something else
TABLES = ("NPY", "PARQUET")  # of images, also in a folder; IDX there is a named set's


def can_be_trained_on(path: Path) -> bool:
    """Whether this is an archive, an array or table of images, or a folder with one of them."""
    if path.is_dir():
        return _holds_an_image(path)
    kind = _kind(path)
    if kind in contents.ARCHIVES or kind == "PARQUET":
        return True
    if kind in contents.ARRAYS:
        return _dimensions(path, kind) > 1  # of one dimension are labels
    return kind == "text" and _columns(path) >= LEAST_COLUMNS


def _holds_an_image(folder: Path) -> bool:
    wanted = (*contents.IMAGES, *contents.ARCHIVES, *TABLES)
    seen = 0
    for inside, _, files in os.walk(folder, followlinks=True):
        if any(file[0] != "." and _kind(Path(inside) / file) in wanted for file in files):
            return True
        seen += len(files)
        if seen > FILES_CHECKED:
            break
    return False


def _dimensions(path: Path, kind: str) -> int:
    """Of an array, from its header."""
    import numpy as np

    if kind == "IDX":
        return _head(path)[3]
    with contextlib.suppress(OSError, ValueError):
        return int(np.load(path, mmap_mode="r", allow_pickle=False).ndim)
    return 0


def _columns(path: Path) -> int:
    """Of a table, by its first line."""
    with contextlib.suppress(OSError), open(path, "rb") as file:
        return file.readline(MAX_LINE).count(b",") + 1
    return 0


def _kind(path: Path) -> str:
    return contents.kind_of(_head(path))


def _head(path: Path) -> bytes:
    with contextlib.suppress(OSError), open(path, "rb") as file:
        return file.read(contents.HEAD)
    return b""
