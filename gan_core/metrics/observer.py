"""Who measures: a feature network, the real images it knows, and the name of its distance."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.data import ImageSet, load_images
from gan_core.errors import GanError
from gan_core.metrics import feature_network
from gan_core.metrics.feature_network import FeatureConfig, FeatureNetwork
from gan_core.metrics.reference import Reference, Seen
from gan_core.metrics.shipped import features_folder, has_features


class Observer:
    """Looks at images through one network and compares them with real ones.

    The real ones are taken at the size in which the generator draws, so that both come to the
    network by the same way.
    """

    def __init__(
        self, network: FeatureNetwork, config: FeatureConfig, train: ImageSet, held_out: ImageSet
    ):
        self.network, self.config = network, config
        self.train, self.held_out = train, held_out
        self.num_classes = config.num_classes
        self._reference: Reference | None = None

    @classmethod
    def of_data(
        cls,
        dataset: str,
        channels: int,
        image_size: int,
        data_root: Path | None = None,
        device: torch.device | str = "cpu",
    ) -> "Observer":
        """The observer of a named data set, with both its splits loaded."""
        if not has_features(dataset):
            raise GanError(
                f"There are no features for {dataset} yet; python -m gan_core train-features."
            )
        network, config = feature_network.load(features_folder(dataset))
        shape = {"channels": channels, "image_size": image_size, "data_root": data_root}
        train, held_out = (
            load_images(dataset, **shape, split=split) for split in ("train", "test")
        )
        return cls(network.to(device), config, train, held_out)

    def look(self, images: Tensor, labels: Tensor | None = None) -> Seen:
        """uint8 [N, C, H, W], and the classes they are of or were asked for."""
        return Seen(*self.network.look(images), labels)

    def reference(self) -> Reference:
        """All real images as they are seen here."""
        if self._reference is None:
            seen = (self.look(part.images, part.labels) for part in (self.held_out, self.train))
            self._reference = Reference(*seen, self.num_classes)
        return self._reference

    def labels_like_real(self, count: int) -> Tensor:
        """`count` classes to ask for, as often as they are among the training images."""
        rows = torch.arange(count) * len(self.train) // count % len(self.train)
        return self.train.labels.sort().values[rows]

    def facts(self) -> dict[str, Any]:
        """What the figures rest on."""
        return {
            "dataset": self.config.dataset,
            "reals": len(self.held_out),
            "fd_name": self.config.measure,
            "feature_network_accuracy": self.config.test_accuracy,
        }


def plain(value: Any, digits: int = 5) -> Any:
    """`value` with its numbers rounded to so many significant digits, for JSON."""
    if isinstance(value, dict):
        return {key: plain(part, digits) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part, digits) for part in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value
