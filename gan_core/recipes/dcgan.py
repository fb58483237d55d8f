"""DCGAN: Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional
Generative Adversarial Networks" (arXiv 1511.06434), for 28, 32 and 64 px, greyscale or colour.

Strided convolutions instead of pooling, BatchNorm in both networks except at G's output and D's
input, ReLU in G and LeakyReLU in D, tanh at G's output. Optional class labels are appended to z in
G and enter D by projection (Miyato and Koyama, arXiv 1802.05637).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.settings import BUILT, setting
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.updates import GANState, d_step_batches, draw_z, update_D, update_G
from gan_core.recipes.base import Recipe

STAGES = {28: (7, 2), 32: (4, 3), 64: (4, 4)}  # px: (side of the first feature map, doublings)


@dataclass(frozen=True)
class DcganSettings(TrainingOptions):
    width: int = setting(
        64,
        "Channels of the layers next to the image; doubled when the side is halved. Paper: 128.",
        unit="channels", low=4, high=256, fixed=BUILT,
    )  # fmt: skip


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        side, doublings = STAGES[image_size]
        widths = [width << stage for stage in reversed(range(doublings))]  # 28 px: [128, 64]
        self.z_dim, self.num_classes = z_dim, num_classes
        # z [N, z_dim], with the class appended -> [N, widths[0], side, side]
        self.project = nn.Sequential(
            nn.Linear(z_dim + num_classes, widths[0] * side * side, bias=False),
            nn.Unflatten(1, (widths[0], side, side)),
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(inplace=True),
        )
        # each stage doubles the side and halves the channels
        stages: list[nn.Module] = []
        for wide, narrow in zip(widths, widths[1:], strict=False):
            stages += [
                nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False),
                nn.BatchNorm2d(narrow),
                nn.ReLU(inplace=True),
            ]
        self.stages = nn.Sequential(*stages)
        self.to_image = nn.ConvTranspose2d(widths[-1], channels, 4, 2, 1)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        h = z if c is None else torch.cat([z, c], dim=1)
        return torch.tanh(self.to_image(self.stages(self.project(h))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        side, doublings = STAGES[image_size]
        widths = [width << stage for stage in range(doublings)]  # 28 px: [64, 128]
        stages: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2, True)]
        for narrow, wide in zip(widths, widths[1:], strict=False):
            stages += [
                nn.Conv2d(narrow, wide, 4, 2, 1, bias=False),
                nn.BatchNorm2d(wide),
                nn.LeakyReLU(0.2, True),
            ]
        features = widths[-1] * side * side
        self.stages = nn.Sequential(*stages, nn.Flatten())
        self.to_logit = nn.Linear(features, 1)
        self.class_direction = nn.Linear(num_classes, features, bias=False) if num_classes else None

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        h = self.stages(images)  # [N, features]
        logits = self.to_logit(h).squeeze(1)
        if self.class_direction is None:
            return logits
        return logits + (self.class_direction(c) * h).sum(dim=1)


def init(module: nn.Module) -> None:
    """Section 4 of the paper: weights from N(0, 0.02); BatchNorm scales from N(1, 0.02)."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    if isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


def networks(
    channels: int, image_size: int, num_classes: int, settings: DcganSettings
) -> tuple[Generator, Discriminator]:
    G = Generator(settings.z_dim, num_classes, channels, image_size, settings.width)
    D = Discriminator(num_classes, channels, image_size, settings.width)
    return G.apply(init), D.apply(init)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: DcganSettings
) -> dict[str, Tensor]:
    """One update of D and one of G on the same batch of fakes."""
    # (1) D: maximise log D(x) + log(1 - D(G(z))). BatchNorm needs separate real and fake batches.
    for batch, labels in d_step_batches(real, c, settings):
        fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        stats = update_D(gan, batch, fake, labels, settings)

    # (2) G: maximise log D(G(z)) with the updated D.
    return update_G(gan, fake, batch, labels, settings) | stats


DCGAN = Recipe(
    name="dcgan",
    title="DCGAN",
    source="Unsupervised Representation Learning with Deep Convolutional Generative Adversarial "
    "Networks (Radford, Metz, Chintala 2015, arXiv 1511.06434)",
    summary="The classic convolutional GAN that most others start from.",
    image_sizes=(28, 32, 64),
    settings_type=DcganSettings,
    networks=networks,
    step=step,
    differences=(
        "The paper generates 64 px colour images; 28 and 32 px need fewer stages.",
        "Half the paper's channels and half its batch size of 128: more updates in a short run.",
        "z is normal, not uniform, as in nearly every DCGAN since.",
        "Optional class labels are not in the paper: appended to z in G, by projection in D.",
        "Samples come from an averaged generator (G_ema); the paper shows G itself.",
    ),
)
