"""Paths of the shipped feature networks and names of their distances. No torch in here."""

from collections.abc import Sequence
from pathlib import Path

from gan_core.data.catalog import DATASETS

FEATURES = Path(__file__).resolve().parents[2] / "pretrained" / "features"
_SHORT = {"fashion-mnist": "fashion"}


def distance_name(dataset: str) -> str:
    """fd_fashion_cnn for fashion-mnist, fd_mnist_cnn for mnist, ..."""
    return f"fd_{_SHORT.get(dataset, dataset)}_cnn"


def features_folder(dataset: str) -> Path:
    """The folder of the feature network of a named data set; it need not exist."""
    return FEATURES / dataset


def set_with_classes(class_names: Sequence[str]) -> str:
    """The named data set with a feature network that images with such folders may be a copy of."""
    known = (name for name, info in DATASETS.items() if info.class_names == tuple(class_names))
    return next(filter(has_features, known), "")


def has_features(dataset: str) -> bool:
    """Whether a feature network is shipped for `dataset`."""
    return dataset in DATASETS and (features_folder(dataset) / "features.safetensors").is_file()
