"""cgan_fashion: the class-conditional GAN of gan_fashion_mnist.ipynb in Adnaneessalmi/GAN, for
Fashion-MNIST at 28 px.

G gets z with the one-hot class appended, D the image with ten class planes, of which the plane of
the image's class is 1. BatchNorm everywhere except at G's output and in D's last layer; torch's
default initialisation. It differs from cgan_cifar10 in more than size: D's loss is the mean of its
real and fake terms, and G is updated on the same fakes that D was just updated on.
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
class CganFashionSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 128)
    z_dim: int = override(TrainingOptions, "z_dim", 64)
    labels: bool = override(TrainingOptions, "labels", True)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # samples come from G itself
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
        return torch.tanh(self.to_image(self.stages(append_classes(z, c))))


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
    """One update of D and one of G on the same fakes, which have the classes of the reals."""
    # (1) D: reals towards 1, fakes towards 0.
    for batch, labels in d_step_batches(real, c, settings):
        fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        stats = update_D(gan, batch, fake, labels, settings, "mean")

    # (2) G: the same fakes, through the updated D, towards 1.
    return update_G(gan, fake, batch, labels, settings) | stats


CGAN_FASHION = Recipe(
    name="cgan_fashion",
    title="Conditional GAN for clothes",
    source="Adnaneessalmi/GAN, gan_fashion_mnist.ipynb",
    summary="Small and class-conditional: you choose the class it generates. Trains on a CPU.",
    image_sizes=(28,),
    settings_type=CganFashionSettings,
    networks=networks,
    step=step,
    channels=(1,),
    d_loss_reduction="mean",
    partial_last_batch=True,
    schedule=Schedule(samples=25, grid_columns=5, grid_every_epochs=10, checkpoint_epochs=10),
    published=Published(
        datasets=("fashion-mnist",), image_size=28, channels=1, epochs=50,
        url="https://github.com/Adnaneessalmi/GAN", licence="none stated",
        results=(
            "Its samples of class 6 are clear shirts.",
            "469 updates per epoch, 23,450 in total; the last batch of an epoch has 96 images.",
        ),
    ),
    differences=(
        "It trains on the 60,000 training images; the 70,000 of its text include the test set.",
        "Sample grids show fixed z and classes; the original draws new ones each time.",
        "Losses are logged throughout; the original prints those of the last batch only.",
        "Checkpoints include the optimisers, so that training can be resumed.",
        "Labels can be turned off, which removes the class inputs.",
    ),
)  # fmt: skip
