"""Who measures: a feature network, the real images it has seen, and the name of its distance.

Getting ready takes seconds of work, so it comes in small pieces (`prepare`) that a training run can
do a few at a time; what was worked out is kept for the next one (`gan_core.metrics.feature_cache`).
"""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.data.catalog import DATASETS
from gan_core.data.conditioning import as_frequent
from gan_core.data.image_set import ImageSet, load_images
from gan_core.metrics import feature_cache, feature_network, own_features
from gan_core.metrics.feature_network import BATCH, FeatureConfig, FeatureNetwork
from gan_core.metrics.reference import ImageFeatures, Reference
from gan_core.metrics.shipped_features import features_folder, has_features


@dataclass(frozen=True)
class RealImages:
    """The real images at the size in which a generator draws, so that both are seen alike."""

    dataset: str  # as it was asked for: a known name or a path
    train: ImageSet
    held_out: ImageSet | None
    most: int | None = None  # images of each that are looked at, a fixed random choice; None: all

    def chosen(self, images: ImageSet) -> Tensor:
        """Which of `images` are looked at, their indices."""
        shuffled = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
        return shuffled[: self.most]


def load_real_images(
    dataset: str,
    channels: int,
    image_size: int,
    data_root: str | Path | None = None,
    most: int | None = None,
    train: ImageSet | None = None,
) -> RealImages:
    """Both splits, or the training images alone where nothing is held out."""
    shape = {"channels": channels, "image_size": image_size, "data_root": data_root}
    train = train or load_images(dataset, **shape)
    held_out = None
    with contextlib.suppress(*(() if dataset in DATASETS else (GanError,))):
        held_out = load_images(dataset, **shape, split="test", progress=False)
    return RealImages(dataset, train, held_out, most)


class Evaluator:
    """Looks at images through one network and compares them with real ones."""

    def __init__(
        self,
        network: FeatureNetwork,
        config: FeatureConfig,
        reals: RealImages,
        seen: dict[str, ImageFeatures],
    ):
        self.network, self.config, self.reals = network, config, reals
        self.train_rows = reals.chosen(reals.train)  # place in the data set of each row of `train`
        self.reference = Reference(seen["train"], seen.get("held_out"), config.num_classes)

    def look(self, images: Tensor, labels: Tensor | None = None) -> ImageFeatures:
        """uint8 [N, C, H, W], and the classes they were asked for."""
        return look(self.network, self.config, images, labels)

    def labels_like_real(self, count: int) -> Tensor:
        """`count` classes to ask for, each as often as among the training images."""
        return as_frequent(self.reals.train.labels, count)

    def facts(self) -> dict[str, Any]:
        """What the figures rest on."""
        return {
            "dataset": self.config.dataset,
            "reals_of": "train" if self.reals.held_out is None else "test",
            "fd_name": self.config.measure,
            "feature_network_accuracy": self.config.test_accuracy,
        }


def prepare(reals: RealImages, device: torch.device | str) -> Generator[None, None, Evaluator]:
    """Pieces of work of about 100 images each; the observer when they are done."""
    if has_features(reals.dataset):
        network, config = feature_network.load(features_folder(reals.dataset))
        network.to(device)
    else:
        network, config = yield from own_features.make(reals.train, device)
    yield
    sets = {"train": reals.train}
    if reals.held_out is not None:
        sets["held_out"] = reals.held_out
    seen = {}
    for name, images in sets.items():
        rows = reals.chosen(images)
        pixels = images.images[rows]
        labels = None if images.labels is None else images.labels[rows]
        key = feature_cache.key(network, pixels)
        found = feature_cache.read(key)
        if found is None:
            parts = []
            for part in pixels.split(BATCH):
                parts.append(look(network, config, part, None))
                yield
            found = feature_cache.write(key, *joined(parts))
        seen[name] = ImageFeatures(*found, labels)
        yield
    return Evaluator(network, config, reals, seen)


def finish(preparation: Generator[None, None, Evaluator]) -> Evaluator:
    """The observer, now."""
    while True:
        try:
            next(preparation)
        except StopIteration as done:
            return done.value


def look(
    network: FeatureNetwork, config: FeatureConfig, images: Tensor, labels: Tensor | None
) -> ImageFeatures:
    """Images as the network sees them; one made without classes sees none."""
    features, classes = network.look(images)
    return ImageFeatures(features, classes if config.num_classes else None, labels)


def joined(parts: list[ImageFeatures]) -> tuple[Tensor, Tensor | None]:
    """Features and classes seen of all parts."""
    classes = [part.classes for part in parts if part.classes is not None]
    return torch.cat([part.features for part in parts]), torch.cat(classes) if classes else None


def plain(value: Any, digits: int = 5) -> Any:
    """`value` with its numbers rounded to so many significant digits, for JSON."""
    if isinstance(value, dict):
        return {key: plain(part, digits) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part, digits) for part in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value
