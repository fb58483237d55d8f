"""dcgan64: the PyTorch DC-GAN notebook of diegoalejogm/gans, 64 px, as a student project cut it
from 3 channels to 1 and from batches of 100 to 50 for Fashion-MNIST (cici830/coding-three-final).

Four strided convolutions either way, BatchNorm in both networks except next to the image, tanh at
the end of G. Known by its start: BatchNorm's scales are drawn around 0, not 1, so that the
untrained networks are almost constant and D says 0.50 to everything.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import override, setting
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.updates import GANState, d_step_batches, draw_z, update_D, update_G
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import beside_z, with_label_planes


@dataclass(frozen=True)
class Dcgan64Settings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 50)  # the unmodified source has 100
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # pictures of G itself
    width: int = width_setting(128)
    bn_scale_init_mean: float = setting(
        0.0, "Around what BatchNorm's scales start; 0 is published, 1 usual for a DCGAN.",
        low=0.0, high=2.0,
    )  # fmt: skip


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3, w4 = (width << stage for stage in (3, 2, 1, 0))  # 1024, 512, 256, 128
        self.project = nn.Sequential(  # z [N, 100] -> [N, 1024, 4, 4]
            nn.Linear(z_dim + num_classes, w1 * 4 * 4), nn.Unflatten(1, (w1, 4, 4))
        )
        self.stages = nn.Sequential(
            *upward(w1, w2),  # [N, 512, 8, 8]
            *upward(w2, w3),  # [N, 256, 16, 16]
            *upward(w3, w4),  # [N, 128, 32, 32]
        )
        self.to_image = nn.ConvTranspose2d(w4, channels, 4, 2, 1, bias=False)  # [N, C, 64, 64]

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        return torch.tanh(self.to_image(self.stages(self.project(beside_z(z, c)))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3, w4 = (width << stage for stage in range(4))  # 128, 256, 512, 1024
        self.stages = nn.Sequential(
            nn.Conv2d(channels + num_classes, w1, 4, 2, 1, bias=False),  # [N, 128, 32, 32]
            nn.LeakyReLU(0.2, True),
            *downward(w1, w2),  # [N, 256, 16, 16]
            *downward(w2, w3),  # [N, 512, 8, 8]
            *downward(w3, w4),  # [N, 1024, 4, 4]
            nn.Flatten(),
        )
        self.to_logit = nn.Linear(w4 * 4 * 4, 1)

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        return self.to_logit(self.stages(with_label_planes(images, c))).squeeze(1)


def upward(wide: int, narrow: int) -> tuple[nn.Module, ...]:
    convolution = nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)
    return convolution, nn.BatchNorm2d(narrow), nn.ReLU(True)


def downward(narrow: int, wide: int) -> tuple[nn.Module, ...]:
    convolution = nn.Conv2d(narrow, wide, 4, 2, 1, bias=False)
    return convolution, nn.BatchNorm2d(wide), nn.LeakyReLU(0.2, True)


def networks(
    channels: int, image_size: int, num_classes: int, settings: Dcgan64Settings
) -> tuple[Generator, Discriminator]:
    G = Generator(settings.z_dim, num_classes, channels, settings.width)
    D = Discriminator(num_classes, channels, settings.width)
    for module in (*G.modules(), *D.modules()):  # Linear layers and biases keep torch's start
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(module.weight, 0.0, 0.02)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, settings.bn_scale_init_mean, 0.02)
    return G, D


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: Dcgan64Settings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise."""
    # (1) D: reals towards 1, fakes towards 0, each batch through D on its own.
    for batch, labels in d_step_batches(real, c, settings):
        with torch.no_grad():
            fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        facts = update_D(gan, batch, fake, labels, settings)

    # (2) G: new fakes towards 1.
    fake = gan.G(draw_z(len(batch), settings, like=real), labels)
    return update_G(gan, fake, batch, labels, settings) | facts


DCGAN64 = Recipe(
    name="dcgan64",
    title="DCGAN at 64 px",
    source="diegoalejogm/gans, notebook 2, as changed by cici830/coding-three-final",
    summary="A large DCGAN for 64 px with BatchNorm scales that start at 0. Heavy without a GPU.",
    image_sizes=(64,),
    settings_type=Dcgan64Settings,
    networks=networks,
    step=step,
    epoch_batches="partial",
    schedule=Schedule(
        samples=32, grid_columns=8, grid_batches=100, checkpoint_epochs=1, kept_checkpoints=2
    ),
    published=Published(
        datasets=("fashion-mnist",), image_size=64, channels=1, epochs=200,
        url="https://github.com/diegoalejogm/gans", licence="MIT",
        results=(
            "First batch, from the source's saved log: D loss 1.3881 (sum), G loss 0.7113, "
            "D(x) 0.4997, D(G(z)) 0.5006.",
            "600 updates an epoch at batch 100 and 1,200 at batch 50.",
        ),
    ),
    deviations=(
        "D gives a logit and the sigmoid is part of the loss; the original multiplies it out.",
        "Pictures are drawn in eval mode; the original lets BatchNorm use the samples' own "
        "statistics, and its running ones learn from them.",
        "Every tile shows the fixed range of pixels; the original stretches each to its own.",
        "32 samples are shown as 8 x 4; the original leaves three of 5 x 7 places empty.",
        "A checkpoint follows every epoch with both optimisers, and the last two are kept; the "
        "original rewrites the weights after every batch and keeps one file an epoch.",
        "Class labels, which the original has not, can be had as in the conditional recipes.",
    ),
)  # fmt: skip
