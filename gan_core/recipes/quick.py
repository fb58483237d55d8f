"""quick: clean pictures in minutes on two CPU cores; our own, put together from published parts.

D sees pairs, one real and one fake (relativistic loss, Jolicoeur-Martineau, arXiv 1807.00734), and
is kept smooth around both by R1 and R2 (Huang et al., R3GAN, arXiv 2501.05441), taken lazily
(StyleGAN2, arXiv 1912.04958). Classes enter G beside z and D by projection (Miyato and Koyama,
arXiv 1802.05637). Both learning rates fall towards the end of the budget, whatever its length, and
G_ema follows with a half-life of 5% of the images seen. No layer works at full size: next to the
picture, pixels are folded two by two into channels (pixel shuffle, Shi et al., arXiv 1609.05158).
`benchmarks/quick_search.md` lists what was tried and what each thing bought.
"""

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.settings import override, setting
from gan_core.config.training_options import AUTO, POLICIES, PRECISIONS, TrainingOptions
from gan_core.objectives.updates import (
    GANState,
    d_step_batches,
    discriminator_loss,
    draw_z,
    optimise_D,
    update_G,
)
from gan_core.recipes.base import Environment, Recipe

CLASS_FEATURES = 64  # numbers that say the class to G
WIDTHS = {"s": 64, "m": 128}  # channels of G next to the image; D has three quarters of them
GPU_LOG_EVERY = 50  # updates a point of the curves; each waits for the device and writes a line
FEW_IMAGES = 5000  # below it D learns the images by heart unless they are shaken


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
    r1_gamma: float = override(TrainingOptions, "r1_gamma", 0.1)
    r2_gamma: float = override(TrainingOptions, "r2_gamma", 0.1)
    penalty_every: int = override(TrainingOptions, "penalty_every", 4)
    anneal: float = override(TrainingOptions, "anneal", 0.5)
    precision: str = override(TrainingOptions, "precision", AUTO, choices=(AUTO, *PRECISIONS))
    augment: str = override(TrainingOptions, "augment", AUTO, choices=(AUTO, *POLICIES))
    size: str = setting(
        AUTO,
        "How wide the networks are: s for a CPU, m for a GPU.",
        choices=(AUTO, *WIDTHS),
    )
    width: int = setting(
        0, "Channels of G next to the image; 0 leaves them to the size.",
        unit="channels", low=0, high=256,
    )  # fmt: skip


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        self.side = image_size // 4
        self.say_class = nn.Linear(num_classes, CLASS_FEATURES, bias=False) if num_classes else None
        inputs = z_dim + (CLASS_FEATURES if num_classes else 0)
        self.project = nn.Linear(inputs, width * self.side**2, bias=False)
        self.coarse = nn.Sequential(  # [N, width, 7, 7], for images of 28 px
            nn.BatchNorm2d(width), nn.ReLU(True),
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
        )  # fmt: skip
        self.fine = nn.Sequential(  # [N, width, 14, 14]
            nn.Upsample(scale_factor=2),
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
        )  # fmt: skip
        self.to_image = nn.Sequential(  # [N, 4C, 14, 14] -> [N, C, 28, 28]
            nn.Conv2d(width, 4 * channels, 3, 1, 1), nn.PixelShuffle(2), nn.Tanh()
        )

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        h = z if c is None else torch.cat([z, self.say_class(c)], dim=1)
        # Channels last in memory, as the convolutions want them.
        h = self.project(h).unflatten(1, (self.side, self.side, -1)).permute(0, 3, 1, 2)
        return self.to_image(self.fine(self.coarse(h)))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        features = 4 * width * (-(-image_size // 8)) ** 2
        self.stages = nn.Sequential(
            nn.PixelUnshuffle(2),  # [N, 4C, 14, 14]
            nn.Conv2d(4 * channels, width, 3, 1, 1), nn.LeakyReLU(0.2, True),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.LeakyReLU(0.2, True),  # [N, 2w, 7, 7]
            nn.Conv2d(2 * width, 4 * width, 3, 2, 1), nn.LeakyReLU(0.2, True),  # [N, 4w, 4, 4]
            nn.Flatten(),
        )  # fmt: skip
        self.to_logit = nn.Linear(features, 1, bias=False)  # pairs would cancel an offset
        self.class_direction = nn.Linear(num_classes, features, bias=False) if num_classes else None

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        h = self.stages(images)
        logits = self.to_logit(h).squeeze(1)
        if self.class_direction is None:
            return logits
        return logits + (self.class_direction(c) * h).sum(dim=1)


def networks(
    channels: int, image_size: int, num_classes: int, settings: QuickSettings
) -> tuple[Generator, Discriminator]:
    width = settings.width or WIDTHS["s" if settings.size == AUTO else settings.size]
    G = Generator(settings.z_dim, num_classes, channels, image_size, width)
    return G, Discriminator(num_classes, channels, image_size, width * 3 // 4)


def resolve_auto(settings: QuickSettings, environment: Environment) -> QuickSettings:
    """Size and precision by the device, augmentation by the number of images, where left open."""
    chosen = {
        "size": "m" if environment.device == "cuda" else "s",
        "precision": "bf16" if environment.bf16_pays() else "fp32",
        "augment": "translation+cutout"
        if (environment.images or FEW_IMAGES) < FEW_IMAGES
        else "none",
    }
    open_ones = {name: value for name, value in chosen.items() if getattr(settings, name) == AUTO}
    if environment.device == "cuda" and settings.log_every == QuickSettings.log_every:
        open_ones["log_every"] = GPU_LOG_EVERY
    return dataclasses.replace(settings, **open_ones)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: QuickSettings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise."""
    # (1) D: reals above fakes, in one pass, unless something in D mixes its batch.
    together = not settings.minibatch_std
    for batch, labels in d_step_batches(real, c, settings):
        with torch.no_grad():
            fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        d_loss = discriminator_loss(gan, batch, fake, labels, settings, together=together)
        optimise_D(gan, d_loss, settings)

    # (2) G: new fakes above the same reals, as D judged them before its update: one pass less.
    fake = gan.G(draw_z(len(batch), settings, like=real), labels)
    seen = d_loss.real_logits.detach()
    return update_G(gan, fake, batch, labels, settings, real_logits=seen) | d_loss.facts


QUICK = Recipe(
    name="quick",
    title="Quick",
    source="ours; its parts are named in the file",
    summary="The most quality a minute: clean garments after two minutes on two CPU cores.",
    image_sizes=(28, 32),
    settings_type=QuickSettings,
    networks=networks,
    step=step,
    labels_if_any=True,
    resolve_auto=resolve_auto,
)
