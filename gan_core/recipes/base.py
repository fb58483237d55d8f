"""What a recipe is: two networks, settings, one training step, and where it all comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from torch import Tensor, nn

from gan_core import GanError
from gan_core.config.schedule import Schedule
from gan_core.config.settings import Settings, setting, settings_from
from gan_core.data.images import SYMMETRIC, DataRange
from gan_core.objectives.reference_losses import ReferenceLosses, reference_losses
from gan_core.objectives.stabilisers import apply_stabilisers
from gan_core.objectives.updates import GANState

Networks = Callable[[int, int, int, Settings], tuple[nn.Module, nn.Module]]
Step = Callable[[GANState, Tensor, Tensor | None, Settings], dict[str, Tensor]]


@dataclass(frozen=True)
class Environment:
    """What a recipe may look at to settle what was left to it."""

    device: str  # cpu, cuda or mps
    images: int | None  # in the training set; None where that was not looked at
    bf16_pays: Callable[[], bool]  # whether bf16 is clearly faster here; takes a moment to find out


ResolveAuto = Callable[[Any, Environment], Settings]

COLOURS = {1: "grey images (1 channel)", 3: "colour images (3 channels)"}


@dataclass(frozen=True)
class Published:
    """The run that a recipe reproduces: on what, for how long, and what was reported of it."""

    datasets: tuple[str, ...]  # names in the catalogue
    image_size: int  # px
    channels: int
    epochs: int
    url: str
    licence: str  # of the original code; none of it is copied here
    results: tuple[str, ...] = ()  # numbers it reports, in sentences


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
    step: Step  # (gan, real in data_range, one-hot c or None, settings) -> detached scalars
    deviations: tuple[str, ...] = ()  # in plain words, where it departs from its source
    channels: tuple[int, ...] = (1, 3)  # of the images it was made for
    data_range: DataRange = SYMMETRIC  # of real images, and of G's output
    d_loss_reduction: Literal["sum", "mean"] = "sum"  # of its halves, as "loss/D" reports it
    epoch_batches: Literal["endless", "partial"] = "endless"  # partial: an epoch's last is short
    schedule: Schedule = field(default_factory=Schedule)
    published: Published | None = None
    labels_if_any: bool = False  # whether images without classes quietly go without labels
    resolve_auto: ResolveAuto = lambda settings, environment: (
        settings
    )  # replaces every "auto" by what it is here

    def build(
        self, channels: int = 1, image_size: int = 28, num_classes: int = 0, **settings: Any
    ) -> tuple[nn.Module, nn.Module]:
        """Fresh (G, D) with initial weights from torch's global generator.

        `num_classes` 0 builds them without labels; `settings` replace the recipe's defaults.
        Raises GanError for a size, channel count or setting that the recipe cannot make.
        """
        chosen = settings_from(self.settings_type, {**settings, "labels": num_classes > 0})
        return self.stabilised_networks(channels, image_size, num_classes, chosen)

    def stabilised_networks(
        self, channels: int, image_size: int, num_classes: int, settings: Settings
    ) -> tuple[nn.Module, nn.Module]:
        """(G, D) as they play: the recipe's networks with the remedies of `settings` built in."""
        self.check_images(channels, image_size)
        G, D = self.networks(channels, image_size, num_classes, settings)
        return G, apply_stabilisers(D, settings)

    def check_images(self, channels: int, image_size: int) -> None:
        """Refuse images that the networks cannot be built for."""
        if image_size not in self.image_sizes:
            sizes = ", ".join(str(size) for size in self.image_sizes)
            raise GanError(
                f"{self.name} makes images of {sizes} px, not {image_size}; choose one of these."
            )
        if channels not in COLOURS:
            raise GanError(f"Images have 1 channel (grey) or 3 (colour), not {channels}.")
        if channels not in self.channels:
            own = self.channels[0]
            raise GanError(
                f"{self.name} is made for {COLOURS[own]} and these are {COLOURS[channels]}; set "
                f"channels={own} to convert the images, or choose another recipe or data set."
            )

    def nearest_size(self, image_size: int) -> int:
        """The size among the recipe's own that changes images of `image_size` px least."""
        return min(self.image_sizes, key=lambda size: (abs(size - image_size), size))

    def reference_losses(self, settings: Settings) -> ReferenceLosses:
        """How "loss/D" is reported, and the chance and floor lines for its curve."""
        return reference_losses(settings, self.d_loss_reduction)


def width_setting(published: int) -> Any:
    """The channels next to the image, which scale all others; less is a reduced form."""
    return setting(
        published,
        f"Channels next to the image; any but {published} is not the published recipe.",
        unit="channels", low=4, high=256,
    )  # fmt: skip


def count_parameters(network: nn.Module) -> int:
    """Trainable numbers in a network."""
    return sum(p.numel() for p in network.parameters() if p.requires_grad)
