"""A D that also sees frozen features: a way of `benchmarks.last_stretch`.

Projected GANs (Sauer et al., arXiv 2111.01007) give D the features of a network that was trained on
other images. Here it is the loss network of CIFAR-10, which no metric uses and which has never seen
the images of the run; a small head on each chosen feature map adds its logits to those of D.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.data.loss_networks import loss_network_folder
from gan_core.metrics import feature_network
from gan_core.recipes.quick import Discriminator, QuickSettings, networks

NETWORK = "cifar10"
SECOND, THIRD = 7, 11  # layers of the network after which a block of it ends
WIDTH = 64  # channels of a head
LEAK = 0.2


class Head(Discriminator):
    """A logit for each image from one of its feature maps [N, channels, side, side]."""

    def __init__(self, channels: int, side: int, num_classes: int):
        nn.Module.__init__(self)  # the layers are others, what becomes of their output is D's
        self.stages = nn.Sequential(
            nn.Conv2d(channels, WIDTH, 1), nn.LeakyReLU(LEAK, True),
            nn.Conv2d(WIDTH, WIDTH, 3, 1, 1), nn.LeakyReLU(LEAK, True), nn.Flatten(),
        )  # fmt: skip
        features = WIDTH * side**2
        self.to_logit = nn.Linear(features, 1, bias=False)
        self.class_direction = nn.Linear(num_classes, features, bias=False) if num_classes else None


class FrozenFeatureDiscriminator(nn.Module):
    """D, and heads on feature maps of a network that is not trained; all logits are added up."""

    def __init__(self, D: nn.Module, maps: tuple[int, ...], image_size: int, num_classes: int):
        super().__init__()
        network, about = feature_network.load(loss_network_folder(NETWORK))
        self.D, self.maps, self.channels = D, maps, about.channels
        self.blocks = (network.blocks[: max(maps) + 1],)  # in a tuple it is no part of the weights
        heads = {}
        features = torch.zeros(1, self.channels, image_size, image_size)
        for layer, module in enumerate(self.blocks[0]):
            features = module(features)
            if layer in maps:
                heads[str(layer)] = Head(*features.shape[1:3], num_classes)
        self.heads = nn.ModuleDict(heads)

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        logits = self.D(images, c)
        features = images.expand(-1, self.channels, -1, -1)
        for layer, module in enumerate(self.blocks[0]):
            # Not in place: R1 and R2 differentiate twice.
            features = F.relu(features) if isinstance(module, nn.ReLU) else module(features)
            if layer in self.maps:
                logits = logits + self.heads[str(layer)](features, c)
        return logits


def with_frozen_features(*maps: int) -> Callable[..., tuple[nn.Module, nn.Module]]:
    """What builds G and D with heads after these layers, for images of at most 32 px."""

    def build(
        channels: int, image_size: int, num_classes: int, settings: QuickSettings
    ) -> tuple[nn.Module, nn.Module]:
        G, D = networks(channels, image_size, num_classes, settings)
        return G, FrozenFeatureDiscriminator(D, maps, image_size, num_classes)

    return build
