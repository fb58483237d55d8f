"""What a recipe is: two networks, settings, one training step, and where it all comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn, optim

from gan_core.config import Settings, settings_from
from gan_core.errors import GanError


@dataclass
class Players:
    """The two networks in training and their optimisers."""

    G: nn.Module  # (z [N, z_dim], c [N, num_classes] or None) -> images [N, C, H, W] in [-1, 1]
    D: nn.Module  # (images, c) -> logits [N], higher is more real
    opt_G: optim.Optimizer
    opt_D: optim.Optimizer


Networks = Callable[[int, int, int, Settings], tuple[nn.Module, nn.Module]]
Step = Callable[[Players, Tensor, Tensor | None, Settings], dict[str, Tensor]]


@dataclass(frozen=True)
class Recipe:
    """One published way to train a GAN. Each lives in a file of its own."""

    name: str
    title: str
    source: str  # paper or project, with its identifier
    summary: str  # one or two sentences for the person who chooses
    image_sizes: tuple[int, ...]  # px, square
    settings_type: type[Settings]
    networks: Networks  # (channels, image_size, num_classes, settings) -> (G, D), initialised
    step: Step  # (players, real in [-1, 1], one-hot c or None, settings) -> detached scalars
    deviations: tuple[str, ...] = ()  # in plain words, where it departs from its source

    def build(
        self, channels: int = 1, image_size: int = 28, num_classes: int = 0, **settings: Any
    ) -> tuple[nn.Module, nn.Module]:
        """Fresh (G, D) with initial weights from torch's global generator.

        `num_classes` 0 builds them without labels; `settings` replace the recipe's defaults.
        Raises GanError for a size, channel count or setting that the recipe cannot make.
        """
        self.check_images(channels, image_size)
        chosen = settings_from(self.settings_type, {**settings, "labels": num_classes > 0})
        return self.networks(channels, image_size, num_classes, chosen)

    def check_images(self, channels: int, image_size: int) -> None:
        """Refuse images that the networks cannot be built for."""
        if image_size not in self.image_sizes:
            sizes = ", ".join(str(size) for size in self.image_sizes)
            raise GanError(
                f"{self.name} makes images of {sizes} px, not {image_size}; choose one of these."
            )
        if channels not in (1, 3):
            raise GanError(f"Images have 1 channel (grey) or 3 (colour), not {channels}.")

    def nearest_size(self, image_size: int) -> int:
        """The size among the recipe's own that changes images of `image_size` px least."""
        return min(self.image_sizes, key=lambda size: (abs(size - image_size), size))


def count_parameters(network: nn.Module) -> int:
    """Trainable numbers in a network."""
    return sum(p.numel() for p in network.parameters() if p.requires_grad)
