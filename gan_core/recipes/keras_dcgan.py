"""keras_dcgan: the DCGAN tutorial of tensorflow.org (tensorflow/docs, generative/dcgan.ipynb), as a
student report ran it, on Fashion-MNIST at 28 px instead of MNIST.

5x5 kernels with Keras's padding, LeakyReLU 0.3, BatchNorm in G with Keras's momentum, dropout in D.
Unusual step: simultaneous updates. Both gradients are taken at the old weights on one batch of
fakes, so that G's update does not see D's.
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
    append_classes,
    keras_init,
    with_label_planes,
)

MOMENTUM, EPS = 0.01, 1e-3  # Keras's defaults of BatchNorm; its momentum is 1 minus torch's


@dataclass(frozen=True)
class KerasDcganSettings(TrainingOptions):
    batch_size: int = override(TrainingOptions, "batch_size", 256)
    lr_G: float = override(TrainingOptions, "lr_G", 1e-4)
    lr_D: float = override(TrainingOptions, "lr_D", 1e-4)
    beta1: float = override(TrainingOptions, "beta1", 0.9)
    adam_eps: float = override(TrainingOptions, "adam_eps", 1e-7)
    ema_kimg: float = override(TrainingOptions, "ema_kimg", 0.0)  # samples come from G itself
    width: int = width_setting(64)


class Generator(nn.Module):
    def __init__(self, z_dim: int, num_classes: int, channels: int, width: int):
        super().__init__()
        w1, w2, w3 = 4 * width, 2 * width, width  # 256, 128, 64
        self.project = nn.Sequential(  # z [N, 100] -> [N, 256, 7, 7]; each feature normalised
            nn.Linear(z_dim + num_classes, w1 * 7 * 7, bias=False),
            nn.BatchNorm1d(w1 * 7 * 7, momentum=MOMENTUM, eps=EPS),
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
        return torch.tanh(self.to_image(self.stages(self.project(append_classes(z, c)))))


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
    norm = nn.BatchNorm2d(narrow, momentum=MOMENTUM, eps=EPS)
    return convolution, norm, nn.LeakyReLU(0.3, True)


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
    """Simultaneous updates on one full batch of fakes, after any further updates of D."""
    G, D, count = gan.G, gan.D, settings.batch_size
    *earlier, (batch, labels) = d_step_batches(real, c, settings)
    for batch_before, labels_before in earlier:
        with torch.no_grad():
            fake = G(draw_z(count, settings, like=real), repeat_classes(labels_before, count))
        update_D(gan, batch_before, fake, labels_before, settings)

    # (1) One pass of D over reals and fakes; both losses use the same logits.
    fake = G(draw_z(count, settings, like=real), repeat_classes(labels, count))
    d_loss = discriminator_loss(gan, batch, fake, labels, settings)
    loss_G = losses.loss_G(settings.loss, d_loss.fake_logits, d_loss.real_logits)

    # (2) Both gradients at the old weights, then both updates.
    added = gan.frechet(fake) if gan.frechet else 0
    gradients_G = torch.autograd.grad(loss_G + added, list(G.parameters()), retain_graph=True)
    gradients_D = torch.autograd.grad(d_loss.loss, list(D.parameters()))
    for network, gradients in ((G, gradients_G), (D, gradients_D)):
        for parameter, gradient in zip(network.parameters(), gradients, strict=True):
            parameter.grad = gradient
    gan.opt_G.step()
    step_D(gan, settings)
    return {"loss/G": loss_G.detach()} | d_loss.stats


KERAS_DCGAN = Recipe(
    name="keras_dcgan",
    title="Keras tutorial DCGAN",
    source="tensorflow/docs, site/en/tutorials/generative/dcgan.ipynb",
    summary="The DCGAN of the TensorFlow tutorial, which updates G and D simultaneously.",
    image_sizes=(28,),
    settings_type=KerasDcganSettings,
    networks=networks,
    step=step,
    channels=(1,),
    partial_last_batch=True,
    schedule=Schedule(samples=16, grid_columns=4, grid_every_epochs=1, checkpoint_epochs=15),
    published=Published(
        datasets=("fashion-mnist", "mnist"), image_size=28, channels=1, epochs=50,
        url="https://www.tensorflow.org/tutorials/generative/dcgan", licence="Apache-2.0",
        results=("235 updates per epoch, 11,750 in total.", "Keras counts 2,330,944 parameters in "
                 "G: 2,305,472 trainable ones and 25,472 BatchNorm statistics."),
    ),
    differences=(
        "D returns logits, as in the tutorial; the report's sigmoid is part of the loss.",
        "Checkpoints follow epochs 15, 30 and 45 and the end of training; the original has none "
        "at the end, so that it restores an earlier epoch than it shows.",
        "Further checkpoints follow by time; the newest two are kept.",
        "It trains on the 60,000 training images; the 70,000 of the report include the test set.",
        "Optional class labels, as in the conditional recipes; the original has none.",
    ),
)  # fmt: skip
