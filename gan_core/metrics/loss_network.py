"""The features of a loss network, for G's Frechet loss. No metric uses them.

It is shipped for some data sets. For other images, and for runs without labels, it is trained on
the images of the run, as the metrics' network is, with another seed.
"""

import dataclasses

import torch
from torch import Tensor

from gan_core.config.train_config import TrainConfig
from gan_core.data.image_set import ImageSet
from gan_core.data.loss_networks import has_loss_network, loss_network_folder
from gan_core.metrics import feature_cache, feature_network, own_features
from gan_core.metrics.evaluator import run_to_end
from gan_core.metrics.feature_network import FeatureConfig, FeatureNetwork, match_format
from gan_core.metrics.frechet import moments
from gan_core.objectives.frechet_loss import RealFeatures

MOST_REALS = 20_000  # their features take some three seconds of the processor, once


def real_features(config: TrainConfig, data: ImageSet, device: torch.device) -> RealFeatures:
    """The loss network of a run, and the moments of its images.

    Of at most MOST_REALS of them, drawn with a fixed seed; their features are cached, and so is a
    network that was trained here. Raises GanError if a shipped network is damaged.
    """
    network, about = network_of(config, data, device)

    def features(images: Tensor) -> Tensor:
        matched = match_format(images.float(), about.channels, about.image_size)
        return network(matched)[0]

    shuffled = torch.randperm(len(data), generator=torch.Generator().manual_seed(0))
    pixels = data.images[shuffled[:MOST_REALS]]
    key = feature_cache.cache_key(network, pixels)
    found = feature_cache.load_features(key)
    if found is None:
        found = feature_cache.store_features(key, *network.extract(pixels))
    of_reals = moments(found[0])
    return RealFeatures(features, of_reals.mean, of_reals.covariance)


def network_of(
    config: TrainConfig, data: ImageSet, device: torch.device
) -> tuple[FeatureNetwork, FeatureConfig]:
    """The shipped network, which has learned the classes, or one that is trained on `data`.

    A run without labels must not know the classes. Raises GanError if a shipped one is damaged.
    """
    name = config.image_choices.like or config.dataset
    if config.settings.labels and has_loss_network(name):
        network, about = feature_network.load(loss_network_folder(name))
        return network.to(device), about
    if not config.settings.labels:
        data = dataclasses.replace(data, labels=None, class_names=())
    return run_to_end(own_features.build(data, device, own_features.LOSS_SEED))
