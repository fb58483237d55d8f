"""RunEvaluation a run while it trains, within a share of its time and without touching what it learns.

The clock decides: getting ready comes in small pieces and a measure waits until the share has room
for it, so a slow machine measures more rarely, not at greater cost. The run's own clock counts it.
"""

import time
import traceback
from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.data import catalog, images
from gan_core.data.images import to_float, to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.metrics import discriminator_stats, evaluator, neighbours
from gan_core.metrics.evaluator import Evaluator, plain
from gan_core.metrics.reference import FEWEST
from gan_core.objectives.updates import discriminator_input
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Trainer

SHARE = 0.04  # of a run's time; 0.05 is what a run may lose, and its last measure comes on top
LEAST_SECONDS = 0.25  # room the share must have before anything begins: 6 seconds of training
SAMPLES = {"cpu": 1000}  # a measure; fewer say little of 10 classes
SAMPLES_ELSEWHERE = 2000
REALS = 5000  # training and held-out images that are looked at
VERDICTS = 256  # images of each kind that D is asked about
PROBE = 50  # samples by which the cost of the first measure is estimated
BATCH = 250  # samples drawn at once


class RunEvaluation:
    """Measures one run at its ticks, as often as its share of the time allows."""

    def __init__(self, run: RunDir, trainer: Trainer):
        self.run = run
        self.since = trainer.clock.seconds  # a resumed run starts afresh
        self.spent = 0.0
        self.last_cost = 0.0  # seconds of the last measure; of the first, an estimate
        self.evaluator: Evaluator | None = None
        self.measured_at = -1  # images seen
        self.given_up = False  # after a failure, which must cost the run nothing but its measures
        self._pieces = self._prepare(trainer)

    def tick(self, trainer: Trainer) -> None:
        """Get ready or measure, if there is room; the end of a run is always measured if ready."""
        if self.given_up:
            return
        try:
            self._get_ready(trainer)
            if self._due(trainer):
                began = time.perf_counter()
                self._measure(trainer)
                self.last_cost = time.perf_counter() - began
                self.spent += self.last_cost
        except Exception:
            self.given_up = True
            traceback.print_exc()  # into the run's log.txt

    def _due(self, trainer: Trainer) -> bool:
        if self.evaluator is None or self.measured_at == trainer.images_seen:
            return False
        return trainer.finished or self._room(trainer) > self.last_cost

    def _room(self, trainer: Trainer) -> float:
        """Seconds that may be spent now."""
        return SHARE * (trainer.clock.seconds - self.since) - self.spent

    def _get_ready(self, trainer: Trainer) -> None:
        while not (self.evaluator or self.given_up) and self._room(trainer) > LEAST_SECONDS:
            began = time.perf_counter()
            next(self._pieces, None)
            self.spent += time.perf_counter() - began

    def _prepare(self, trainer: Trainer) -> Iterator[None]:
        config, data = trainer.config, trainer.data
        known = config.dataset in catalog.DATASETS
        if len(data) < FEWEST or known and not catalog.is_local(config.dataset, config.data_root):
            self.given_up = True  # too little to say, or a download in the middle of a run
            return
        reals = evaluator.load_real_images(
            config.dataset, data.channels, data.image_size, config.data_root, REALS, data
        )
        yield
        found = yield from evaluator.prepare(reals, trainer.device)
        for _ in range(2):  # the first time kernels are chosen, which says nothing of the next
            yield
            began = time.perf_counter()
            with discriminator_stats.without_side_effects((), trainer.device, seed=0):
                found.look(_drawn(trainer, PROBE)[0])
            self.last_cost = 2 * _count(trainer) / PROBE * (time.perf_counter() - began)
        self.evaluator = found

    def _measure(self, trainer: Trainer) -> None:
        began = time.perf_counter()
        seen, networks = self.evaluator, (trainer.gan.G, trainer.gan.D)
        with discriminator_stats.without_side_effects(networks, trainer.device, seed=trainer.step):
            pixels, labels = _drawn(trainer, _count(trainer))
            # A group is no class that the observer could see.
            asked = None if trainer.conditions.clusters else labels
            figures = seen.reference.evaluate(seen.look(pixels, asked))
            figures |= self._game(trainer) | self._tiles(trainer)
        self.measured_at = trainer.images_seen
        self.run.append_metrics(plain({
            "step": trainer.step,
            "images_seen": trainer.images_seen,
            "epoch": trainer.epoch,
            "seconds": round(trainer.clock.seconds, 3),
            **seen.facts(),
            **figures,
            "evaluation_seconds": time.perf_counter() - began,
        }))  # fmt: skip

    def _game(self, trainer: Trainer) -> dict[str, Any]:
        """D's output_stats and the last gradients; nothing of them before the first update."""
        if trainer.step == 0:
            return {}
        gan, settings, data = trainer.gan, trainer.config.settings, trainer.data
        rows = torch.randint(len(data), (VERDICTS,))
        labels = trainer.conditions.of(data, rows)
        z = torch.randn(VERDICTS, settings.z_dim).to(trainer.device)
        fake = discriminator_stats.in_batches(
            gan.G, z, _one_hot(labels, trainer), settings.batch_size
        )
        logits = {
            "train": self._logits(trainer, self._real(trainer, data.images[rows]), labels),
            "fake": self._logits(trainer, fake, labels),
            "held_out": None,
        }
        held_out = self.evaluator.reals.held_out
        if held_out is not None:
            rows = torch.randint(len(held_out), (VERDICTS,))
            labels = trainer.conditions.of(held_out, rows)
            if labels is not None or not trainer.num_classes:
                real = self._real(trainer, held_out.images[rows])
                logits["held_out"] = self._logits(trainer, real, labels)
        lengths = {
            "grad_norm_G": discriminator_stats.grad_norm(gan.G),
            "grad_norm_D": discriminator_stats.grad_norm(gan.D),
            "update_ratio_G": discriminator_stats.update_ratio(gan.opt_G),
            "update_ratio_D": discriminator_stats.update_ratio(gan.opt_D),
        }
        known = {name: length for name, length in lengths.items() if length is not None}
        return {**discriminator_stats.output_stats(settings.loss, **logits), **known}

    def _tiles(self, trainer: Trainer) -> dict[str, Any]:
        """Of each tile of the sample sheet: the class seen, D's verdict, the nearest image.

        A sheet of those nearest training images goes beside the sample sheet.
        """
        drawn = discriminator_stats.in_batches(
            trainer.G_ema, trainer.fixed_z, trainer.fixed_c, BATCH
        )
        seen = self.evaluator.look(_to_nchw(to_uint8(drawn, trainer.recipe.data_range)))
        known = self.evaluator.reference.copies.train
        rows = self.evaluator.train_rows[neighbours.nearest(seen.features, known)[1][:, 0]]
        pixels = trainer.data.images[rows].permute(0, 2, 3, 1).numpy()
        sheet = images.grid(pixels, trainer.grid_columns)
        self.run.write_nearest(trainer.images_seen, images.png(sheet, images.GRID_SCALE))
        labels = None if trainer.fixed_c is None else trainer.fixed_c.argmax(dim=1).cpu()
        tiles = {"nearest": rows.tolist()}
        tiles["tile_logits"] = self._logits(trainer, drawn, labels).tolist()
        if seen.classes is not None:
            tiles["tile_classes"] = seen.classes.tolist()
        return tiles

    def _real(self, trainer: Trainer, pixels: Tensor) -> Tensor:
        return to_float(pixels.to(trainer.device), trainer.recipe.data_range)

    def _logits(self, trainer: Trainer, pictures: Tensor, labels: Tensor | None) -> Tensor:
        """What D says of pictures [N, C, H, W] in the recipe's range, shown as in training."""
        settings, data_range = trainer.config.settings, trainer.recipe.data_range
        shown = discriminator_input(pictures, settings, data_range, trainer.images_seen)
        c = _one_hot(labels, trainer)
        logits = discriminator_stats.in_batches(trainer.gan.D, shown, c, settings.batch_size)
        return logits.float().flatten().cpu()


def _count(trainer: Trainer) -> int:
    return SAMPLES.get(trainer.device.type, SAMPLES_ELSEWHERE)


def _drawn(trainer: Trainer, count: int) -> tuple[Tensor, Tensor | None]:
    """The same seeds and classes at every tick: uint8 [N, C, H, W] by G_ema, labels [N]."""
    z = z_from_seeds(range(count), trainer.config.settings.z_dim).to(trainer.device)
    labels = trainer.conditions.like_real(count)
    drawn = discriminator_stats.in_batches(trainer.G_ema, z, _one_hot(labels, trainer), BATCH)
    return _to_nchw(to_uint8(drawn, trainer.recipe.data_range)), labels


def _one_hot(labels: Tensor | None, trainer: Trainer) -> Tensor | None:
    if labels is None:
        return None
    return F.one_hot(labels, trainer.num_classes).float().to(trainer.device)


def _to_nchw(pixels: Any) -> Tensor:
    """uint8 numpy [N, H, W, C] to uint8 [N, C, H, W]."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous()
