"""A network apart from all runs, on whose features their samples are compared with real images.

No run uses it as a metric or in a loss. It is trained here with another seed and kept in the cache
folder. With three epochs it is right for some 90% of Fashion-MNIST's test images.
"""

from typing import Any

import torch

from gan_core.data.catalog import DATASETS, cache_folder
from gan_core.generator.session import GeneratorSession
from gan_core.metrics import feature_network
from gan_core.metrics.copying import CopyDetector
from gan_core.metrics.evaluator import RealImages, extract, load_real_images
from gan_core.metrics.feature_training import accuracy, train_network
from gan_core.metrics.frechet import frechet_distance, moments
from gan_core.metrics.neighbours import density_and_coverage, radii

SEED, EPOCHS = 2312, 3


class Judge:
    """Distance and coverage of samples to the held-out images of a named data set with labels."""

    def __init__(self, dataset: str, samples: int = 10_000):
        self.samples = samples
        self.reals = load_real_images(dataset, *_shape(dataset))
        assert self.reals.held_out is not None, "a set with held-out images is needed"
        folder = cache_folder() / f"judge-{dataset}-{SEED}"
        if not (folder / feature_network.WEIGHTS).is_file():
            _make(folder, dataset, self.reals)
        self.network, self.config = feature_network.load(folder)
        self.held_out = self.features(self.reals.held_out.images)
        self.real, self.radii = moments(self.held_out), radii(self.held_out)
        rows = torch.randperm(len(self.reals.train), generator=torch.Generator().manual_seed(1))
        self.train = self.features(self.reals.train.images[rows[: self.samples]])
        self.floor = frechet_distance(moments(self.train), self.real)

    def about(self) -> dict[str, float]:
        """Its accuracy on held-out images, and what training images themselves would get."""
        return {
            "judge_accuracy": self.config.test_accuracy or 0.0, "floor": self.floor,
            "coverage_floor": self._coverage(self.train),
        }  # fmt: skip

    def distance(self, session: GeneratorSession) -> float:
        """Frechet distance of its samples, the same number of each class, to the held-out ones."""
        return round(frechet_distance(moments(self._features_of(session)), self.real), 3)

    def metrics(
        self, fakes: torch.Tensor, trained_on: torch.Tensor | None = None
    ) -> dict[str, float]:
        """Distance and coverage of samples uint8 [N, C, H, W], and copying of the images of their
        run, where these are given."""
        features = self.features(fakes)
        found = {
            "distance": frechet_distance(moments(features), self.real),
            "coverage": self._coverage(features),
        }
        if trained_on is None:
            return found
        copies = CopyDetector(self.features(trained_on), self.held_out)
        return found | copies.metrics(features)

    def features(self, images: torch.Tensor) -> torch.Tensor:
        """Of uint8 images [N, C, H, W], float [N, 128]."""
        return extract(self.network, self.config, images, None).features

    def _coverage(self, features: torch.Tensor) -> float:
        return density_and_coverage(features, self.held_out, self.radii)[1]

    def _features_of(self, session: GeneratorSession) -> torch.Tensor:
        labels = None
        if session.num_classes and session.class_names == self.reals.train.class_names:
            labels = torch.arange(self.samples) % session.num_classes
        pixels = session.sample(range(self.samples), None if labels is None else labels.tolist())
        return self.features(torch.from_numpy(pixels).permute(0, 3, 1, 2))


def _make(folder: Any, dataset: str, reals: RealImages) -> None:
    train, held_out = reals.train, reals.held_out
    assert held_out is not None
    device = torch.device("cpu")
    network = train_network(train, EPOCHS, SEED, mirror=True, shift=True, device=device)
    config = feature_network.FeatureConfig(
        "fd_judge", dataset, dataset, train.channels, train.image_size, train.class_names
    )
    config = feature_network.with_accuracy(config, accuracy(network, held_out))
    feature_network.save(folder, network, config)


def _shape(dataset: str) -> tuple[int, int]:
    """Channels and side of a named data set."""
    info = DATASETS[dataset]
    return info.channels, info.image_size
