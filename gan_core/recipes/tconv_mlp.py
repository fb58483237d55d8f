"""tconv_mlp: a generator of transposed convolutions and a dense discriminator, as described in
sanjanb/GAN-GenAI, for Fashion-MNIST at 28 px.

The project's text gives the types of layers, a later revision of it the numbers of filters and
units; its notebook is not available. What neither says is chosen here and listed among the
differences. No normalisation in either network.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import BUILT, override, setting
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.updates import GANState, d_step_batches, draw_z, update_D, update_G
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import append_classes, keras_init


@dataclass(frozen=True)
class TconvMlpSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 128)
    lr_G: float = override(TrainingOptions, "lr_G", 1e-4)
    lr_D: float = override(TrainingOptions, "lr_D", 1e-4)
    beta1: float = override(TrainingOptions, "beta1", 0.9)
    adam_eps: float = override(TrainingOptions, "adam_eps", 1e-7)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # samples come from G itself
    width: int = width_setting(64)
    filters: str = setting(
        "falling", "Order of G's filter counts: 256, 128, 64, or rising as in the source.",
        choices=("falling", "rising"), fixed=BUILT,
    )  # fmt: skip


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, widths: tuple[int, int, int]):
        super().__init__()
        w1, w2, w3 = widths  # 256, 128, 64
        self.project = nn.Sequential(  # z [N, 100] -> [N, 256, 7, 7]
            nn.Linear(z_dim + num_classes, w1 * 7 * 7), nn.ReLU(True), nn.Unflatten(1, (w1, 7, 7))
        )
        self.stages = nn.Sequential(
            nn.ConvTranspose2d(w1, w1, 3, 1, 1), nn.ReLU(True),  # [N, 256, 7, 7]
            nn.ConvTranspose2d(w1, w2, 4, 2, 1), nn.ReLU(True),  # [N, 128, 14, 14]
            nn.ConvTranspose2d(w2, w3, 4, 2, 1), nn.ReLU(True),  # [N, 64, 28, 28]
        )  # fmt: skip
        self.to_image = nn.Conv2d(w3, channels, 3, 1, 1)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        return torch.tanh(self.to_image(self.stages(self.project(append_classes(z, c)))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, pixels: int, width: int):
        super().__init__()
        self.stages = nn.Sequential(
            nn.Linear(pixels + num_classes, 4 * width), nn.LeakyReLU(0.2, True), nn.Dropout(0.3),
            nn.Linear(4 * width, 2 * width), nn.LeakyReLU(0.2, True), nn.Dropout(0.3),
        )  # fmt: skip
        self.to_logit = nn.Linear(2 * width, 1)

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        return self.to_logit(self.stages(append_classes(images.flatten(1), c))).squeeze(1)


def networks(
    channels: int, image_size: int, num_classes: int, settings: TconvMlpSettings
) -> tuple[Generator, Discriminator]:
    widths = (4 * settings.width, 2 * settings.width, settings.width)
    widths = widths if settings.filters == "falling" else widths[::-1]
    G = Generator(settings.z_dim, num_classes, channels, widths)
    D = Discriminator(num_classes, channels * image_size**2, settings.width)
    return G.apply(keras_init), D.apply(keras_init)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: TconvMlpSettings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise."""
    # (1) D: reals towards 1, fakes towards 0.
    for batch, labels in d_step_batches(real, c, settings):
        with torch.no_grad():
            fake = gan.G(draw_z(len(batch), settings, like=real), labels)
        stats = update_D(gan, batch, fake, labels, settings, "mean")

    # (2) G: new fakes towards 1.
    fake = gan.G(draw_z(len(batch), settings, like=real), labels)
    return update_G(gan, fake, batch, labels, settings) | stats


TCONV_MLP = Recipe(
    name="tconv_mlp",
    title="Transposed convolutions and a dense D",
    source="sanjanb/GAN-GenAI (text only; its notebook is not available)",
    summary="A convolutional generator and a small dense discriminator; trains on a CPU.",
    image_sizes=(28,),
    settings_type=TconvMlpSettings,
    networks=networks,
    step=step,
    channels=(1,),
    d_loss_reduction="mean",
    partial_last_batch=True,
    schedule=Schedule(samples=16, grid_columns=4, grid_every_epochs=1, checkpoint_epochs=10),
    published=Published(
        datasets=("fashion-mnist",), image_size=28, channels=1, epochs=50,
        url="https://github.com/sanjanb/GAN-GenAI", licence="none stated",
        results=(
            "Its table of losses (G 0.693 to 0.400, D 0.693 to 0.750, both linear) cannot come "
            "from a real run; see `check-losses --example`.",
            "Its plot ends at G loss 1.70, D loss 0.92, D(x) 0.67 and D(G(z)) 0.27.",
        ),
    ),
    differences=(
        "The source gives types of layers; sizes come from a later revision of its text: z of 100, "
        "filters 64, 128 and 256, dense layers of 256 and 128.",
        "Chosen here: filters in falling order, strides 1, 2, 2 with kernels 3, 4, 4, slope 0.2, "
        "dropout 0.3, Keras's initialisation, Adam's betas and epsilon.",
        "Chosen here: D's loss is the mean of its real and fake terms, which is 0.693 at chance "
        "level, as in its table.",
        "Its fully connected layer for flattening is a plain flatten without weights.",
        "Chosen here: 16 fixed samples after every epoch, a checkpoint every 10 epochs.",
        "D returns logits and the loss includes the sigmoid.",
        "Optional class labels, appended to z and to the pixels; the original has none.",
    ),
)  # fmt: skip
