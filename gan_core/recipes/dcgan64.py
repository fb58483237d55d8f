"""dcgan64: the PyTorch DC-GAN notebook of diegoalejogm/gans, 64 px, as a student project cut it
from 3 channels to 1 and from batches of 100 to 50 for Fashion-MNIST (cici830/coding-three-final).

Four strided convolutions in each network, BatchNorm in both except next to the image, tanh at G's
output. Unusual initialisation: BatchNorm's scales are drawn around 0, not 1, so that the untrained
networks are almost constant and D(x) is about 0.50 for every image.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import override, setting
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.updates import GANState, d_step_batches, draw_z, update_D, update_G
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import append_classes, with_label_planes


@dataclass(frozen=True)
class Dcgan64Settings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 50)  # the unmodified source has 100
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # samples come from G itself
    width: int = width_setting(128)
    bn_scale_init_mean: float = setting(
        0.0, "Mean of BatchNorm's initial scales; 0 as published, 1 is usual for a DCGAN.",
        low=0.0, high=2.0, fixed="it counts only where weights are drawn",
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
        return torch.tanh(self.to_image(self.stages(self.project(append_classes(z, c)))))


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
    for module in (*G.modules(), *D.modules()):  # Linear layers and biases keep torch's defaults
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(module.weight, 0.0, 0.02)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, settings.bn_scale_init_mean, 0.02)
    return G, D


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: Dcgan64Settings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise."""
    # (1) D: reals towards 1, fakes towards 0, in separate batches.
    for batch, labels in d_step_batches(real, c, settings):
        with torch.no_grad():
            fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        stats = update_D(gan, batch, fake, labels, settings)

    # (2) G: new fakes towards 1.
    fake = gan.G(draw_z(len(batch), settings, like=real), labels)
    return update_G(gan, fake, batch, labels, settings) | stats


DCGAN64 = Recipe(
    name="dcgan64",
    title="DCGAN at 64 px",
    source="diegoalejogm/gans, notebook 2, as changed by cici830/coding-three-final",
    summary="A large DCGAN for 64 px whose BatchNorm scales start at 0. Very slow without a GPU.",
    image_sizes=(64,),
    settings_type=Dcgan64Settings,
    networks=networks,
    step=step,
    partial_last_batch=True,
    schedule=Schedule(
        samples=32, grid_columns=8, grid_batches=100, checkpoint_epochs=1, kept_checkpoints=2
    ),
    published=Published(
        datasets=("fashion-mnist",), image_size=64, channels=1, epochs=200,
        url="https://github.com/diegoalejogm/gans", licence="MIT",
        results=(
            "First batch, from the source's saved log: D loss 1.3881 (sum), G loss 0.7113, "
            "D(x) 0.4997, D(G(z)) 0.5006.",
            "600 updates per epoch at batch size 100 and 1,200 at batch size 50.",
        ),
    ),
    differences=(
        "D returns logits and the loss includes the sigmoid; the original applies it in D.",
        "Samples are generated in eval mode; the original's BatchNorm uses the statistics of the "
        "samples and adds them to its running averages.",
        "All samples use the same pixel range; the original rescales each to its own.",
        "The sample grid is 8 x 4; the original's is 5 x 7 with three empty cells.",
        "A checkpoint with both optimisers follows every epoch, and the last two are kept; the "
        "original saves the weights after every batch and keeps one file per epoch.",
        "Optional class labels, as in the conditional recipes; the original has none.",
    ),
)  # fmt: skip
