"""The features of a loss network, for G's Frechet loss. No metric uses them."""

import torch
from torch import Tensor

from gan_core.config.train_config import TrainConfig
from gan_core.data.image_set import ImageSet
from gan_core.data.loss_networks import loss_network_folder
from gan_core.metrics import feature_cache, feature_network
from gan_core.metrics.feature_network import match_format
from gan_core.metrics.frechet import moments
from gan_core.objectives.frechet_loss import RealFeatures

MOST_REALS = 20_000  # their features take some three seconds of the processor, once


def real_features(config: TrainConfig, data: ImageSet, device: torch.device) -> RealFeatures:
    """The loss network shipped for the data set of a run, and the moments of its images.

    Of at most MOST_REALS of them, drawn with a fixed seed; their features are cached. Raises
    GanError if the network is damaged.
    """
    network, about = feature_network.load(loss_network_folder(config.dataset))
    network.to(device)

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
