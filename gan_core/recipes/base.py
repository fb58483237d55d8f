"""What a recipe is: two networks, settings, one training step, and its source."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Generic, Literal, TypeVar

from torch import Tensor, nn

from gan_core import GanError
from gan_core.config.schedule import Schedule
from gan_core.config.settings import BUILT, setting, settings_from
from gan_core.config.training_options import TrainingOptions
from gan_core.data.images import SYMMETRIC, DataRange
from gan_core.objectives.reference_losses import ReferenceLosses, reference_losses
from gan_core.objectives.stabilisers import apply_stabilisers
from gan_core.objectives.updates import GANState

S = TypeVar("S", bound=TrainingOptions)

Networks = Callable[[int, int, int, S], tuple[nn.Module, nn.Module]]
Step = Callable[[GANState, Tensor, Tensor | None, S], dict[str, Tensor]]


@dataclass(frozen=True)
class Environment:
    """What a recipe may look at to resolve settings that are still AUTO."""

    device: str  # cpu, cuda or mps
    images: int | None  # size of the training set; None if it was not counted
    bf16_is_faster: Callable[[], bool]  # clearly, on this device; timing it takes a moment
    loss_network: bool = False  # whether one is shipped for the images
    image_size: int | None = None  # px
    asked: frozenset[str] = frozenset()  # names of the settings that somebody chose


ResolveAuto = Callable[[S, Environment], S]

MANY_SIZES = 4  # more than these are given as a range
COLOURS = {1: "greyscale images (1 channel)", 3: "colour images (3 channels)"}


@dataclass(frozen=True)
class Published:
    """The run that a recipe reproduces: its data, its length and the results reported for it."""

    datasets: tuple[str, ...]  # names in the catalogue
    image_size: int  # px
    channels: int
    epochs: int
    url: str
    licence: str  # of the original code; none of it is copied here
    results: tuple[str, ...] = ()  # as reported by the source, in sentences


def _unchanged(settings: S, environment: Environment) -> S:
    return settings


@dataclass(frozen=True)
class Recipe(Generic[S]):
    """One published way to train a GAN, with its type of settings S. One file each."""

    name: str
    title: str
    source: str  # paper or project, with its identifier
    summary: str  # one or two sentences that help to choose
    image_sizes: tuple[int, ...]  # px, square
    settings_type: type[S]
    networks: Networks[S]  # (channels, image_size, num_classes, settings) -> (G, D), initialised
    step: Step[S]  # (gan, real in data_range, one-hot c or None, settings) -> detached scalars
    differences: tuple[str, ...] = ()  # from the source, in sentences
    channels: tuple[int, ...] = (1, 3)  # of the images it was made for
    data_range: DataRange = SYMMETRIC  # of real images, and of G's output
    d_loss_reduction: Literal["sum", "mean"] = "sum"  # of D's real and fake term in "loss/D"
    partial_last_batch: bool = False  # at the end of an epoch; else batches run on into the next
    schedule: Schedule = field(default_factory=Schedule)
    published: Published | None = None
    labels_optional: bool = False  # images without classes are trained without labels
    resolve_auto: ResolveAuto[S] = _unchanged  # replaces every AUTO by a value
    varying_defaults: tuple[str, ...] = ()  # settings whose default it takes from the images' size

    def defaults_at(self, image_size: int) -> dict[str, Any]:
        """The defaults of the settings in `varying_defaults`, for images of this side in px."""
        if not self.varying_defaults:
            return {}
        environment = Environment("cpu", None, lambda: False, image_size=image_size)
        chosen = self.resolve_auto(self.settings_type(), environment)
        return {name: getattr(chosen, name) for name in self.varying_defaults}

    def build(
        self, channels: int = 1, image_size: int = 28, num_classes: int = 0, **settings: Any
    ) -> tuple[nn.Module, nn.Module]:
        """Fresh (G, D) with initial weights from torch's global generator.

        `num_classes` 0 builds them without labels; `settings` replace the recipe's defaults.
        Raises GanError for a size, channel count or setting that the recipe does not support.
        """
        chosen = settings_from(self.settings_type, {**settings, "labels": num_classes > 0})
        return self.build_with(channels, image_size, num_classes, chosen)

    def build_with(
        self, channels: int, image_size: int, num_classes: int, settings: S
    ) -> tuple[nn.Module, nn.Module]:
        """Fresh (G, D) for complete settings, with their stabilisers applied to D."""
        self.check_images(channels, image_size)
        G, D = self.networks(channels, image_size, num_classes, settings)
        return G, apply_stabilisers(D, settings)

    def check_images(self, channels: int, image_size: int) -> None:
        """Raise GanError for images that the networks cannot be built for."""
        if image_size not in self.image_sizes:
            raise GanError(
                f"{self.name} supports images of {self.sizes_in_words()}, not {image_size}; choose "
                "one of these."
            )
        if channels not in COLOURS:
            raise GanError(f"Images have 1 channel (greyscale) or 3 (colour), not {channels}.")
        if channels not in self.channels:
            own = self.channels[0]
            raise GanError(
                f"{self.name} is made for {COLOURS[own]} and these are {COLOURS[channels]}; set "
                f"channels={own} to convert the images, or choose another recipe or data set."
            )

    def sizes_in_words(self) -> str:
        """Such as "28, 32 px", or "16 to 128 px in steps of 4" where there are many."""
        sizes, steps = self.image_sizes, {b - a for a, b in pairwise(self.image_sizes)}
        if len(sizes) > MANY_SIZES and len(steps) == 1:
            return f"{sizes[0]} to {sizes[-1]} px in steps of {steps.pop()}"
        return f"{', '.join(map(str, sizes))} px"

    def nearest_size(self, image_size: int) -> int:
        """The supported size nearest to `image_size` px; the smaller one of two equally near."""
        return min(self.image_sizes, key=lambda size: (abs(size - image_size), size))

    def reference_losses(self, settings: S) -> ReferenceLosses:
        """How "loss/D" is reduced, and the chance level and floor of its curve."""
        return reference_losses(settings, self.d_loss_reduction)


def width_setting(published: int) -> Any:
    """A setting for the channels of the layers next to the image, which scale all others."""
    return setting(
        published,
        f"Channels of the layers next to the image; {published} as published.",
        unit="channels", low=4, high=256, fixed=BUILT,
    )  # fmt: skip


def count_parameters(network: nn.Module) -> int:
    """The number of trainable parameters of a network."""
    return sum(p.numel() for p in network.parameters() if p.requires_grad)
