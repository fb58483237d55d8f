"""Silhouettes drawn before, from the cache folder: drawing a split of them takes seconds."""

import contextlib
import functools
import hashlib
import zipfile
from pathlib import Path

import numpy as np
import PIL

from gan_core import GanError
from gan_core.data import durable_files, silhouettes
from gan_core.data.catalog import cache_folder

MOST_BYTES = 60_000_000  # of a set: 64 px in colour; a larger one is drawn each time
MOST_FILES = 4  # the training and the test split at two sizes; those written first are deleted
FOLDER = ".silhouettes"  # hidden: where the named sets lie in the same folder, no set of its own


@functools.lru_cache(maxsize=4)
def load(count: int, image_size: int, seed: int, channels: int) -> tuple[np.ndarray, np.ndarray]:
    """As `silhouettes.make`. What cannot be read is drawn again; what cannot be kept is not."""
    name = f"{_drawn_by()}-{count}x{channels}x{image_size}-seed{seed}.npz"
    path = cache_folder() / FOLDER / name
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(path, allow_pickle=False) as kept:
            images, labels = kept["images"], kept["labels"]
        if images.shape == (count, channels, image_size, image_size) and len(labels) == count:
            return images, labels
    images, labels = silhouettes.make(count, image_size, seed, channels)
    if images.nbytes <= MOST_BYTES:
        with contextlib.suppress(GanError, OSError):  # no room, or no right to write there
            _keep(path, images, labels)
    return images, labels


def _keep(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    durable_files.make_folder(path.parent)
    durable_files.write_with(path, lambda file: np.savez(file, images=images, labels=labels))
    kept = sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime_ns)
    for old in kept[:-MOST_FILES]:
        old.unlink(missing_ok=True)


@functools.cache
def _drawn_by() -> str:
    """A checksum of all that decides a pixel: this program and the packages that it draws with."""
    digest = hashlib.sha256(f"{np.__version__} {PIL.__version__}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
