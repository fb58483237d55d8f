"""What G and D are conditioned on: the class of an image, its cluster, or nothing."""

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.config.settings import Settings
from gan_core.data import clusters
from gan_core.data.clusters import Clusters
from gan_core.data.image_set import ImageSet, no_classes


@dataclass(frozen=True)
class Conditions:
    """A label for each training image, and how other images get theirs."""

    names: tuple[str, ...] = ()  # of the labels; empty without conditioning
    labels: Tensor | None = None  # int64 [N], of the training images
    clusters: Clusters | None = None  # None where the labels are classes

    def __len__(self) -> int:
        return len(self.names)

    def labels_of(self, images: ImageSet, rows: Tensor) -> Tensor | None:
        """Labels int64 [n] of `images[rows]`, which need not be training images; None without."""
        if self.clusters is not None:
            return self.clusters.assign(images.images[rows])
        return images.labels[rows] if self.names and images.labels is not None else None

    def proportional_labels(self, count: int) -> Tensor | None:
        """`count` labels for G, each about as frequent as among the training images."""
        return None if self.labels is None else in_proportion(self.labels, count)


def in_proportion(labels: Tensor, count: int) -> Tensor:
    """`count` labels in order, int64 [count], each about as frequent as among `labels`."""
    ordered = labels.sort().values
    return ordered[torch.arange(count) * len(ordered) // count]


def conditions_of(data: ImageSet, settings: Settings) -> Conditions:
    """Classes where `settings.labels` is set, else clusters where `settings.clusters` is.

    Raises GanError if labels are requested for images that have none.
    """
    if settings.labels:
        if data.num_classes < 2:
            raise no_classes(data.name)
        return Conditions(data.class_names, data.labels)
    found = clusters.find_clusters(data.images, settings.clusters)
    return Conditions(found.names(), found.assign(data.images), found) if found else Conditions()


def count_conditions(settings: Settings, num_classes: int, images: int) -> int:
    """Number of classes or clusters the networks are built for, known before any image is read."""
    return num_classes if settings.labels else clusters.count_clusters(settings.clusters, images)
