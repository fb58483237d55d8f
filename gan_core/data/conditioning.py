"""What G and D are told of an image beside the image itself: its class, its cluster, or nothing."""

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.config.settings import Settings
from gan_core.data import clusters
from gan_core.data.clusters import Clusters
from gan_core.data.image_set import ImageSet, no_classes


@dataclass(frozen=True)
class Conditions:
    """One label an image of the training set, and how other images get theirs."""

    names: tuple[str, ...] = ()  # of the labels; empty where G and D are told nothing
    labels: Tensor | None = None  # int64 [N], of the training images
    clusters: Clusters | None = None  # where labels were found, not given

    def __len__(self) -> int:
        return len(self.names)

    def of(self, images: ImageSet, rows: Tensor) -> Tensor | None:
        """The labels of these rows of other images; None where they have none."""
        if self.clusters is not None:
            return self.clusters.of(images.images[rows])
        return images.labels[rows] if self.names and images.labels is not None else None

    def like_real(self, count: int) -> Tensor | None:
        """`count` labels to ask for, each as often as among the training images."""
        return None if self.labels is None else as_frequent(self.labels, count)


def as_frequent(labels: Tensor, count: int) -> Tensor:
    """`count` labels in order, each about as often as among `labels`."""
    ordered = labels.sort().values
    return ordered[torch.arange(count) * len(ordered) // count]


def conditions_of(data: ImageSet, settings: Settings) -> Conditions:
    """Classes where `settings` ask for labels, else clusters where they ask for those.

    Raises GanError for labels asked of images that have none.
    """
    if settings.labels:
        if data.num_classes < 2:
            raise no_classes(data.name)
        return Conditions(data.class_names, data.labels)
    found = clusters.find_clusters(data.images, settings.clusters)
    return Conditions(found.names(), found.of(data.images), found) if found else Conditions()


def count_conditions(settings: Settings, num_classes: int, images: int) -> int:
    """How many classes or clusters networks are built for, before any image is looked at."""
    return num_classes if settings.labels else clusters.how_many(settings.clusters, images)
