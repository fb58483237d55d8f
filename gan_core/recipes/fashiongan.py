"""fashiongan: the Keras notebook of nicknochnack/GANBasics, republished as vivek7208/FashionGAN,
for Fashion-MNIST at 28 px in [0, 1].

G upsamples by repeating pixels and then convolves; D is four 5x5 convolutions without padding or
stride, with dropout after each. No normalisation anywhere. D is weakened by noisy labels and a
learning rate a tenth of G's.

The original labels reals 0 and fakes 1, so that its D estimates P(fake). Changing the sign of D's
output gives the same training, so here, as everywhere, D estimates P(real) with target 1 for reals.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import override
from gan_core.config.training_options import TrainingOptions
from gan_core.data.images import UNIT
from gan_core.objectives.updates import (
    GANState,
    d_step_batches,
    draw_z,
    in_eval_mode,
    repeat_classes,
    update_D,
    update_G,
)
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import (
    SameConv2d,
    UpsampledConv2d,
    append_classes,
    keras_init,
    with_label_planes,
)


@dataclass(frozen=True)
class FashionGanSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 128)
    lr_G: float = override(TrainingOptions, "lr_G", 1e-4)
    lr_D: float = override(TrainingOptions, "lr_D", 1e-5)  # ten times slower than G
    z_dim: int = override(TrainingOptions, "z_dim", 128)
    beta1: float = override(TrainingOptions, "beta1", 0.9)
    adam_eps: float = override(TrainingOptions, "adam_eps", 1e-7)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # samples come from G itself
    target_noise: float = override(TrainingOptions, "target_noise", 0.15)
    width: int = width_setting(128)


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, width: int):
        super().__init__()
        self.project = nn.Sequential(  # z [N, 128] -> [N, 128, 7, 7]
            nn.Linear(z_dim + num_classes, width * 7 * 7),
            nn.LeakyReLU(0.2, True),
            nn.Unflatten(1, (width, 7, 7)),
        )
        self.stages = nn.Sequential(
            # Each Identity keeps the numbers of the layers as they are in stored generators.
            nn.Identity(), UpsampledConv2d(width, width, 5), nn.LeakyReLU(0.2, True),  # 14
            nn.Identity(), UpsampledConv2d(width, width, 5), nn.LeakyReLU(0.2, True),  # 28
            SameConv2d(width, width, 4), nn.LeakyReLU(0.2, True),
            SameConv2d(width, width, 4), nn.LeakyReLU(0.2, True),
        )  # fmt: skip
        self.to_image = SameConv2d(width, channels, 4)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [0, 1]."""
        return torch.sigmoid(self.to_image(self.stages(self.project(append_classes(z, c)))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3, w4 = width // 4, width // 2, width, 2 * width  # 32, 64, 128, 256
        self.stages = nn.Sequential(
            *stage(channels + num_classes, w1),  # [N, 32, 24, 24]
            *stage(w1, w2),  # [N, 64, 20, 20]
            *stage(w2, w3),  # [N, 128, 16, 16]
            *stage(w3, w4),  # [N, 256, 12, 12]
            nn.Flatten(),
            nn.Dropout(0.4),
        )
        self.to_logit = nn.Linear(w4 * 12 * 12, 1)

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [0, 1] and class weights c -> logits [N]."""
        return self.to_logit(self.stages(with_label_planes(images, c))).squeeze(1)


def stage(narrow: int, wide: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(narrow, wide, 5), nn.LeakyReLU(0.2, True), nn.Dropout(0.4)


def networks(
    channels: int, image_size: int, num_classes: int, settings: FashionGanSettings
) -> tuple[Generator, Discriminator]:
    G = Generator(settings.z_dim, num_classes, channels, settings.width)
    D = Discriminator(num_classes, channels, settings.width)
    return G.apply(keras_init), D.apply(keras_init)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: FashionGanSettings
) -> dict[str, Tensor]:
    """One update of D, then one of G on fresh noise; fakes are always a full batch."""
    G, count = gan.G, settings.batch_size

    # (1) D: reals towards 1 and fakes towards 0, with label noise; one mean over all of them.
    for batch, labels in d_step_batches(real, c, settings):
        fake_labels = repeat_classes(labels, count)
        with torch.no_grad(), in_eval_mode(G):
            fake = G(draw_z(count, settings, like=real), fake_labels)
        stats = update_D(gan, batch, fake, labels, settings, "mean", UNIT)

    # (2) G: new fakes towards 1, with D's dropout off.
    fake = G(draw_z(count, settings, like=real), fake_labels)
    with in_eval_mode(gan.D):
        return update_G(gan, fake, batch, labels, settings, UNIT) | stats


FASHIONGAN = Recipe(
    name="fashiongan",
    title="FashionGAN",
    source="nicknochnack/GANBasics, republished as vivek7208/FashionGAN",
    summary="Upsampling generator, noisy labels and a slow D. Very slow without a GPU.",
    image_sizes=(28,),
    settings_type=FashionGanSettings,
    networks=networks,
    step=step,
    channels=(1,),
    data_range=UNIT,
    d_loss_reduction="mean",
    partial_last_batch=True,
    schedule=Schedule(samples=16, grid_columns=4, grid_every_epochs=1),
    published=Published(
        datasets=("fashion-mnist",), image_size=28, channels=1, epochs=20,
        url="https://github.com/nicknochnack/GANBasics", licence="MIT by its README",
        results=(
            "2,155,137 parameters in G and 1,113,345 in D.",
            "D loss 0.2675 to 0.2755 (mean) from epoch 4 on, just above the floor of 0.2664 set "
            "by the noisy labels; G loss above 6.",
            "It was run for 20 epochs; the author recommends 2,000.",
        ),
    ),
    differences=(
        "The original labels reals 0 and fakes 1; here it is the other way round, so that D(x) is "
        "the probability of real.",
        "D returns logits and the loss includes the sigmoid; Keras clips the sigmoid at 1e-7.",
        "Samples use normal z, as in training; the original uses uniform z, which covers only a "
        "small part of it.",
        "The sample grid shows 16 fixed z; the original saves 3 new samples per epoch, and its "
        "last grid shows 9 different images in 16 cells.",
        "Optional class labels, as in the conditional recipes; the original has none.",
    ),
)  # fmt: skip
