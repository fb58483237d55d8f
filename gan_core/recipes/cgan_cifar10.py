"""cgan_cifar10: the class-conditional GAN of gan_cifar_10.ipynb in Adnaneessalmi/GAN, for CIFAR-10
at 32 px in colour.

G gets z with the one-hot class appended, D the image with ten class planes, of which the plane of
the image's class is 1. BatchNorm everywhere except at G's output and in D's last layer; torch's
default initialisation. It differs from cgan_fashion in more than size: D's loss is the sum of its
real and fake terms, and G is updated on fresh noise.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import override
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.updates import GANState, d_step_batches, draw_z, update_D, update_G
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import append_classes, with_label_planes


@dataclass(frozen=True)
class CganCifar10Settings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 128)
    labels: bool = override(TrainingOptions, "labels", True)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # samples come from G itself
    width: int = width_setting(64)


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3, w4 = (width << stage for stage in (3, 2, 1, 0))  # 512, 256, 128, 64
        self.stages = nn.Sequential(  # z and class [N, 110] -> [N, 110, 1, 1]
            nn.Unflatten(1, (z_dim + num_classes, 1, 1)),
            nn.ConvTranspose2d(z_dim + num_classes, w1, 4, 1), nn.BatchNorm2d(w1), nn.ReLU(True),
            nn.ConvTranspose2d(w1, w2, 4, 2, 1), nn.BatchNorm2d(w2), nn.ReLU(True),  # 4 -> 8
            nn.ConvTranspose2d(w2, w3, 4, 2, 1), nn.BatchNorm2d(w3), nn.ReLU(True),  # 16
            nn.ConvTranspose2d(w3, w4, 4, 2, 1), nn.BatchNorm2d(w4), nn.ReLU(True),  # 32
        )  # fmt: skip
        self.to_image = nn.ConvTranspose2d(w4, channels, 3, 1, 1)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        return torch.tanh(self.to_image(self.stages(append_classes(z, c))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3 = width, 2 * width, 4 * width  # 64, 128, 256
        self.stages = nn.Sequential(
            *stage(channels + num_classes, w1),  # [N, 64, 16, 16]
            *stage(w1, w2),  # [N, 128, 8, 8]
            *stage(w2, w3),  # [N, 256, 4, 4]
        )
        self.to_logit = nn.Conv2d(w3, 1, 4)  # [N, 1, 1, 1]

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        return self.to_logit(self.stages(with_label_planes(images, c))).flatten()


def stage(narrow: int, wide: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(narrow, wide, 4, 2, 1), nn.BatchNorm2d(wide), nn.LeakyReLU(0.2, True)


def networks(
    channels: int, image_size: int, num_classes: int, settings: CganCifar10Settings
) -> tuple[Generator, Discriminator]:
    G = Generator(settings.z_dim, num_classes, channels, settings.width)
    return G, Discriminator(num_classes, channels, settings.width)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: CganCifar10Settings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise; all fakes have the classes of the reals."""
    # (1) D: reals towards 1, fakes towards 0.
    for batch, labels in d_step_batches(real, c, settings):
        with torch.no_grad():
            fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        stats = update_D(gan, batch, fake, labels, settings)

    # (2) G: new fakes of the same classes towards 1.
    fake = gan.G(draw_z(len(batch), settings, like=real), labels)
    return update_G(gan, fake, batch, labels, settings) | stats


CGAN_CIFAR10 = Recipe(
    name="cgan_cifar10",
    title="Conditional GAN for CIFAR-10",
    source="Adnaneessalmi/GAN, gan_cifar_10.ipynb",
    summary="Class-conditional and in colour: you choose what it generates. Slow on a CPU.",
    image_sizes=(32,),
    settings_type=CganCifar10Settings,
    networks=networks,
    step=step,
    channels=(3,),
    partial_last_batch=True,
    schedule=Schedule(
        samples=25, grid_columns=5, grid_epochs=(1, 2, 3), grid_every_epochs=10,
        checkpoint_epochs=10,
    ),
    published=Published(
        datasets=("cifar10",), image_size=32, channels=3, epochs=200,
        url="https://github.com/Adnaneessalmi/GAN", licence="none stated",
        results=(
            "Its samples of class 7 are mostly horses.",
            "391 updates per epoch, 78,200 in total; the last batch of an epoch has 80 images.",
        ),
    ),
    differences=(
        "It trains on the 50,000 training images; the 60,000 of its text include the test set.",
        "D returns logits and the loss includes the sigmoid; the original applies it in D.",
        "Sample grids show fixed z and classes; the original draws new ones each time.",
        "Checkpoints include the optimisers, so that training can be resumed.",
        "Labels can be turned off, which removes the class inputs.",
    ),
)  # fmt: skip
