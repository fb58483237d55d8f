"""One set of images in every format that people have, with its pixels as others read them."""

import gzip
import io
import tarfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tests.gan_core.data.sample_files import csv, encoded, idx, npy, npz, parquet, zipped

COUNT, SIDE = 4, 32
RNG = np.random.default_rng(14)
# Smooth, so that what a lossy format makes of them is images still.
COLOUR = np.stack([
    np.asarray(Image.fromarray(RNG.integers(0, 256, (4, 4, 3), np.uint8)).resize((SIDE, SIDE)))
    for _ in range(COUNT)
])  # fmt: skip
GREY = COLOUR[..., 1].copy()
DEEP = GREY.astype(np.uint16) * 200 + 77
FLOATS = (GREY / np.float32(255)).astype(np.float32)


@dataclass(frozen=True)
class Sample:
    """A file as a person would give it, and what is in it."""

    name: str
    content: bytes
    pixels: np.ndarray
    """uint8 [N, H, W] or [N, H, W, 3], in the order of the files' names."""


def sample(name: str) -> Sample:
    """One of NAMES."""
    if name in _PHOTOS:
        kind, ending, images, options = _PHOTOS[name]
        files = {f"{n}{ending}": encoded(image, kind, **options) for n, image in enumerate(images)}
        return Sample("photos.zip", zipped(files), np.stack(list(map(_by_pillow, files.values()))))
    return _OTHERS[name]()


def _by_pillow(content: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(content))
    return np.asarray(image if image.mode == "L" else image.convert("RGB"))


def _pngs() -> dict[str, bytes]:
    return {f"{number}.png": encoded(image) for number, image in enumerate(COLOUR)}


def _deep() -> Sample:
    files = {f"{number}.png": encoded(image) for number, image in enumerate(DEEP)}
    read = np.stack([np.asarray(Image.open(io.BytesIO(content))) for content in files.values()])
    return Sample("deep.zip", zipped(files), (read * (255 / read.max())).round().astype(np.uint8))


def _floats() -> Sample:
    files = {f"{number}.tif": encoded(image, "TIFF") for number, image in enumerate(FLOATS)}
    read = np.stack([np.asarray(Image.open(io.BytesIO(content))) for content in files.values()])
    return Sample("floats.zip", zipped(files), (read * 255).round().astype(np.uint8))


def _tar_gz() -> Sample:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in _pngs().items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return Sample("photos.tar.gz", file.getvalue(), COLOUR)


_PHOTOS = {
    "PNG": ("PNG", ".png", COLOUR, {}),
    "grey PNG": ("PNG", ".png", GREY, {}),
    "JPEG": ("JPEG", ".jfif", COLOUR, {}),
    "GIF": ("GIF", ".gif", COLOUR, {}),
    "BMP": ("BMP", ".bmp", COLOUR, {}),
    "WebP": ("WEBP", ".webp", COLOUR, {}),
    "TIFF": ("TIFF", ".tiff", COLOUR, {"compression": "tiff_lzw"}),
    "AVIF": ("AVIF", ".avif", COLOUR, {}),
    "HEIC": ("HEIF", ".heic", COLOUR, {}),  # with the extra heic
}
_OTHERS: dict[str, Callable[[], Sample]] = {
    "16-bit PNG": _deep,
    "float TIFF": _floats,
    "CSV": lambda: Sample("pixels.csv", csv(GREY), GREY),
    ".npz": lambda: Sample("a.npz", npz(x_train=COLOUR), COLOUR),
    ".npy": lambda: Sample("a.npy", npy(COLOUR), COLOUR),
    "parquet": lambda: Sample("train-00000-of-00001.parquet", parquet(_pngs().values()), COLOUR),
    "IDX": lambda: Sample("train-images-idx3-ubyte", idx(GREY), GREY),
    "IDX, .gz": lambda: Sample("train-images-idx3-ubyte.gz", gzip.compress(idx(GREY)), GREY),
    "zip in zip": lambda: Sample(
        "outer.zip", zipped({"readme.txt": b"x", "inner.zip": zipped(_pngs())}), COLOUR
    ),
    ".tar.gz": _tar_gz,
}
NAMES = (*_PHOTOS, *_OTHERS)
WANTED = {"HEIC": "pillow_heif", "parquet": "pyarrow"}  # packages that are no part of the project
