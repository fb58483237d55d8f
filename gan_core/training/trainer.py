"""The training loop: updates of D, G and G_ema, and a stream of log records. Writes no files.

All randomness follows from the seed: initial weights and training noise from torch's generator
(whose state is part of `state()`), the order of images from (seed, images seen) alone.
"""

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.followed_seeds import columns_for
from gan_core.config.train_config import TrainConfig
from gan_core.config.training_options import TrainingOptions
from gan_core.data.conditioning import conditions_of
from gan_core.data.image_order import ImageOrder
from gan_core.data.image_set import ImageSet
from gan_core.data.images import grid_columns, to_float, to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.objectives.adam import Adam
from gan_core.objectives.annealing import augmented_share, learning_rate_factor
from gan_core.objectives.ema import Decay, ema_decay, update_ema
from gan_core.objectives.frechet_loss import FROM, FrechetLoss, RealFeatures
from gan_core.objectives.shared_rows import share_rows, sum_gradients
from gan_core.objectives.updates import in_eval_mode, penalty_due
from gan_core.recipes import GANState, Recipe
from gan_core.training import devices
from gan_core.training.averages import PowerAverages
from gan_core.training.clock import Clock
from gan_core.training.engine import Eager, compute_in, engine_for
from gan_core.training.ranks import Ranks, Rates

GRID_ROWS = 8
Record = dict[str, float | int]


class Trainer:
    """One run in memory. Iterate `records()`, look at `sample_grid()`, save `state()`.

    The only place that builds G and D and seeds the random generators. `real_features` is asked
    for the Frechet loss, once it is due; without it there is none, whatever the settings say.
    """

    def __init__(
        self,
        recipe: Recipe[Any],
        config: TrainConfig,
        data: ImageSet,
        ranks: Ranks | None = None,
        real_features: Callable[[TrainConfig, ImageSet, torch.device], RealFeatures] | None = None,
    ):
        settings = config.settings
        self.recipe, self.config, self.data = recipe, config, data
        self.ranks = ranks or Ranks()
        self.device = devices.choose(config.device)
        if config.threads:
            torch.set_num_threads(config.threads)
        self.conditions = conditions_of(data, settings)
        self.num_classes = len(self.conditions)  # or clusters

        # Weights are drawn on the CPU, so that a seed gives the same weights on every device.
        torch.manual_seed(config.seed)
        shape = (data.channels, data.image_size, self.num_classes)
        G, D = recipe.build_with(*shape, settings)
        for network in (G, D):
            network.to(self.device)
            network.to(memory_format=torch.channels_last)
        self.G_ema = copy.deepcopy(G).eval().requires_grad_(False)
        # None also in a run that began before there were any: its first part would be missing.
        self.averages = PowerAverages(G) if settings.posthoc_ema else None
        self.gan = GANState(
            G, D,
            opt_G=_adam(G, settings.lr_G, settings, self.device),
            opt_D=_adam(D, settings.lr_D, settings, self.device),
            # A tensor, which a captured step reads.
            augment_share=torch.zeros((), device=self.device) if settings.augment_rampup else None,
        )  # fmt: skip
        for network in (G, D):
            compute_in(network, settings.precision, self.device)
        self.engine = engine_for(self.device, settings, self.ranks)

        # The whole set is on the device as uint8; a batch is one gather, without loader or workers.
        self.images = data.images.to(self.device)
        labels = self.conditions.labels
        self.labels = None if labels is None else labels.to(self.device)
        self.whole_epochs = recipe.partial_last_batch
        self.order = ImageOrder(len(data), config.seed, self.whole_epochs, self.device)
        self.images_per_step = settings.batch_size * settings.d_steps

        self.real_features = real_features if settings.frechet == "on" else None
        self.frechet: FrechetLoss | None = None  # once it is due

        self.step = 0  # updates of G
        self.images_seen = 0  # real images shown to D
        self.clock = Clock()
        self.adjustment = Adjustment()  # may be changed between two records

        # Seeds as on the Explore page, where any sample can be opened; a seed has its class, too.
        schedule, followed = recipe.schedule, config.followed_seeds
        self.grid_columns = schedule.grid_columns or grid_columns(self.num_classes)
        self.grid_seeds = followed or range(schedule.samples or GRID_ROWS * self.grid_columns)
        self.grid_columns = columns_for(len(followed)) if followed else self.grid_columns
        self.fixed_z = z_from_seeds(self.grid_seeds, settings.z_dim).to(self.device)
        self.fixed_c = self._one_hot(torch.tensor(self.grid_seeds) % max(1, self.num_classes))
        if self.ranks.size > 1:
            self._share_updates()

    @property
    def epoch(self) -> float:
        """Passes over the data so far."""
        return self.images_seen / len(self.data)

    @property
    def epochs_done(self) -> int:
        """Complete passes over the data so far."""
        return self.images_seen // len(self.data)

    @property
    def finished(self) -> bool:
        """Whether the budget is used up."""
        return self.progress >= 1

    @property
    def progress(self) -> float:
        """Share of the budget used, 0 to 1."""
        budget, seconds = self.config.budget, self.clock.seconds
        return budget.fraction(self.images_seen, seconds, len(self.data))

    def records(self, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Record]:
        """Train until the budget is used or `should_stop()`; a record every `log_every` updates.

        Losses and scores are means over the updates since the last record. Between two records
        nothing is pending, so a `state()` saved there continues exactly. If the recipe's epochs
        end with a partial batch, a record ends with each epoch.
        """
        while not (self.finished or should_stop()):
            window: list[dict[str, Tensor]] = []
            start, seen = self.clock.seconds, self.images_seen
            while not window or not (
                self.step % self.config.settings.log_every == 0
                or self.finished
                or self._epoch_just_ended()
                or should_stop()
            ):
                window.append(self.train_step())
            means = _means(window)  # the only wait for the device in a window
            self._refuse_nonfinite(means)
            elapsed = self.clock.seconds - start
            yield {
                "step": self.step,
                "images_seen": self.images_seen,
                "epoch": round(self.epoch, 6),
                **means,
                "seconds": round(self.clock.seconds, 3),
                "images_per_second": round((self.images_seen - seen) / max(elapsed, 1e-9), 1),
            }

    def sample_grid(self, averaged: bool = True) -> np.ndarray:
        """Images of the fixed z, uint8 [N, H, W, C], of G_ema or (averaged=False) of G itself."""
        generator = self.G_ema if averaged else self.gan.G
        return to_uint8(self._generate(generator), self.recipe.data_range)

    def state(self) -> dict[str, Any]:
        """All that the next step depends on: weights, optimisers, G_ema, counters, random state.

        Raises GanError if it is not finite.
        """
        self.check_finite()
        return {
            "G": self.gan.G.state_dict(),
            "D": self.gan.D.state_dict(),
            "G_ema": self.G_ema.state_dict(),
            "opt_G": self.gan.opt_G.state_dict(),
            "opt_D": self.gan.opt_D.state_dict(),
            "random": devices.random_state(self.device),
            "step": self.step,
            "images_seen": self.images_seen,
            "seconds": self.clock.seconds,
            "adjustment": self.adjustment.to_json(),
            **({"averages": self.averages.state()} if self.averages else {}),
            **({"frechet": self.frechet.state()} if self.frechet else {}),
        }

    def check_finite(self) -> None:
        """Raise GanError if a weight or a BatchNorm statistic is NaN or infinite.

        Asked before anything is saved, so that nothing of that kind replaces what is good.
        """
        networks = (self.gan.G, self.gan.D, self.G_ema)
        tensors = (t for network in networks for t in network.state_dict().values())
        if not all(torch.isfinite(t).all() for t in tensors if t.is_floating_point()):
            raise self._diverged()

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from a saved `state()`. Raises GanError if it belongs to other networks."""
        try:
            self.gan.G.load_state_dict(state["G"])
            self.gan.D.load_state_dict(state["D"])
            self.G_ema.load_state_dict(state["G_ema"])
            self.gan.opt_G.load_state_dict(state["opt_G"])
            self.gan.opt_D.load_state_dict(state["opt_D"])
            self._set_decay_rates()
            if self.averages and "averages" in state:
                self.averages.load_state(state["averages"])
            else:
                self.averages = None
            if "frechet" in state and (loss := self._frechet_loss()):
                loss.load_state(state["frechet"])
            self.step, self.images_seen = int(state["step"]), int(state["images_seen"])
            self.clock.seconds = float(state["seconds"])
            self.adjustment = Adjustment.from_json(
                state.get("adjustment", state.get("steering", {}))  # its name in version 0.1
            )
            devices.set_random_state(state["random"], self.device)  # last: nothing may draw after
        except (
            LookupError, RuntimeError, ValueError, TypeError, AttributeError, GanError,
        ) as error:  # fmt: skip
            reason = str(error).splitlines()[0]
            raise GanError(
                f"The checkpoint does not fit this run's networks ({reason})."
            ) from error

    def train_step(self) -> dict[str, Tensor]:
        """The recipe's updates of D, one of G and one of G_ema on the next images.

        Returns losses and scores, still on the device.
        """
        settings, gan = self.config.settings, self.gan
        indices = self.order.batch(self.images_seen, self.images_per_step)
        self._set_learning_rates(self.ranks.agree(self._learning_rates()))
        gan.step, gan.images_seen = self.step, self.images_seen
        if gan.augment_share is not None:
            gan.augment_share.fill_(augmented_share(settings, self.epoch))
        self.images_seen += len(indices)
        decay = ema_decay(len(indices), self.images_seen, settings.ema_kimg)
        gan.frechet = self._frechet_loss() if self.progress >= FROM else None
        kind = len(indices), penalty_due(settings, self.step)
        engine = Eager() if gan.frechet else self.engine  # its moments wait for the device
        losses = engine.run(self._update_networks, indices, decay, kind)
        self.step += 1
        if self.averages:
            self.averages.after_update(self.step, self.images_seen)
        return losses

    def _update_networks(self, indices: Tensor, decay: Decay) -> dict[str, Tensor]:
        """The step itself, on the images at `indices`; nothing in it waits for the device."""
        real = to_float(self.images[indices], self.recipe.data_range)
        real = real.contiguous(memory_format=torch.channels_last)
        c = None if self.labels is None else self._one_hot(self.labels[indices])
        losses = self.recipe.step(self.gan, real, c, self.config.settings)
        update_ema(self.G_ema, self.gan.G, decay)
        return losses

    def _frechet_loss(self) -> FrechetLoss | None:
        if self.real_features and not self.frechet:
            self.frechet = FrechetLoss(self.real_features(self.config, self.data, self.device))
        return self.frechet

    def _learning_rates(self) -> Rates:
        settings, adjustment = self.config.settings, self.adjustment
        factor = learning_rate_factor(settings, self.progress)
        return (
            adjustment.lr_multiplier_G * factor * settings.lr_G,
            adjustment.lr_multiplier_D * factor * settings.lr_D,
        )

    def _set_learning_rates(self, rates: Rates) -> None:
        for optimizer, lr in zip((self.gan.opt_G, self.gan.opt_D), rates, strict=True):
            _set_learning_rate(optimizer, lr, self.device)

    def _set_decay_rates(self) -> None:
        """Those of Adam, by the settings, which at a fork differ from what the checkpoint says."""
        settings = self.config.settings
        for optimizer in (self.gan.opt_G, self.gan.opt_D):
            for group in optimizer.param_groups:
                group["betas"], group["eps"] = (settings.beta1, settings.beta2), settings.adam_eps

    def _share_updates(self) -> None:
        """Prepare for updates that several ranks make together."""
        share_rows(self.gan.G, self.gan.D)
        sum_gradients(self.gan.opt_G)
        sum_gradients(self.gan.opt_D)
        if self.config.threads and self.device.type == "cpu":
            torch.set_num_threads(max(1, self.config.threads // self.ranks.size))

    def _epoch_just_ended(self) -> bool:
        return self.whole_epochs and self.images_seen % len(self.data) == 0

    @torch.inference_mode()
    def _generate(self, generator: torch.nn.Module) -> Tensor:
        with in_eval_mode(generator):
            return generator(self.fixed_z, self.fixed_c)

    def _one_hot(self, labels: Tensor) -> Tensor | None:
        if not self.num_classes:
            return None
        return torch.nn.functional.one_hot(labels, self.num_classes).float().to(self.device)

    def _refuse_nonfinite(self, means: dict[str, float]) -> None:
        if not all(math.isfinite(value) for value in means.values()):
            raise self._diverged()

    def _diverged(self) -> GanError:
        return GanError(
            f"Training diverged: losses or weights are NaN or infinite at update {self.step}. "
            "Start again with lower lr_G and lr_D; the last good checkpoint is kept."
        )


def _adam(
    network: torch.nn.Module, lr: float, settings: TrainingOptions, device: torch.device
) -> Adam:
    """Fused Adam where supported; on CUDA the learning rate is a tensor, for captured steps."""
    return Adam(
        network.parameters(),
        torch.tensor(lr, device=device) if device.type == "cuda" else lr,
        betas=(settings.beta1, settings.beta2),
        eps=settings.adam_eps,
        fused=device.type in ("cpu", "cuda"),
        capturable=device.type == "cuda",
    )


def _set_learning_rate(optimizer: torch.optim.Optimizer, lr: float, device: torch.device) -> None:
    for group in optimizer.param_groups:
        if not isinstance(group["lr"], Tensor):
            group["lr"] = lr
        elif group["lr"].device.type == device.type:
            group["lr"].fill_(lr)  # in place: a captured step reads this tensor
        else:
            group["lr"] = torch.tensor(lr, device=device)  # loaded from a checkpoint on the CPU


def _means(window: list[dict[str, Tensor]]) -> dict[str, float]:
    """Mean of each entry over the steps that have it, with one wait for the device."""
    keys = list(dict.fromkeys(key for stats in window for key in stats))
    stacked = torch.stack([stats[key].float() for stats in window for key in keys if key in stats])
    values: dict[str, list[float]] = {key: [] for key in keys}
    read = iter(stacked.tolist())
    for stats in window:
        for key in keys:
            if key in stats:
                values[key].append(next(read))
    return {key: round(sum(numbers) / len(numbers), 6) for key, numbers in values.items()}
