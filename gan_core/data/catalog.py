"""What the named data sets are and where they lie, readable before torch is loaded."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError, unknown

PATHS_TOO = ", or the path of a folder, zip or tar of images"


@dataclass(frozen=True)
class DatasetInfo:
    """One data set as it is published, before any resizing."""

    name: str
    """What a person types."""
    title: str
    """What a page shows."""
    image_size: int
    """Side of the square pictures, px."""
    channels: int
    """1 for grey, 3 for colour."""
    count: int
    """Training pictures."""
    test_count: int
    """Pictures held out."""
    class_names: tuple[str, ...]
    """Names of the labels, in the order of their numbers."""
    licence: str
    """Terms of use, in a few words."""
    note: str
    """One line: what it is good for."""
    download_mb: float
    """Megabytes fetched the first time; 0 when nothing is."""


_GARMENTS = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
_OBJECTS = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip

DATASETS: dict[str, DatasetInfo] = {
    info.name: info
    for info in (
        DatasetInfo(
            "fashion-mnist", "Fashion-MNIST", 28, 1, 60_000, 10_000, _GARMENTS,
            "MIT, Zalando SE", "Grey photographs of garments; the usual first data set here.", 30.9,
        ),
        DatasetInfo(
            "mnist", "MNIST", 28, 1, 60_000, 10_000, tuple("0123456789"),
            "CC BY-SA 3.0, Yann LeCun, Corinna Cortes and Christopher Burges",
            "Handwritten digits; the quickest to learn.", 11.6,
        ),
        DatasetInfo(
            "cifar10", "CIFAR-10", 32, 3, 50_000, 10_000, _OBJECTS,
            "no licence stated, Alex Krizhevsky; widely used for research and teaching",
            "Small colour photographs of ten things; hard for a small GAN.", 170.5,
        ),
        DatasetInfo(
            "silhouettes", "Silhouettes", 28, 1, 4_096, 1_024, _GARMENTS,
            "drawn by this program, free of any terms",
            "Garments drawn on the spot, in any size; needs no network.", 0.0,
        ),
    )
}  # fmt: skip

_IDX_FOLDERS = {"fashion-mnist": "FashionMNIST", "mnist": "MNIST"}
# Each split needs them all: torchvision checks the checksum of every batch before it opens one.
_CIFAR_FILES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta")


def data_root(explicit: str | Path | None = None) -> Path:
    """The folder that holds the downloaded data sets; it need not exist yet.

    `explicit` if given, else the environment variable GAN_DATA_ROOT, else `cache_folder()`.
    """
    chosen = explicit or os.environ.get("GAN_DATA_ROOT")
    return Path(chosen).expanduser() if chosen else cache_folder()


def cache_folder() -> Path:
    """`gan-playground` in the cache folder of the person logged in; it need not exist yet."""
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "gan-playground"


def local_files(name: str, split: str, root: str | Path | None = None) -> tuple[Path, ...] | None:
    """The files of one split ("train" or "test"), or None when any of them is missing.

    Fashion-MNIST and MNIST give (images, labels), each plain or `.gz`; CIFAR-10 gives its batches,
    the same for either split.
    """
    base = data_root(root)
    if name == "cifar10":
        wanted = [(base / "cifar-10-batches-py" / file,) for file in _CIFAR_FILES]
    else:
        stem = base / _IDX_FOLDERS[name] / "raw" / ("train" if split == "train" else "t10k")
        plain = (f"{stem}-images-idx3-ubyte", f"{stem}-labels-idx1-ubyte")
        wanted = [(Path(path), Path(path + ".gz")) for path in plain]
    found = [next((path for path in either if path.is_file()), None) for either in wanted]
    return None if None in found else tuple(found)


def is_local(name: str, root: str | Path | None = None) -> bool:
    """Whether data set `name` loads with no network, both its splits.

    An existing path counts as local. Raises GanError for a name nobody knows.
    """
    if name == "silhouettes":
        return True
    if name in DATASETS:
        return all(local_files(name, split, root) for split in ("train", "test"))
    if os.path.exists(os.path.expanduser(name)):  # unlike Path.exists, false for any bad name
        return True
    raise no_such_dataset(name)


def no_such_dataset(word: str) -> GanError:
    """The error for a `word` that is neither a data set nor a path; returned, not raised."""
    return unknown("dataset", word, DATASETS, PATHS_TOO)
