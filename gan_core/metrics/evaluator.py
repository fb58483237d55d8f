"""Evaluates images: a feature network, and the features of the real images to compare with.

Preparing an evaluator takes seconds, so `prepare` yields after short pieces of work, which a run
can do between updates. The results are cached for the next run (`gan_core.metrics.feature_cache`).
"""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.catalog import DATASETS
from gan_core.data.conditioning import in_proportion
from gan_core.data.files.arrange import DEFAULT
from gan_core.data.image_set import ImageSet, load_images
from gan_core.metrics import feature_cache, feature_network, own_features
from gan_core.metrics.feature_network import BATCH, FeatureConfig, FeatureNetwork
from gan_core.metrics.reference import ImageFeatures, Reference
from gan_core.metrics.shipped_features import features_folder, has_features

T = TypeVar("T")


@dataclass(frozen=True)
class RealImages:
    """The real images, in the size and channels of a generator's samples."""

    dataset: str  # a known name or a path
    train: ImageSet
    held_out: ImageSet | None
    max_images: int | None = None  # of each split, a fixed random subset; None: all

    def subset(self, images: ImageSet) -> Tensor:
        """Indices of the `images` to use."""
        shuffled = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
        return shuffled[: self.max_images]


def load_real_images(
    dataset: str,
    channels: int,
    image_size: int,
    data_root: str | Path | None = None,
    max_images: int | None = None,
    train: ImageSet | None = None,
    choices: ImageChoices = DEFAULT,
) -> RealImages:
    """Both splits, or the training images alone if there is no test split.

    Under the name of the data set that they are a copy of, if `choices` say so.
    """
    load = partial(
        load_images, dataset, channels=channels, image_size=image_size, data_root=data_root,
        choices=choices,
    )  # fmt: skip
    train = train or load()
    held_out = None
    with contextlib.suppress(*(() if dataset in DATASETS else (GanError,))):
        held_out = load(split="test", progress=None, classes=train.class_names)
    return RealImages(choices.like or dataset, train, held_out, max_images)


class Evaluator:
    """Compares images with real ones, by the features of one network."""

    def __init__(
        self,
        network: FeatureNetwork,
        config: FeatureConfig,
        reals: RealImages,
        features: dict[str, ImageFeatures],
    ):
        """`features` of the real images: "train" and, unless nothing is held out, "held_out"."""
        self.network, self.config, self.reals = network, config, reals
        self.train_rows = reals.subset(reals.train)  # index in the data set of each row of "train"
        self.reference = Reference(features["train"], features.get("held_out"), config.num_classes)

    def extract(self, images: Tensor, labels: Tensor | None = None) -> ImageFeatures:
        """Features of uint8 [N, C, H, W]; `labels` are the requested classes."""
        return extract(self.network, self.config, images, labels)

    def proportional_labels(self, count: int) -> Tensor | None:
        """`count` labels, each about as frequent as among the training images; None without."""
        labels = self.reals.train.labels
        return None if labels is None else in_proportion(labels, count)

    def describe(self) -> dict[str, Any]:
        """What the metrics are based on, as stored with them."""
        return {
            "dataset": self.config.dataset,
            "reals_of": "train" if self.reals.held_out is None else "test",
            "fd_name": self.config.distance_name,
            "feature_network_accuracy": self.config.test_accuracy,
        }


def prepare(reals: RealImages, device: torch.device | str) -> Generator[None, None, Evaluator]:
    """Yields after the work for about 100 images at a time; returns the evaluator."""
    if has_features(reals.dataset):
        network, config = feature_network.load(features_folder(reals.dataset))
        network.to(device)
    else:
        network, config = yield from own_features.build(reals.train, device)
    yield
    sets = {"train": reals.train}
    if reals.held_out is not None:
        sets["held_out"] = reals.held_out
    features = {}
    for name, images in sets.items():
        rows = reals.subset(images)
        pixels = images.images[rows]
        labels = None if images.labels is None else images.labels[rows]
        key = feature_cache.cache_key(network, pixels)
        found = feature_cache.load_features(key)
        if found is None:
            parts = []
            for part in pixels.split(BATCH):
                parts.append(extract(network, config, part, None))
                yield
            found = feature_cache.store_features(key, *joined(parts))
        features[name] = ImageFeatures(*found, labels)
        yield
    return Evaluator(network, config, reals, features)


def run_to_end(steps: Generator[None, None, T]) -> T:
    """The return value of a generator, after all its steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def extract(
    network: FeatureNetwork, config: FeatureConfig, images: Tensor, labels: Tensor | None
) -> ImageFeatures:
    """Features of uint8 [N, C, H, W], with predicted classes if the network knows any."""
    features, predicted = network.extract(images)
    return ImageFeatures(features, predicted if config.num_classes else None, labels)


def joined(parts: list[ImageFeatures]) -> tuple[Tensor, Tensor | None]:
    """Features and predicted classes of all parts."""
    predicted = [part.predicted for part in parts if part.predicted is not None]
    features = torch.cat([part.features for part in parts])
    return features, torch.cat(predicted) if predicted else None


def rounded(value: Any, digits: int = 5) -> Any:
    """`value` with every float in it rounded to `digits` significant digits, for JSON."""
    if isinstance(value, dict):
        return {key: rounded(part, digits) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(part, digits) for part in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value
