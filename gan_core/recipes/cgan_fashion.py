"""cgan_fashion: the class-conditional GAN of gan_fashion_mnist.ipynb in Adnaneessalmi/GAN, for
Fashion-MNIST at 28 px.

G sees z with the class one-hot beside it, D the image with ten planes, one a class, of which the
image's own is 1. BatchNorm everywhere but next to the image in G and at D's end; torch's own start.
It differs from its sister cgan_cifar10 in more than size: D's loss is the mean of its halves, and G
is updated on the very fakes that D has just learned from.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import override
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.updates import GANState, d_step_batches, draw_z, update_D, update_G
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import beside_z, with_label_planes


@dataclass(frozen=True)
class CganFashionSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 128)
    z_dim: int = override(TrainingOptions, "z_dim", 64)
    labels: bool = override(TrainingOptions, "labels", True)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # pictures of G itself
    width: int = width_setting(64)


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3 = 4 * width, 2 * width, width  # 256, 128, 64
        self.stages = nn.Sequential(  # z and class [N, 74] -> [N, 74, 1, 1]
            nn.Unflatten(1, (z_dim + num_classes, 1, 1)),
            nn.ConvTranspose2d(z_dim + num_classes, w1, 3, 2), nn.BatchNorm2d(w1), nn.ReLU(True),
            nn.ConvTranspose2d(w1, w2, 4, 1), nn.BatchNorm2d(w2), nn.ReLU(True),  # 3 -> 6
            nn.ConvTranspose2d(w2, w3, 3, 2), nn.BatchNorm2d(w3), nn.ReLU(True),  # 13
        )  # fmt: skip
        self.to_image = nn.ConvTranspose2d(w3, channels, 4, 2)  # 28

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        return torch.tanh(self.to_image(self.stages(beside_z(z, c))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2 = width, 2 * width  # 64, 128
        self.stages = nn.Sequential(
            nn.Conv2d(channels + num_classes, w1, 4, 2), nn.BatchNorm2d(w1),  # [N, 64, 13, 13]
            nn.LeakyReLU(0.2, True),
            nn.Conv2d(w1, w2, 4, 2), nn.BatchNorm2d(w2),  # [N, 128, 5, 5]
            nn.LeakyReLU(0.2, True),
        )  # fmt: skip
        self.to_logit = nn.Conv2d(w2, 1, 4, 2)  # [N, 1, 1, 1]

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        return self.to_logit(self.stages(with_label_planes(images, c))).flatten()


def networks(
    channels: int, image_size: int, num_classes: int, settings: CganFashionSettings
) -> tuple[Generator, Discriminator]:
    G = Generator(settings.z_dim, num_classes, channels, settings.width)
    return G, Discriminator(num_classes, channels, settings.width)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: CganFashionSettings
) -> dict[str, Tensor]:
    """One update of D and one of G on the same fakes, which carry the classes of the reals."""
    # (1) D: reals towards 1, fakes towards 0.
    for batch, labels in d_step_batches(real, c, settings):
        fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        facts = update_D(gan, batch, fake, labels, settings, "mean")

    # (2) G: the same fakes, judged once more by the D just updated, towards 1.
    return update_G(gan, fake, batch, labels, settings) | facts


CGAN_FASHION = Recipe(
    name="cgan_fashion",
    title="Conditional GAN for garments",
    source="Adnaneessalmi/GAN, gan_fashion_mnist.ipynb",
    summary="Small and class-conditional: it draws the garment you ask for, and trains on a CPU.",
    image_sizes=(28,),
    settings_type=CganFashionSettings,
    networks=networks,
    step=step,
    channels=(1,),
    d_loss_reduction="mean",
    epoch_batches="partial",
    schedule=Schedule(samples=25, grid_columns=5, grid_every_epochs=10, checkpoint_epochs=10),
    published=Published(
        datasets=("fashion-mnist",), image_size=28, channels=1, epochs=50,
        url="https://github.com/Adnaneessalmi/GAN", licence="none stated",
        results=(
            "Its pictures of class 6 are clean shirts.",
            "469 updates an epoch, 23,450 in all; the last batch of an epoch has 96 images.",
        ),
    ),
    deviations=(
        "It is trained on the 60,000 training images; the 70,000 of its text include the test set.",
        "Pictures show z and classes that stay the same; the original draws new ones.",
        "Losses are logged throughout, where the original prints those of the last batch.",
        "Checkpoints hold the optimisers too, so that training can go on.",
        "Without labels, which is no longer the published recipe, the class inputs are left out.",
    ),
)  # fmt: skip
