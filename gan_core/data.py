"""Data sets by name, folder or archive, as one tensor of square uint8 pictures with labels.

Archives are read where they are and never unpacked, and no member's name is used as a path on
disk. Everything is held in memory: 60,000 grey pictures of 32 px are 61 MB.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import os
import stat
import statistics
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn import functional as F

from gan_core import silhouettes
from gan_core.catalog import DATASETS, local_files, no_such_dataset
from gan_core.catalog import data_root as root_of
from gan_core.errors import GanError

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")  # Pillow's rarer readers see no stranger's bytes
MAX_ENTRIES = 200_000
MAX_FILE_BYTES = 50_000_000
MAX_PIXELS = 50_000_000
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, LZMAError, zlib.error, EOFError, OSError,
           NotImplementedError)  # fmt: skip


@dataclass(frozen=True)
class ImageSet:
    """Square pictures held in memory, and what they are of."""

    name: str
    """What was asked for: a data set's name, or the last part of a path."""
    images: Tensor
    """uint8 [N, C, H, W] on the CPU, C = 1 (grey) or 3 (red, green, blue), H = W."""
    labels: Tensor | None
    """int64 [N], or None."""
    class_names: tuple[str, ...]
    """One name a label value; empty without labels."""
    source: str
    """One line: where the pictures come from."""
    skipped: tuple[str, ...] = ()
    """Names of the files that could not be read."""

    @property
    def channels(self) -> int:
        return self.images.shape[1]

    @property
    def image_size(self) -> int:
        """Side, px."""
        return self.images.shape[2]

    @property
    def num_classes(self) -> int:
        """0 without labels."""
        return len(self.class_names)

    def __len__(self) -> int:
        return len(self.images)


def load_images(
    dataset: str,
    *,
    image_size: int | None = None,
    channels: int | None = None,
    data_root: str | Path | None = None,
    split: str = "train",
    progress: bool = True,
) -> ImageSet:
    """The pictures of a named data set, or of a folder or archive of images.

    `image_size` is in px and None means native (of files: 28, 32 or 64, by their median smaller
    side); `channels` is 1, 3 or None for native. Sub-folders are classes, and `train` beside
    `test` or `val` are splits. Transparent pictures are laid on black. With `progress` a download
    or a long reading counts on stderr. Raises GanError when there is nothing to load.
    """
    if split not in ("train", "test"):
        raise GanError(f'There is no split "{split}"; use "train" or "test".')
    if channels not in (None, 1, 3):
        raise GanError(f"Pictures cannot have {channels} channels; use 1 (grey) or 3 (colour).")
    if image_size is not None and not 4 <= image_size <= 1024:
        raise GanError(f"Pictures cannot be {image_size} px wide; choose 4 to 1024.")
    if dataset not in DATASETS:
        return _load_files(dataset, image_size, channels, split, progress)
    info = DATASETS[dataset]
    if dataset == "silhouettes":
        # A seed of its own keeps the test pictures out of the training pictures.
        count, seed = (info.count, 0) if split == "train" else (info.test_count, 1)
        drawn = _drawn(count, image_size or info.image_size, seed, channels or 1)
        images, labels = (torch.from_numpy(part.copy()) for part in drawn)
    else:
        images, labels = _load_named(dataset, split, root_of(data_root), progress)
        images = _fit(images, image_size or info.image_size, channels or info.channels)
    source = f"{info.title}, {split} split ({info.licence})"
    return ImageSet(dataset, images, labels, info.class_names, source)


_drawn = functools.lru_cache(maxsize=4)(silhouettes.make)


def _fit(images: Tensor, size: int, channels: int) -> Tensor:
    """uint8 [N, C, H, W] brought to `size` px, antialiased, and to `channels`."""
    if images.shape[1] == 3 and channels == 1:
        weights = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)  # ITU-R BT.601, as Pillow
        grey = [(part * weights).sum(1, keepdim=True).round() for part in images.split(2048)]
        images = torch.cat(grey).to(torch.uint8)
    if images.shape[-1] != size:
        resize = functools.partial(F.interpolate, size=size, mode="bilinear", antialias=True)
        parts = (resize(part.float()).round_().clamp_(0, 255) for part in images.split(2048))
        images = torch.cat([part.to(torch.uint8) for part in parts])
    if images.shape[1] < channels:
        images = images.repeat(1, channels, 1, 1)
    return images.contiguous()


# Named data sets


def _load_named(name: str, split: str, root: Path, progress: bool) -> tuple[Tensor, Tensor]:
    if local_files(name, split, root) is None:
        _download(name, root, progress)
    files = local_files(name, split, root)
    if files is None:
        title = DATASETS[name].title
        raise GanError(f"{title} was fetched but is not complete in {root}; try again.")
    if name != "cifar10":
        return _read_idx(files[0], 3).unsqueeze(1), _read_idx(files[1], 1).long()
    from torchvision.datasets import CIFAR10

    try:
        found = CIFAR10(root, train=split == "train")  # compares checksums before it unpickles
    except (RuntimeError, OSError) as error:
        raise _damaged(files[0].parent, error) from error
    images = torch.from_numpy(found.data).permute(0, 3, 1, 2)  # from NHWC
    return images.contiguous(), torch.tensor(found.targets)


def _read_idx(path: Path, dimensions: int) -> Tensor:
    """One idx file, plain or gzipped, as uint8 with the shape its header gives.

    Not left to torchvision, which reads only unzipped files and wants both splits to be there.
    """
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from error
    start = 4 + 4 * dimensions
    shape = np.frombuffer(data[4:start].ljust(start - 4, b"\0"), ">u4").astype(int)
    if data[:4] != bytes((0, 0, 8, dimensions)) or len(data) - start != shape.prod():
        raise _damaged(path, f"{len(data):,} bytes do not match its header")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=start).reshape(shape).copy())


def _damaged(path: Path, why: object) -> GanError:
    return GanError(f"{path} is damaged ({why}); delete it and it will be fetched again.")


def _download(name: str, root: Path, progress: bool) -> None:
    """Fetch into a folder aside and move file by file, so no half of a file is ever found."""
    from torchvision import datasets

    kind = {"fashion-mnist": "FashionMNIST", "mnist": "MNIST", "cifar10": "CIFAR10"}[name]
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".fetching-") as aside:
            with contextlib.nullcontext() if progress else redirect_stderr(io.StringIO()):
                getattr(datasets, kind)(aside, download=True)
            for path in list(Path(aside).rglob("*")):
                if path.is_file() and not path.name.endswith(".gz"):
                    target = root / path.relative_to(aside)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(path, target)
    except (OSError, RuntimeError) as error:  # URLError is an OSError
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        raise GanError(
            f"{DATASETS[name].title} is not in {root} and could not be downloaded ({reason}); "
            "connect to the network once, or set GAN_DATA_ROOT or --data-root to a folder that "
            "holds it, or use the dataset silhouettes, which needs no network."
        ) from error


# Folders and archives


def _load_files(
    dataset: str, size: int | None, channels: int | None, split: str, progress: bool
) -> ImageSet:
    path = Path(dataset).expanduser()
    if not path.exists():
        raise no_such_dataset(dataset)
    ending = path.name.lower()
    try:
        if path.is_dir():
            names, read = _folder(path)
        elif ending.endswith(".zip"):
            names, read = _zip(path)
        elif ending.endswith(ARCHIVES):
            names, read = _tar(path)
        else:
            kinds = ", ".join(ARCHIVES)
            raise GanError(f"{path} is neither a folder nor an archive; give one of {kinds}.")
        names, labels, class_names = _arrange(names, split, path)
        squares, sides, skipped = _decode(read(set(names)), len(names), size, progress)
    except _DAMAGE as error:
        raise GanError(f"{path} cannot be read ({error}); make or copy it again.") from error
    if len(squares) < 2:
        what = f"{len(skipped)} images were broken" if skipped else "that is all there is"
        raise GanError(
            f"Only {len(squares)} of the images for the {split} split of {path} can be used and "
            f"at least 2 are needed ({what}); accepted endings are {', '.join(ENDINGS)}."
        )
    if size is None:
        middle = statistics.median(sides)
        size = next((side for side in (28, 32) if side >= middle), 64)
    kept = [name for name in names if name in squares]
    images = _stack([squares.pop(name) for name in kept], size, channels)
    if labels is not None:
        labels = torch.tensor([labels[name] for name in kept])
    source = f"{len(kept):,} images of {path.name}, {split} split"
    return ImageSet(path.name, images, labels, class_names, source, tuple(sorted(skipped)))


Reader = Callable[[set[str]], Iterable[tuple[str, bytes | None]]]  # None: too long, or unreadable


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


def _tar(path: Path) -> tuple[list[str], Reader]:
    found = {}
    with tarfile.open(path) as archive:
        for count, member in enumerate(archive, 1):
            _check_count(count, path)
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


# Pictures


def _decode(
    stream: Iterable[tuple[str, bytes | None]], total: int, size: int | None, progress: bool
) -> tuple[dict[str, np.ndarray], list[int], list[str]]:
    """Squares by name, the smaller sides the pictures had (px), and the names skipped."""
    squares, sides, skipped = {}, [], []
    for count, (name, data) in enumerate(stream, 1):
        try:
            if data is None:
                raise ValueError("too long")
            squares[name], side = _square(data, size)
            sides.append(side)
        except Exception:  # a decoder fed with broken bytes may raise nearly anything
            skipped.append(name)
        if progress and count % 5000 == 0:
            end = "\n" if count + 5000 > total else ""
            print(f"\rread {count:,} of {total:,} images", end=end, file=sys.stderr, flush=True)
    return squares, sides, skipped


def _square(data: bytes, size: int | None) -> tuple[np.ndarray, int]:
    """The middle square, uint8 [S, S] or [S, S, 3], and the smaller side of the picture, px.

    S is `size`, or with None the smaller side but at most 64.
    """
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    side = min(image.size)
    target = size or min(side, 64)
    if side > target:
        image.draft(None, (target, target))  # JPEG decodes at an eighth for an eighth of the price
    ImageOps.exif_transpose(image, in_place=True)
    image = _flatten(image)
    edge = min(image.size)
    if image.width != image.height:  # cut first: a box given to resize lets the outside bleed in
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        image = image.crop((left, top, left + edge, top + edge))
    if edge != target:
        image = image.resize((target, target), Image.Resampling.BICUBIC)
    return np.asarray(image), side


def _flatten(image: Image.Image) -> Image.Image:
    """Mode L or RGB, laid on black where transparent."""
    if image.mode.startswith("I"):  # 16 bits
        return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), layer)
    mode = "L" if grey else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _stack(squares: list[np.ndarray], size: int, channels: int | None) -> Tensor:
    """Squares of any side as uint8 [N, C, size, size]; grey if every one is and none is asked."""
    colour = any(square.ndim == 3 for square in squares)
    pixels = np.empty((len(squares), size, size, 3 if colour else 1), np.uint8)
    for index, square in enumerate(squares):
        if len(square) != size:
            image = Image.fromarray(square).resize((size, size), Image.Resampling.BICUBIC)
            square = np.asarray(image)
        pixels[index] = square if square.ndim == 3 else square[:, :, None]
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2)
    if colour and channels is None and (images == images[:, :1]).all():
        images = images[:, :1]  # grey pictures stored as colour
    return _fit(images, size, channels or images.shape[1])
