"""A data set, folder or archive as one tensor of square uint8 images, with labels.

They are kept in memory, where 60,000 grey images of 32 px are 61 MB; large sets of files are mapped
from a file (`image_cache`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import sys
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from gan_core import GanError
from gan_core.config.image_choices import AUTO_BACKGROUND, ImageChoices
from gan_core.data import image_cache, known_folders
from gan_core.data.catalog import DATASETS, no_such_dataset
from gan_core.data.catalog import data_root as root_of
from gan_core.data.files.arrange import DEFAULT
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.listing import Progress, silent
from gan_core.data.files.opening import open_container
from gan_core.data.files.pixels import Fit
from gan_core.data.files.reading import Images, read_files, survey
from gan_core.data.named_sets import load_named
from gan_core.data.silhouettes import kept as kept_silhouettes

REPORTED = 5000  # images between two words on how far a long reading is


def print_progress(done: int, total: int) -> None:
    """How far a reading is, on stderr."""
    if total and done % REPORTED == 0:  # of so many as none: it waits for another process
        end = "\n" if done + REPORTED > total else ""
        print(f"\rread {done:,} of {total:,} images", end=end, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class ImageSet:
    """Square images in memory, with their labels."""

    name: str
    """The name of the data set, or the last part of the path."""
    images: Tensor
    """uint8 [N, C, H, W] on the CPU, C = 1 (grey) or 3 (RGB), H = W."""
    labels: Tensor | None
    """int64 [N], or None."""
    class_names: tuple[str, ...]
    """The name of each label value; empty without labels."""
    source: str
    """One line: where the images come from."""
    left_out: LeftOut = field(default_factory=LeftOut)
    """The files that are not used, by the reason."""
    notes: tuple[str, ...] = ()
    """What was done to all images, and why there are no classes, in sentences."""
    known_digest: str = ""
    """Their checksum where the cache knows it."""

    @functools.cached_property
    def digest(self) -> str:
        """A checksum of the images and labels, by which a run knows its data again."""
        return self.known_digest or image_cache.digest_of(self.images, self.labels)

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
    progress: Progress | None = print_progress,
    classes: tuple[str, ...] = (),
    choices: ImageChoices = DEFAULT,
) -> ImageSet:
    """The images of a named data set, or of a folder or archive.

    `image_size` is in px, or None for native (for files: 28, 32 or 64, by their median shorter
    side); `channels` is 1, 3 or None for native. Sub-folders are classes; `train` beside `test` or
    `val` are splits. `choices` say what becomes of images that are not square or transparent and
    which are used. `progress` is told how far a long reading is and may raise to give up; None is
    silent. `classes` are those that a run already has: others are left out, and the numbers stay.
    Raises GanError if there is nothing to load.
    """
    if split not in ("train", "test"):
        raise GanError(f'There is no split "{split}"; use "train" or "test".')
    if channels not in (None, 1, 3):
        raise GanError(f"Images cannot have {channels} channels; use 1 (grey) or 3 (colour).")
    if image_size is not None and not 4 <= image_size <= 1024:
        raise GanError(f"Images cannot be {image_size} px wide; choose 4 to 1024.")
    if dataset not in DATASETS:
        found = _load_path(dataset, image_size, channels, split, progress, classes, choices)
        return _flipped(found) if choices.flip and split == "train" else found
    info = DATASETS[dataset]
    if dataset == "silhouettes":
        # Different seeds, so that no test image is also a training image.
        count, seed = (info.count, 0) if split == "train" else (info.test_count, 1)
        made = kept_silhouettes.load(count, image_size or info.image_size, seed, channels or 1)
        images, labels = (torch.from_numpy(part.copy()) for part in made)
    else:
        images, labels = load_named(dataset, split, root_of(data_root), progress is not None)
        images = converted(images, image_size or info.image_size, channels or info.channels)
    source = f"{info.title}, {split} split ({info.licence})"
    found = ImageSet(dataset, images, labels, info.class_names, source)
    if split == "train" and 0 < choices.subset < len(found):
        found = _subset(found, choices.subset)
    return _flipped(found) if choices.flip and split == "train" else found


def _subset(found: ImageSet, count: int) -> ImageSet:
    """So many images at random, in their order."""
    chosen = torch.randperm(len(found), generator=torch.Generator().manual_seed(0))[:count].sort()
    labels = None if found.labels is None else found.labels[chosen.values]
    return dataclasses.replace(found, images=found.images[chosen.values], labels=labels)


def _flipped(found: ImageSet) -> ImageSet:
    """The images, and after them all mirrored."""
    labels = None if found.labels is None else found.labels.repeat(2)
    images = torch.cat([found.images, found.images.flip(3)])
    return dataclasses.replace(found, images=images, labels=labels, known_digest="")


def converted(images: Tensor, size: int, channels: int) -> Tensor:
    """uint8 [N, C, H, W] resized to `size` px, antialiased, and converted to `channels`."""
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


def _load_path(
    dataset: str,
    size: int | None,
    channels: int | None,
    split: str,
    progress: Progress | None,
    classes: tuple[str, ...],
    choices: ImageChoices,
) -> ImageSet:
    """The images of a folder or archive."""
    path = Path(dataset).expanduser()
    if not path.exists():
        raise no_such_dataset(dataset)
    # Before anything is read, so that a file that changes meanwhile is noticed by the next start.
    known_as = known_folders.key_of(path, size, channels, split, classes, choices)
    if recalled := image_cache.recalled(known_as, progress or silent):
        return _image_set(path, split, channels, *recalled)
    container = open_container(path)  # once: of many files the list alone takes seconds
    surveyed = survey(path, choices, container) if split == "train" else None
    if choices.background == AUTO_BACKGROUND:
        background = (surveyed or survey(path, choices, container)).background
        choices = dataclasses.replace(choices, background=background)
    fit = Fit(size, choices.fit, choices.background)
    request = (path, fit, channels, split, progress or silent, classes, choices, container)
    if surveyed and size and surveyed.count >= image_cache.LARGE:
        with contextlib.suppress(image_cache.Unsuitable):
            kept = image_cache.read_large(*request, surveyed.channels, known_as)
            return _image_set(path, split, channels, *kept)
    return _image_set(path, split, channels, read_files(*request))


def _image_set(
    path: Path, split: str, channels: int | None, found: Images, digest: str = ""
) -> ImageSet:
    images = converted(found.pixels, found.pixels.shape[-1], channels or found.pixels.shape[1])
    source = f"{len(images):,} images of {path.name}, {split} split"
    return ImageSet(
        path.name, images, found.labels, found.class_names, source, found.left_out,
        tuple(found.notes), digest if images.shape == found.pixels.shape else "",
    )  # fmt: skip


def no_classes(name: str) -> GanError:
    """The error for a request for labels that do not exist; returned, not raised."""
    return GanError(
        f"{name} has no classes: put the images of each class into a sub-folder, "
        "or train with labels=false."
    )
