"""keras_dcgan: the DCGAN tutorial of tensorflow.org (tensorflow/docs, generative/dcgan.ipynb), as a
student report ran it on Fashion-MNIST at 28 px in place of MNIST.

5x5 kernels padded as Keras does, LeakyReLU 0.3, BatchNorm in G with Keras's slow averages, dropout
in D. Known by its step: both networks move at once, from gradients taken at the old weights on one
batch of fakes, so that D's progress never reaches G within a step.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.config.schedule import Schedule
from gan_core.config.settings import override
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives import losses
from gan_core.objectives.updates import (
    GANState,
    d_step_batches,
    discriminator_loss,
    draw_z,
    repeat_classes,
    step_D,
    update_D,
)
from gan_core.recipes.base import Published, Recipe, width_setting
from gan_core.recipes.layers import (
    SameConv2d,
    SameConvTranspose2d,
    beside_z,
    keras_init,
    with_label_planes,
)

KERAS_BATCH_NORM = {"momentum": 0.01, "eps": 1e-3}  # Keras counts momentum from the other end


@dataclass(frozen=True)
class KerasDcganSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 256)
    lr_G: float = override(TrainingOptions, "lr_G", 1e-4)
    lr_D: float = override(TrainingOptions, "lr_D", 1e-4)
    beta1: float = override(TrainingOptions, "beta1", 0.9)
    adam_eps: float = override(TrainingOptions, "adam_eps", 1e-7)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # pictures of G itself
    width: int = width_setting(64)


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3 = 4 * width, 2 * width, width  # 256, 128, 64
        self.project = nn.Sequential(  # z [N, 100] -> [N, 256, 7, 7]; each feature has its own norm
            nn.Linear(z_dim + num_classes, w1 * 7 * 7, bias=False),
            nn.BatchNorm1d(w1 * 7 * 7, **KERAS_BATCH_NORM),
            nn.LeakyReLU(0.3, True),
            nn.Unflatten(1, (w1, 7, 7)),
        )
        self.stages = nn.Sequential(
            *upward(w1, w2, 1),  # [N, 128, 7, 7]
            *upward(w2, w3, 2),  # [N, 64, 14, 14]
        )
        self.to_image = SameConvTranspose2d(w3, channels, 5, 2, bias=False)  # [N, C, 28, 28]

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """z [N, z_dim] and class weights c [N, num_classes] -> images [N, C, H, W] in [-1, 1]."""
        return torch.tanh(self.to_image(self.stages(self.project(beside_z(z, c)))))


class Discriminator(nn.Module):
    def __init__(self, num_classes: int, channels: int, width: int):
        super().__init__()
        self.stages = nn.Sequential(
            *downward(channels + num_classes, width),  # [N, 64, 14, 14]
            *downward(width, 2 * width),  # [N, 128, 7, 7]
            nn.Flatten(),
        )
        self.to_logit = nn.Linear(2 * width * 7 * 7, 1)

    def forward(self, images: Tensor, c: Tensor | None = None) -> Tensor:
        """images [N, C, H, W] in [-1, 1] and class weights c -> logits [N]."""
        return self.to_logit(self.stages(with_label_planes(images, c))).squeeze(1)


def upward(wide: int, narrow: int, stride: int) -> tuple[nn.Module, ...]:
    convolution = SameConvTranspose2d(wide, narrow, 5, stride, bias=False)
    return convolution, nn.BatchNorm2d(narrow, **KERAS_BATCH_NORM), nn.LeakyReLU(0.3, True)


def downward(narrow: int, wide: int) -> tuple[nn.Module, ...]:
    return SameConv2d(narrow, wide, 5, 2), nn.LeakyReLU(0.3, True), nn.Dropout(0.3)


def networks(
    channels: int, image_size: int, num_classes: int, settings: KerasDcganSettings
) -> tuple[Generator, Discriminator]:
    G = Generator(settings.z_dim, num_classes, channels, settings.width)
    D = Discriminator(num_classes, channels, settings.width)
    return G.apply(keras_init), D.apply(keras_init)


def step(
    gan: GANState, real: Tensor, c: Tensor | None, settings: KerasDcganSettings
) -> dict[str, Tensor]:
    """Both networks at once, on one full batch of fakes; further updates of D come before."""
    G, D, count = gan.G, gan.D, settings.batch_size
    *earlier, (batch, labels) = d_step_batches(real, c, settings)
    for batch_before, labels_before in earlier:
        with torch.no_grad():
            fake = G(draw_z(count, settings, like=real), repeat_classes(labels_before, count))
        update_D(gan, batch_before, fake, labels_before, settings)

    # (1) D judges reals and fakes once; the same d_loss of the fakes serves both losses.
    fake = G(draw_z(count, settings, like=real), repeat_classes(labels, count))
    d_loss = discriminator_loss(gan, batch, fake, labels, settings)
    loss_G = losses.loss_G(settings.loss, d_loss.fake_logits, d_loss.real_logits)

    # (2) Both gradients at the old weights, then both moves.
    gradients_G = torch.autograd.grad(loss_G, list(G.parameters()), retain_graph=True)
    gradients_D = torch.autograd.grad(d_loss.loss, list(D.parameters()))
    for network, gradients in ((G, gradients_G), (D, gradients_D)):
        for parameter, gradient in zip(network.parameters(), gradients, strict=True):
            parameter.grad = gradient
    gan.opt_G.step()
    step_D(gan, settings)
    return {"loss/G": loss_G.detach()} | d_loss.facts


KERAS_DCGAN = Recipe(
    name="keras_dcgan",
    title="Keras tutorial DCGAN",
    source="tensorflow/docs, site/en/tutorials/generative/dcgan.ipynb",
    summary="The TensorFlow tutorial's DCGAN, whose two networks move at the same time.",
    image_sizes=(28,),
    settings_type=KerasDcganSettings,
    networks=networks,
    step=step,
    channels=(1,),
    epoch_batches="partial",
    schedule=Schedule(samples=16, grid_columns=4, grid_every_epochs=1, checkpoint_epochs=15),
    published=Published(
        datasets=("fashion-mnist", "mnist"), image_size=28, channels=1, epochs=50,
        url="https://www.tensorflow.org/tutorials/generative/dcgan", licence="Apache-2.0",
        results=("235 updates an epoch, 11,750 in all.", "Keras counts 2,330,944 numbers in G: "
                 "2,305,472 that are trained and 25,472 of BatchNorm's statistics."),
    ),
    deviations=(
        "D gives a logit, as in the tutorial; the report's sigmoid is part of the loss.",
        "Checkpoints follow epochs 15, 30 and 45 and the end; the original lacks the end, so that "
        "its restored epoch is not the one pictured.",
        "Checkpoints other than these follow the clock besides; the newest two are kept.",
        "Training uses the 60,000 training images; the 70,000 of the report include the test set.",
        "Class labels, which the original has not, can be had as in the conditional recipes.",
    ),
)  # fmt: skip
