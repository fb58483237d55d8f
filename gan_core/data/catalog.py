"""Where the files of the named data sets are stored. No torch in here."""

from __future__ import annotations

import gzip
import os
import platform
import sys
import zlib
from pathlib import Path

from gan_core import GanError, unknown
from gan_core.data.published_sets import DATASETS as DATASETS
from gan_core.data.published_sets import DatasetInfo as DatasetInfo

OR_A_PATH = ", or the path of a folder, zip or tar of images"
IDX = "-ubyte"  # the ending of names in MNIST's format
# Folders in which the published files are often kept, and the first ten labels of each split.
_FOLDERS = {
    "fashion-mnist": ("fashion", "data/fashion", "."), "mnist": ("digits", "data/mnist", "."),
    "emnist-letters": ("emnist", "gzip", "."),
}  # fmt: skip
_FIRST_LABELS = {
    ("fashion-mnist", "train"): (9, 0, 0, 3, 0, 2, 7, 2, 5, 5),
    ("fashion-mnist", "t10k"): (9, 2, 1, 1, 6, 1, 4, 6, 5, 7),
    ("mnist", "train"): (5, 0, 4, 1, 9, 2, 1, 3, 1, 4),
    ("mnist", "t10k"): (7, 2, 1, 0, 4, 1, 4, 9, 5, 9),
}


class MissingImages(GanError):
    """The images of a run are not on this machine; they may be on another."""


def data_root(explicit: str | Path | None = None) -> Path:
    """The folder that holds the downloaded data sets; it need not exist yet.

    `explicit` if given, else the environment variable GAN_DATA_ROOT, else `cache_folder()`.
    """
    chosen = explicit or os.environ.get("GAN_DATA_ROOT")
    return Path(chosen).expanduser() if chosen else cache_folder()


def cache_folder() -> Path:
    """`gan-playground` in the user's cache folder; it need not exist yet."""
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "gan-playground"


def local_files(name: str, split: str, root: str | Path | None = None) -> tuple[Path, ...] | None:
    """The files of one split ("train" or "test"), or None when any of them is missing.

    The CIFAR sets give all their files for either split; sets in MNIST's idx format give (images,
    labels), gzipped or not.
    """
    base, wanted = data_root(root), DATASETS[name].files[split]
    if wanted[0].endswith(IDX):
        return _idx_files(name, wanted, base)
    found = tuple(base / file for file in wanted)
    return found if all(path.is_file() for path in found) else None


def _idx_files(name: str, wanted: tuple[str, ...], base: Path) -> tuple[Path, ...] | None:
    """Where torchvision keeps them, or as they are published, in one of a few likely folders.

    Fashion-MNIST and MNIST have files of the same names, so elsewhere than in torchvision's folder
    the first labels say which they are.
    """
    own = Path(wanted[0]).parent
    for folder in (own, own.parent, Path(name), *map(Path, _FOLDERS.get(name, ()))):
        unzipped = (base / folder / Path(file).name for file in wanted)
        pairs = [(path, path.with_name(path.name + ".gz")) for path in unzipped]
        found = [next((path for path in pair if path.is_file()), None) for pair in pairs]
        images, labels = found
        if images and labels and (folder == own or _begins_as(name, labels)):
            return images, labels
    return None


def _begins_as(name: str, labels: Path) -> bool:
    """Whether these may be the labels of that set; True where only the folder can tell."""
    first = _FIRST_LABELS.get((name, labels.name.partition("-")[0]))
    if first is None:
        return True
    opened = gzip.open if labels.suffix == ".gz" else open
    try:
        with opened(labels, "rb") as file:
            return file.read(18)[8:] == bytes(first)
    except (OSError, EOFError, zlib.error):
        return False


def is_local(name: str, root: str | Path | None = None) -> bool:
    """Whether both splits of data set `name` are on this machine.

    An existing path counts as local. Raises GanError for an unknown name.
    """
    if name == "silhouettes":
        return True
    if name in DATASETS:
        return all(local_files(name, split, root) for split in ("train", "test"))
    if os.path.exists(os.path.expanduser(name)):  # unlike Path.exists, false for any bad name
        return True
    raise no_such_dataset(name)


def require_images(dataset: str) -> None:
    """Raises MissingImages where a run's folder or archive is not here; named sets are loaded."""
    if dataset not in DATASETS and not os.path.exists(dataset):
        raise MissingImages(
            f"{platform.node() or 'This machine'} has no {dataset}: put it there, or set "
            "GAN_DATA_ROOT if it lies below that folder, or continue with "
            "train --resume RUN --dataset NEW_PLACE."
        )


def no_such_dataset(name: str) -> GanError:
    """The error for a `name` that is neither a data set nor a path; returned, not raised."""
    return unknown("dataset", name, DATASETS, OR_A_PATH)
