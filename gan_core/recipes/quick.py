"""quick: clear images in minutes on two CPU cores; this project's own recipe, from published parts.

The loss compares pairs of a real and a fake image (relativistic, Jolicoeur-Martineau, arXiv
1807.00734). R1 and R2 penalise D's gradient on both (Huang et al., R3GAN, arXiv 2501.05441), with
lazy regularisation (StyleGAN2, arXiv 1912.04958). Classes are appended to z in G and enter D by
projection (Miyato and Koyama, arXiv 1802.05637). Both learning rates decay towards the end of the
budget, whatever its length, and G_ema has a half-life of 5% of the images seen. D sees the images
at their side and at half of it (pix2pixHD, arXiv 1711.11585; here the logits are added up). In the
second half G's loss also contains a Frechet distance (arXiv 2604.28190), where the project ships a
loss network for the images (`gan_core/objectives/frechet_loss.py`). Up to 32 px no layer works at
full resolution: next to the image, blocks of 2x2 pixels become channels (pixel shuffle, Shi et
al., arXiv 1609.05158).
Beyond 32 px there are more halvings of the side, with half the channels each, so that an image of
64 px, five times the pixels of 28, costs twice as much; R1 and R2 are larger. There G doubles the
side by upsampling and a 3x3 convolution up to the image, without a shuffle, so that all pixels of
a block have the same weights and flat areas stay flat (Odena et al., "Deconvolution and
Checkerboard Artifacts", 2016). Up to 32 px the networks are those of the shipped generators.
`benchmarks/quick_search.md` lists what was tried.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.config.settings import BUILT, override, setting
from gan_core.config.training_options import (
    AUTO,
    POLICIES,
    PRECISIONS,
    SWITCH,
    TrainingOptions,
)
from gan_core.objectives.updates import (
    GANState,
    d_step_batches,
    discriminator_loss,
    draw_z,
    optimise_D,
    update_G,
)
from gan_core.recipes.base import Environment, Recipe
from gan_core.recipes.layers import UpsampledConv2d, begin_without_dots

CLASS_FEATURES = 64  # length of G's class embedding
WIDTHS = {"s": 64, "m": 128}  # channels of G's layers; D has three quarters as many
SCALES = ("one", "two")
UPSAMPLINGS = ("nearest", "transposed")
GPU_LOG_EVERY = 50  # updates per log entry, each of which waits for the device
COARSEST = 8  # px; side of G's first feature map, at most
SMALLEST = 4  # px; side of D's last feature map, at most
SMALL = 32  # px; beyond it the networks have more layers
GAMMA, GAMMA_BEYOND = 0.1, 1.0  # of R1 and R2, up to SMALL px and beyond
FEW_IMAGES = 5000  # with fewer, D memorises them unless they are augmented
AUGMENT_SHARE = 0.3  # of few images; all of them would cost a short run half its quality
AUGMENT_RAMPUP = 60.0  # epochs; D has overfitted little before


@dataclass(frozen=True)
class QuickSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 64)
    lr_G: float = override(TrainingOptions, "lr_G", 2e-3)
    lr_D: float = override(TrainingOptions, "lr_D", 2e-3)
    z_dim: int = override(TrainingOptions, "z_dim", 32)
    labels: bool = override(TrainingOptions, "labels", True)
    clusters: int = override(TrainingOptions, "clusters", 64)
    beta1: float = override(TrainingOptions, "beta1", 0.0)
    beta2: float = override(TrainingOptions, "beta2", 0.9)
    loss: str = override(TrainingOptions, "loss", "relativistic")
    r1_gamma: float = override(TrainingOptions, "r1_gamma", GAMMA)
    r2_gamma: float = override(TrainingOptions, "r2_gamma", GAMMA)
    penalty_every: int = override(TrainingOptions, "penalty_every", 4)
    anneal: float = override(TrainingOptions, "anneal", 0.5)
    precision: str = override(TrainingOptions, "precision", AUTO, choices=(AUTO, *PRECISIONS))
    augment: str = override(TrainingOptions, "augment", AUTO, choices=(AUTO, *POLICIES))
    frechet: str = override(TrainingOptions, "frechet", AUTO, choices=(AUTO, *SWITCH), before="off")
    size: str = setting(
        AUTO,
        "Size of the networks: s for a CPU, m for a GPU.",
        choices=(AUTO, *WIDTHS),
        fixed=BUILT,
    )
    scales: str = setting(
        AUTO,
        "Sides at which D sees the images: their own, or half of it too.",
        choices=(AUTO, *SCALES),
        fixed=BUILT,
        before="one",
    )
    upsampling: str = setting(
        "nearest",
        "How G doubles the side beyond 32 px; transposed leaves checkerboard artifacts.",
        choices=UPSAMPLINGS,
        fixed=BUILT,
        before="transposed",
    )
    width: int = setting(
        0, "Channels of G's layers; 0 chooses them by size.",
        unit="channels", low=0, high=256, fixed=BUILT,
    )  # fmt: skip


def map_sides(image_size: int) -> tuple[int, ...]:
    """Sides of G's feature maps, coarse to fine: 7, 14 for 28 px, and 8, 16, 32 for 64 px.

    The last is half the image's. Where a side is odd, twice the one before is a pixel too many.
    """
    sides = [image_size // 2, -(-image_size // 4)]
    while sides[-1] > COARSEST:
        sides.append(-(-sides[-1] // 2))
    return tuple(reversed(sides))


class Generator(nn.Module):
    def __init__(
        self, z_dim: int, num_classes: int, channels: int, image_size: int, width: int,
        upsampling: str = "nearest",
    ):  # fmt: skip
        super().__init__()
        self.side, *finer = map_sides(image_size)
        self.finest = finer[-1]
        # The class embedding; its name is part of stored generator files.
        self.say_class = nn.Linear(num_classes, CLASS_FEATURES, bias=False) if num_classes else None
        inputs = z_dim + (CLASS_FEATURES if num_classes else 0)
        self.project = nn.Linear(inputs, width * self.side**2, bias=False)
        self.coarse = nn.Sequential(  # [N, width, 7, 7], for images of 28 px
            nn.BatchNorm2d(width), nn.ReLU(True),
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
        )  # fmt: skip
        if len(finer) == 1:
            widths = [width]
            self.fine = nn.Sequential(  # [N, width, 14, 14]
                nn.Identity(),  # stored generators number the layers from here
                UpsampledConv2d(width, width, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
            )  # fmt: skip
        else:
            widths = [width >> stage for stage in range(len(finer))]
            steps = upward([width, *widths], upsampling)
            self.fine = nn.Sequential(*steps)  # [N, width / 2, 32, 32], for images of 64 px
        if image_size > SMALL and upsampling == "nearest":
            self.to_image = nn.Sequential(UpsampledConv2d(widths[-1], channels, 3), nn.Tanh())
        else:
            self.to_image = nn.Sequential(  # [N, 4C, 14, 14] -> [N, C, 28, 28]
                nn.Conv2d(widths[-1], 4 * channels, 3, 1, 1), nn.PixelShuffle(2), nn.Tanh()
            )
            if image_size > SMALL:
                begin_without_dots(self.to_image[0], dim=0)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        h = z if self.say_class is None else torch.cat([z, self.say_class(c)], dim=1)
        # Memory format channels_last, which is faster for the convolutions.
        h = self.project(h).unflatten(1, (self.side, self.side, -1)).permute(0, 3, 1, 2)
        h = self.fine(self.coarse(h))
        if h.shape[-1] > self.finest:
            h = h[:, :, : self.finest, : self.finest]
        return self.to_image(h)


def upward(widths: list[int], upsampling: str) -> Iterator[nn.Module]:
    """Doublings of the side, each with as many multiplications either way."""
    for before, after in pairwise(widths):
        if upsampling == "nearest":
            yield UpsampledConv2d(before, after, 3, bias=False)
        else:
            yield nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False)
        yield nn.BatchNorm2d(after)
        yield nn.ReLU(True)


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        side, halvings = image_size // 2, 0
        while side > SMALLEST or halvings < 2:
            side, halvings = -(-side // 2), halvings + 1
        # The last map always has 4 * width channels, the others half as many as the next.
        widths = [max(4 * width >> left, 1) for left in range(halvings, -1, -1)]
        features = widths[-1] * side**2
        self.stages = nn.Sequential(
            nn.PixelUnshuffle(2),  # [N, 4C, 14, 14], for images of 28 px
            nn.Conv2d(4 * channels, widths[0], 3, 1, 1), nn.LeakyReLU(0.2, True),
            *downward(widths),  # [N, 2w, 7, 7] and [N, 4w, 4, 4]
            nn.Flatten(),
        )  # fmt: skip
        if image_size > SMALL:
            begin_without_dots(self.stages[1], dim=1)
        self.to_logit = nn.Linear(features, 1, bias=False)  # a bias would cancel in pairs
        self.class_direction = nn.Linear(num_classes, features, bias=False) if num_classes else None

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        h = self.stages(images)
        logits = self.to_logit(h).squeeze(1)
        if self.class_direction is None:
            return logits
        return logits + (self.class_direction(c) * h).sum(dim=1)


class TwoScaleDiscriminator(Discriminator):
    """D with another that sees the images at half their side; their logits are added up."""

    def __init__(self, num_classes: int, channels: int, image_size: int, width: int):
        super().__init__(num_classes, channels, image_size, width)
        self.halve = nn.AvgPool2d(2)
        self.coarse = Discriminator(num_classes, channels, image_size // 2, width // 2)

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        return super().forward(images, c) + self.coarse(self.halve(images), c)


def downward(widths: list[int]) -> Iterator[nn.Module]:
    """Halvings of the side, rounded up."""
    for before, after in pairwise(widths):
        yield nn.Conv2d(before, after, 3, 2, 1)
        yield nn.LeakyReLU(0.2, True)


def networks(
    channels: int, image_size: int, num_classes: int, settings: QuickSettings
) -> tuple[Generator, Discriminator]:
    width = settings.width or WIDTHS["s" if settings.size == AUTO else settings.size]
    G = Generator(settings.z_dim, num_classes, channels, image_size, width, settings.upsampling)
    D = Discriminator if settings.scales == "one" else TwoScaleDiscriminator
    return G, D(num_classes, channels, image_size, width * 3 // 4)


def resolve_auto(settings: QuickSettings, environment: Environment) -> QuickSettings:
    """Scales, size, precision and augmentation, where they are AUTO, by the device and the images.

    R1, R2, the augmented share and its growth, and the log's entries are chosen too, unless
    somebody has.
    """
    chosen = {
        "scales": "two",
        "size": "m" if environment.device == "cuda" else "s",
        "precision": "bf16" if environment.bf16_is_faster() else "fp32",
        "augment": "translation+cutout"
        if (environment.images or FEW_IMAGES) < FEW_IMAGES
        else "none",
        "frechet": "on" if _may_use_loss_network(settings, environment) else "off",
    }
    resolved: dict[str, Any] = {
        name: value for name, value in chosen.items() if getattr(settings, name) == AUTO
    }
    by_default: dict[str, Any] = {}
    if resolved.get("augment", "none") != "none" and "augment_share" not in environment.asked:
        by_default |= {"augment_share": AUGMENT_SHARE, "augment_rampup": AUGMENT_RAMPUP}
    if (environment.image_size or 0) > SMALL:
        by_default |= {"r1_gamma": GAMMA_BEYOND, "r2_gamma": GAMMA_BEYOND}
    if environment.device == "cuda":
        by_default["log_every"] = GPU_LOG_EVERY
    resolved |= {name: by_default[name] for name in by_default.keys() - environment.asked}
    return dataclasses.replace(settings, **resolved)


def _may_use_loss_network(settings: QuickSettings, environment: Environment) -> bool:
    """It has learned the classes, so a run without labels must not learn from it.

    Few images have uncertain moments. On a GPU a step with it cannot be captured as a graph.
    """
    many = (environment.images or 0) >= FEW_IMAGES
    return environment.loss_network and settings.labels and many and environment.device == "cpu"


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: QuickSettings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise."""
    # (1) D: logits of reals above those of fakes; one pass, unless a layer mixes the batch.
    together = not settings.minibatch_std
    for batch, labels in d_step_batches(real, c, settings):
        with torch.no_grad():
            fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        d_loss = discriminator_loss(gan, batch, fake, labels, settings, together=together)
        optimise_D(gan, d_loss, settings)

    # (2) G: new fakes above the same reals, whose logits from before D's update save a pass.
    fake = gan.G(draw_z(len(batch), settings, like=real), labels)
    real_logits = d_loss.real_logits.detach()
    return update_G(gan, fake, batch, labels, settings, real_logits=real_logits) | d_loss.stats


QUICK = Recipe(
    name="quick",
    title="Quick",
    source="this project, built from published parts: relativistic loss (Jolicoeur-Martineau 2018, "
    "arXiv 1807.00734); R1 and R2 as in R3GAN (Huang et al. 2024, arXiv 2501.05441), at every "
    "fourth update as in StyleGAN2 (Karras et al. 2019, arXiv 1912.04958); projection "
    "discriminator (Miyato and Koyama 2018, arXiv 1802.05637) at two scales (Wang et al. 2017, "
    "arXiv 1711.11585); pixel shuffle (Shi et al. 2016, "
    "arXiv 1609.05158); Frechet distance as a loss (2026, arXiv 2604.28190)",
    summary="Best quality for the time, at any size and in colour: clear clothes after two minutes "
    "on two CPU cores.",
    image_sizes=tuple(range(16, 129, 4)),
    settings_type=QuickSettings,
    networks=networks,
    step=step,
    labels_optional=True,
    resolve_auto=resolve_auto,
    varying_defaults=("r1_gamma", "r2_gamma"),
)
