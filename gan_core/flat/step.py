"""One update of D or of G of the lab, with the losses and penalties of `gan_core.objectives`."""

import contextlib
import copy
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn, optim

from gan_core.config.training_options import TARGETED
from gan_core.flat.draws import Stream, normals, uniforms
from gan_core.flat.networks import discriminator, generator
from gan_core.flat.points import data_set
from gan_core.flat.settings import FlatSettings, checked
from gan_core.objectives import losses
from gan_core.objectives.ema import update_ema
from gan_core.objectives.penalties import clip_weights, gradient_penalty, squared_gradient_norms

BETA2 = 0.999


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread while this lasts: networks this small are slower on several."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@dataclass
class FlatStats:
    """Losses before the update and without penalties; scores are means of D(x) and D(G(z))."""

    loss_D: float = float("nan")
    loss_G: float = float("nan")
    D_real: float = float("nan")
    D_fake: float = float("nan")
    logit_real: float = float("nan")
    logit_fake: float = float("nan")
    r1: float = 0.0
    r2: float = 0.0
    gp: float = 0.0


class FlatGAN:
    """The lab's GAN in torch, float64, on the CPU; its course is a function of its settings."""

    def __init__(self, settings: FlatSettings):
        self.settings = settings
        self.data = data_set(settings.data, settings.points)
        self.G, self.D = generator(settings), discriminator(settings)
        self.G_ema = copy.deepcopy(self.G)
        self.opt_G = _optimizer(self.G, settings, settings.lr_G)
        self.opt_D = _optimizer(self.D, settings, settings.lr_D)
        self.step_count = self.updates_D = self.updates_G = 0
        self.stats = FlatStats()

    def step(self) -> FlatStats:
        """d_steps updates of D, then g_steps of G; in simultaneous order the last of D and the
        first of G have their gradients from the same weights. A frozen network's loss is told too.
        """
        s = self.settings
        of_D = 0 if s.freeze == "D" else s.d_steps
        of_G = 0 if s.freeze == "G" else s.g_steps
        together = s.order == "simultaneous" and of_D > 0 and of_G > 0
        if s.freeze == "D":
            self.gradients_D()
        for _ in range(of_D - together):
            self.update_D()
        if together:
            self.gradients_D()
            self.gradients_G()
            self.move_D()
            self.move_G()
        for _ in range(of_G - together):
            self.update_G()
        if s.freeze == "G":
            self.gradients_G()
        self.step_count += 1
        return self.stats

    def update_D(self) -> None:
        """One update of D."""
        self.gradients_D()
        self.move_D()

    def update_G(self) -> None:
        """One update of G."""
        self.gradients_G()
        self.move_G()

    def gradients_D(self) -> None:
        """Gradients of D's loss with its penalties, left in D's parameters."""
        s, D = self.settings, self.D
        with torch.no_grad():
            fake = self.G(self.z(s.batch_size, Stream.Z_D, self.updates_D))
        real = self._noisy(self._reals(Stream.REAL, self.updates_D), Stream.NOISE_REAL)
        fake = self._noisy(fake, Stream.NOISE_FAKE)
        real.requires_grad_(s.r1_gamma > 0)
        fake.requires_grad_(s.r2_gamma > 0)
        real_logits, fake_logits = D(real), D(fake)
        label = s.real_label if s.loss in TARGETED else 1.0
        loss = sum(losses.loss_D(s.loss, real_logits, fake_logits, real_label=label), start=0.0)
        assert isinstance(loss, Tensor)
        stats = self.stats
        stats.loss_D, stats.r1, stats.r2, stats.gp = loss.item(), 0.0, 0.0, 0.0
        stats.D_real = losses.scores(real_logits).item()
        stats.D_fake = losses.scores(fake_logits).item()
        stats.logit_real, stats.logit_fake = real_logits.mean().item(), fake_logits.mean().item()
        for name, weight, penalty in self._penalties(real, fake, real_logits, fake_logits):
            setattr(stats, name, penalty.item())
            loss = loss + weight * penalty
        D.zero_grad(set_to_none=True)
        loss.backward(inputs=list(D.parameters()))

    def move_D(self) -> None:
        """D's optimiser step, then the weight clip."""
        self.opt_D.step()
        if self.settings.weight_clip:
            clip_weights(self.D, self.settings.weight_clip)
        self.updates_D += 1

    def gradients_G(self) -> None:
        """Gradients of G's loss, left in G's parameters."""
        s = self.settings
        fake = self.G(self.z(s.batch_size, Stream.Z_G, self.updates_G))
        self.D.requires_grad_(False)
        fake_logits = self.D(self._noisy(fake, Stream.NOISE_G))
        real_logits = None
        if s.loss == "relativistic":
            real = self._reals(Stream.REAL_G, self.updates_G)
            real_logits = self.D(self._noisy(real, Stream.NOISE_REAL_G))
        loss = losses.loss_G(s.loss, fake_logits, real_logits)
        self.D.requires_grad_(True)
        self.stats.loss_G = loss.item()
        self.G.zero_grad(set_to_none=True)
        loss.backward()

    def move_G(self) -> None:
        """G's optimiser step, then its moving average."""
        self.opt_G.step()
        update_ema(self.G_ema, self.G, self.settings.ema_decay)
        self.updates_G += 1

    def change(self, **some: Any) -> None:
        """Other values for settings that are not sizes; a new optimizer starts without memory."""
        before = self.settings
        self.settings = s = checked({**asdict(before), **some})
        if s.optimizer != before.optimizer:
            self.opt_G = _optimizer(self.G, s, s.lr_G)
            self.opt_D = _optimizer(self.D, s, s.lr_D)
        for optimizer, lr in ((self.opt_G, s.lr_G), (self.opt_D, s.lr_D)):
            optimizer.param_groups[0]["lr"] = lr
            if s.optimizer == "adam":
                optimizer.param_groups[0]["betas"] = (s.beta1, BETA2)

    @torch.no_grad()
    def fakes(self, count: int) -> np.ndarray:
        """The first `count` fakes of the fixed z, by the averaged G where there is one; [N, 2]."""
        G = self.G_ema if self.settings.ema_decay > 0 else self.G
        return G(self.z(count, Stream.FIXED_Z, 0)).numpy()

    @torch.no_grad()
    def logits(self, points: np.ndarray) -> np.ndarray:
        """D's logits at points [N, 2]."""
        return self.D(torch.from_numpy(np.ascontiguousarray(points))).numpy()

    def z(self, count: int, stream: Stream, counter: int) -> Tensor:
        """z [count, z_dim] of a stream."""
        s = self.settings
        drawn = normals(count * s.z_dim, s.seed, stream, counter)
        return torch.from_numpy(drawn.reshape(count, s.z_dim))

    def _reals(self, stream: Stream, counter: int) -> Tensor:
        s = self.settings
        return torch.from_numpy(self.data.sampled.sample(s.batch_size, s.seed, stream, counter))

    def _noisy(self, points: Tensor, stream: Stream) -> Tensor:
        """Points as D sees them."""
        s = self.settings
        if not s.instance_noise:
            return points
        of_G = stream in (Stream.NOISE_G, Stream.NOISE_REAL_G)
        counter = self.updates_G if of_G else self.updates_D
        noise = normals(points.numel(), s.seed, stream, counter).reshape(points.shape)
        return points + s.instance_noise * torch.from_numpy(noise)

    def _penalties(
        self, real: Tensor, fake: Tensor, real_logits: Tensor, fake_logits: Tensor
    ) -> Iterator[tuple[str, float, Tensor]]:
        """Name, weight and value of the penalties in use."""
        s = self.settings
        wanted = [
            (name, gamma / 2, points)
            for name, gamma, points in (("r1", s.r1_gamma, real), ("r2", s.r2_gamma, fake))
            if gamma
        ]
        if wanted:
            total = real_logits.sum() + fake_logits.sum()
            norms = squared_gradient_norms(total, [points for _, _, points in wanted])
            for (name, weight, _), norm in zip(wanted, norms, strict=True):
                yield name, weight, norm
        if s.gp_weight:
            t = torch.from_numpy(uniforms(s.batch_size, s.seed, Stream.GP, self.updates_D))
            yield "gp", s.gp_weight, gradient_penalty(self.D, real, fake, t=t)


def _optimizer(network: nn.Module, s: FlatSettings, lr: float) -> optim.Optimizer:
    if s.optimizer == "sgd":
        return optim.SGD(network.parameters(), lr=lr)
    return optim.Adam(network.parameters(), lr=lr, betas=(s.beta1, BETA2))
