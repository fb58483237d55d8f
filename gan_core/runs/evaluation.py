"""Evaluates a run while it trains, within a share of its time and without any effect on training.

Preparation is done in short steps, and an evaluation waits until there is enough time for it: on a
slow machine evaluations are rarer, not more costly. Their time counts as time of the run. The first
metrics come early: their time is taken in advance and paid back over the run.
"""

import time
import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data import catalog, images
from gan_core.data.images import to_float, to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.metrics import discriminator_stats, neighbours
from gan_core.metrics.discriminator_stats import run_in_batches
from gan_core.metrics.evaluator import Evaluator, load_real_images, prepare, rounded
from gan_core.metrics.reference import MIN_REALS
from gan_core.metrics.shipped_features import has_features
from gan_core.objectives.annealing import augmented_share
from gan_core.objectives.updates import discriminator_input
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Trainer

TIME_SHARE = 0.04  # of a run's time; with the last evaluation it must stay below 0.05
# Of the time so far, until the first metrics, as long as this is at most so many times the whole
# run's share: more where a feature network is trained, for the first run on images of one's own.
EARLY_SHARE = 0.25
LENT, LENT_FOR_OWN = 0.75, 2.5
MIN_SECONDS = 0.25  # of spare time before anything begins: a second of training, or six
# A run that ends without any evaluation is given one, whatever its share: for at most this long, at
# most as long as it trained, and only after so many seconds of training.
LAST_CHANCE_SECONDS, LAST_CHANCE_FROM = 60.0, 20.0
SAMPLES = {"cpu": 1000}  # for each evaluation, by device; fewer mean little for 10 classes
DEFAULT_SAMPLES = 2000
MAX_REALS = 5000  # training and held-out images to compare with
LOGIT_IMAGES = 256  # images of each kind for the statistics of D
TIMED_SAMPLES = 50  # by which the time of the first evaluation is estimated
BATCH = 250  # samples generated at once
FAILED = "No metrics: the evaluation failed; log.txt in the run directory says why."
TOO_SHORT = "No metrics: the run was too short for their preparation; train longer."


class RunEvaluation:
    """Evaluates one run whenever `evaluate_if_due` is called and its share of the time allows."""

    def __init__(self, run: RunDir, trainer: Trainer):
        self.run = run
        named = trainer.config.image_choices.like or trainer.config.dataset
        self.lent = LENT if has_features(named) else LENT_FOR_OWN
        self.started_at = trainer.clock.seconds  # a resumed run starts with a new share
        self.spent = 0.0  # seconds
        self.spent_first = 0.0  # of these, until there were metrics
        self.last_cost = 0.0  # seconds of the last evaluation; of the first one, an estimate
        self.evaluator: Evaluator | None = None
        self.evaluated_at = -1  # images seen
        self.disabled = ""  # why evaluation is impossible or has failed; training continues
        self._steps = self._preparation(trainer)

    def prepare_if_due(self, trainer: Trainer) -> None:
        """Prepare for as long as there is time, so that an evaluation can follow the next grid."""
        if self.disabled:
            return
        try:
            self._prepare(trainer)
        except Exception as error:
            self._give_up(error)

    def evaluate_if_due(self, trainer: Trainer) -> None:
        """Prepare or evaluate, if there is time; at the end of a run, evaluate once prepared."""
        if self.disabled:
            return
        try:
            self._prepare(trainer)
            if trainer.finished and not self.evaluator:
                self._prepare_at_last(trainer)
            if self.evaluator and self._is_due(trainer):
                start = time.perf_counter()
                self._evaluate(trainer, self.evaluator)
                self.last_cost = time.perf_counter() - start
                self.spent += self.last_cost
                self.spent_first = self.spent_first or self.spent
        except Exception as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.disabled = f"No metrics: {error}" if isinstance(error, GanError) else FAILED
        traceback.print_exc()  # into the run's log.txt

    def outlook(self, trainer: Trainer) -> dict[str, Any]:
        """For the status of a run: what it says of its first evaluation; {} once there is one."""
        if self.disabled:
            return {"no_metrics": self.disabled}
        if self.evaluated_at >= 0:
            return {}
        if not self.evaluator:
            return {}
        needed = max(self.spent + self.last_cost, MIN_SECONDS)
        lent = self.lent * TIME_SHARE * self._seconds(trainer)[1]
        at = self.started_at + needed / (EARLY_SHARE if needed < lent else TIME_SHARE)
        return {"first_metrics_at": round(at, 1)}

    def _is_due(self, trainer: Trainer) -> bool:
        if self.evaluated_at == trainer.images_seen:
            return False
        return trainer.finished or self._spare_seconds(trainer) > self.last_cost

    def _spare_seconds(self, trainer: Trainer) -> float:
        """Seconds that may be spent now."""
        so_far, in_all = self._seconds(trainer)
        allowed = TIME_SHARE * so_far
        if not self.spent_first:
            allowed = max(allowed, min(EARLY_SHARE * so_far, self.lent * TIME_SHARE * in_all))
        else:  # paid back bit by bit, so that later evaluations have time as well
            owed = min(self.spent_first, LENT * TIME_SHARE * in_all)
            allowed += self.spent_first - owed * so_far / max(in_all, 1e-9)
        return allowed - self.spent

    def _seconds(self, trainer: Trainer) -> tuple[float, float]:
        """Of the run since it was started or resumed: so far, and in all, as far as is known."""
        seconds, progress = trainer.clock.seconds, trainer.progress
        so_far = seconds - self.started_at
        return so_far, max(so_far, seconds / progress - self.started_at) if progress else so_far

    def _prepare(self, trainer: Trainer) -> None:
        while not (self.evaluator or self.disabled) and self._spare_seconds(trainer) > MIN_SECONDS:
            self._take_a_step()

    def _prepare_at_last(self, trainer: Trainer) -> None:
        trained = trainer.clock.seconds - self.started_at
        until = time.monotonic() + min(trained, LAST_CHANCE_SECONDS)
        while not (self.evaluator or self.disabled):
            if trained < LAST_CHANCE_FROM or time.monotonic() > until:
                self.disabled = TOO_SHORT
                return
            self._take_a_step()

    def _take_a_step(self) -> None:
        start = time.perf_counter()
        next(self._steps, None)
        self.spent += time.perf_counter() - start

    def _preparation(self, trainer: Trainer) -> Iterator[None]:
        config, data = trainer.config, trainer.data
        is_named = config.dataset in catalog.DATASETS
        missing = is_named and not catalog.is_local(config.dataset, config.data_root)
        if len(data) < MIN_REALS:
            self.disabled = f"No metrics: they need at least {MIN_REALS} images, not {len(data)}."
            return
        if missing:  # no download in the middle of a run
            self.disabled = "No metrics: the data set is not on this machine."
            return
        reals = load_real_images(
            config.dataset, data.channels, data.image_size, config.data_root, MAX_REALS, data,
            config.image_choices,
        )  # fmt: skip
        yield
        prepared = yield from prepare(reals, trainer.device)
        for _ in range(2):  # the first time includes the choice of kernels
            yield
            start = time.perf_counter()
            with discriminator_stats.preserved_state((), trainer.device, seed=0):
                prepared.extract(generate(trainer, trainer.G_ema, TIMED_SAMPLES)[0])
            seconds = time.perf_counter() - start
            self.last_cost = 2 * sample_count(trainer) / TIMED_SAMPLES * seconds
        self.evaluator = prepared

    def _evaluate(self, trainer: Trainer, evaluator: Evaluator) -> None:
        start = time.perf_counter()
        networks = (trainer.gan.G, trainer.gan.D)
        with discriminator_stats.preserved_state(networks, trainer.device, seed=trainer.step):
            pixels, labels = generate(trainer, trainer.G_ema, sample_count(trainer))
            # The evaluator can predict classes, but not clusters.
            requested = None if trainer.conditions.clusters else labels
            metrics = evaluator.reference.evaluate(evaluator.extract(pixels, requested))
            metrics |= _discriminator_metrics(trainer, evaluator)
            metrics |= self._grid_metrics(trainer, evaluator)
        self.evaluated_at = trainer.images_seen
        self.run.append_metrics(rounded({
            "step": trainer.step,
            "images_seen": trainer.images_seen,
            "epoch": trainer.epoch,
            "seconds": round(trainer.clock.seconds, 3),
            **evaluator.describe(),
            **metrics,
            "evaluation_seconds": time.perf_counter() - start,
        }))  # fmt: skip

    def _grid_metrics(self, trainer: Trainer, evaluator: Evaluator) -> dict[str, Any]:
        """Of each sample in the grid: predicted class, D's logit, nearest training image.

        Writes a second grid, of these nearest images.
        """
        samples = run_in_batches(trainer.G_ema, trainer.fixed_z, trainer.fixed_c, BATCH)
        found = evaluator.extract(_to_nchw(to_uint8(samples, trainer.recipe.data_range)))
        train = evaluator.reference.copies.train
        rows = evaluator.train_rows[neighbours.nearest(found.features, train)[1][:, 0]]
        pixels = trainer.data.images[rows].permute(0, 2, 3, 1).numpy()
        nearest = images.grid(pixels, trainer.grid_columns)
        self.run.write_nearest(trainer.images_seen, images.png(nearest, images.GRID_SCALE))
        labels = None if trainer.fixed_c is None else trainer.fixed_c.argmax(dim=1).cpu()
        metrics = {"nearest": rows.tolist()}
        metrics["tile_logits"] = _logits(trainer, samples, labels).tolist()
        if found.predicted is not None:
            metrics["tile_classes"] = found.predicted.tolist()
        return metrics


def _discriminator_metrics(trainer: Trainer, evaluator: Evaluator) -> dict[str, Any]:
    """Statistics of D's logits and of the last gradients; empty before the first update."""
    if trainer.step == 0:
        return {}
    gan, settings, data = trainer.gan, trainer.config.settings, trainer.data
    rows = torch.randint(len(data), (LOGIT_IMAGES,))
    labels = trainer.conditions.labels_of(data, rows)
    z = torch.randn(LOGIT_IMAGES, settings.z_dim).to(trainer.device)
    fake = run_in_batches(gan.G, z, _one_hot(labels, trainer), settings.batch_size)
    train_logits = _logits(trainer, _to_input(trainer, data.images[rows]), labels)
    fake_logits = _logits(trainer, fake, labels)
    held_out_logits = None
    held_out = evaluator.reals.held_out
    if held_out is not None:
        rows = torch.randint(len(held_out), (LOGIT_IMAGES,))
        labels = trainer.conditions.labels_of(held_out, rows)
        if labels is not None or not trainer.num_classes:
            real = _to_input(trainer, held_out.images[rows])
            held_out_logits = _logits(trainer, real, labels)
    update_sizes = {
        "grad_norm_G": discriminator_stats.grad_norm(gan.G),
        "grad_norm_D": discriminator_stats.grad_norm(gan.D),
        "update_ratio_G": discriminator_stats.update_ratio(gan.opt_G),
        "update_ratio_D": discriminator_stats.update_ratio(gan.opt_D),
    }
    return {
        **discriminator_stats.logit_stats(
            settings.loss, train_logits, held_out_logits, fake_logits
        ),
        **{name: size for name, size in update_sizes.items() if size is not None},
    }


def _logits(trainer: Trainer, samples: Tensor, labels: Tensor | None) -> Tensor:
    """D's logits [N] for images [N, C, H, W] in the recipe's range, preprocessed as in training."""
    settings, data_range = trainer.config.settings, trainer.recipe.data_range
    share = augmented_share(settings, trainer.epoch)
    inputs = discriminator_input(samples, settings, data_range, trainer.images_seen, share)
    c = _one_hot(labels, trainer)
    logits = run_in_batches(trainer.gan.D, inputs, c, settings.batch_size)
    return logits.float().flatten().cpu()


def sample_count(trainer: Trainer) -> int:
    """Samples of one evaluation."""
    return SAMPLES.get(trainer.device.type, DEFAULT_SAMPLES)


def generate(
    trainer: Trainer, G: nn.Module, count: int, first: int = 0
) -> tuple[Tensor, Tensor | None]:
    """Samples of G, uint8 [N, C, H, W], of the seeds from `first` on, and their labels [N]."""
    z = z_from_seeds(range(first, first + count), trainer.config.settings.z_dim).to(trainer.device)
    labels = trainer.conditions.proportional_labels(count)
    samples = run_in_batches(G, z, _one_hot(labels, trainer), BATCH)
    return _to_nchw(to_uint8(samples, trainer.recipe.data_range)), labels


def _one_hot(labels: Tensor | None, trainer: Trainer) -> Tensor | None:
    if labels is None:
        return None
    return F.one_hot(labels, trainer.num_classes).float().to(trainer.device)


def _to_input(trainer: Trainer, pixels: Tensor) -> Tensor:
    """uint8 [N, C, H, W] to float in the recipe's range, on the trainer's device."""
    return to_float(pixels.to(trainer.device), trainer.recipe.data_range)


def _to_nchw(pixels: np.ndarray) -> Tensor:
    """uint8 numpy [N, H, W, C] to uint8 [N, C, H, W]."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous()
