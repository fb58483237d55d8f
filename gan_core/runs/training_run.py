"""Trains a run: runs a Trainer and writes its results into the run directory.

Nothing here affects what is learned. Sample grids and snapshots depend on the images seen, so a
resumed run writes the same ones; checkpoints depend on the clock, since their timing is irrelevant.
"""

import dataclasses
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.train_config import TrainConfig
from gan_core.data.catalog import require_images
from gan_core.data.image_set import ImageSet, load_images, print_progress
from gan_core.diagnosis import diagnose, is_stalled
from gan_core.metrics.loss_network import real_features
from gan_core.recipes import Recipe
from gan_core.runs import average_choice, checkpoint
from gan_core.runs.average_snapshots import AverageSnapshots
from gan_core.runs.description import about_run, describe_generator, grid_png, real_images_for_grid
from gan_core.runs.evaluation import RunEvaluation
from gan_core.runs.history import read_history
from gan_core.runs.outcome import fault
from gan_core.runs.run_checkpoints import RunCheckpoints, resume
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir
from gan_core.training import devices
from gan_core.training.rank_processes import start_ranks
from gan_core.training.ranks import Ranks
from gan_core.training.trainer import Record, Trainer

STATUS_SECONDS = 0.5
WAITING = "waiting for another process that reads images"
FIRST_GRID, GRID_GROWTH = 1000, 1.15  # images between sample grids, and the growth of this interval
SHORT_EPOCH = 5000  # images; with shorter epochs there is a grid only every few epochs
ASK_SECONDS = 1.0  # between two looks at whether somebody waits for the device of a paused run
MAX_PAUSE_SECONDS = 1800.0  # then the process ends, so that other runs get the device


class _Stopped(Exception):
    """A stop was requested while the images were read."""


class TrainingRun:
    """One process that trains one run. `train()` returns the final state."""

    def __init__(
        self,
        run: RunDir,
        on_record: Callable[[Record, Trainer], None] | None = None,
        stop_requested: Callable[[], bool] = lambda: False,
        device_wanted: Callable[[], bool] = lambda: False,
        gpus: int = 1,
    ):
        self.run, self.on_record, self._stop_requested = run, on_record, stop_requested
        self._device_wanted = device_wanted  # asked while the run is paused
        self.gpus, self.ranks = gpus, Ranks()
        self._gave_way = False
        self.stopping = False
        self._status_at = 0.0
        self._speed = 0.0  # images per second, smoothed

    def train(self) -> str:
        """Train until the budget is used or a stop is requested; everything is saved.

        Raises GanError, and sets the state to "failed", if training fails.
        """
        try:
            config, recipe = load_config(self.run)
            self.run.change_state("running", phase="reading the images", device=config.device)
            self.run.clean()
            trainer = self._prepare(recipe, config)
            state = self._loop(trainer)
            ended = self.run.close_requests()
            if self._gave_way and state == "stopped":
                ended["gave_way"] = True
            self._write_status(state, trainer, **ended, **fault(self.run, state))
            return state
        except _Stopped:
            self.run.change_state("stopped", **self.run.close_requests())
            return "stopped"
        except GanError as error:
            self._write_failure(str(error))
            raise
        except Exception as error:
            if cause := self.ranks.cause(error):
                self._write_failure(cause)
                raise GanError(cause) from error
            traceback.print_exc()
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self._write_failure(
                f"Training failed unexpectedly ({reason}); see "
                f"{self.run.log_file().name} in the run directory."
            )
            raise GanError(f"Training failed unexpectedly ({reason}).") from error
        finally:
            self.ranks.close()

    def should_stop(self) -> bool:
        """Whether a stop was requested, by a signal or by a file."""
        return self.stopping or self._stop_requested() or self.run.must_end()

    def _prepare(self, recipe: Recipe, config: TrainConfig) -> Trainer:
        about = self.run.about()
        require_images(config.dataset)
        data = load_images(
            config.dataset,
            image_size=config.image_size,
            channels=config.channels,
            data_root=config.data_root,
            progress=self._reading,
            choices=config.image_choices,
            classes=tuple(about.get("class_names", ())),  # a resumed run keeps its own
        )
        if about.get("digest", data.digest) != data.digest:
            raise GanError(_changed(data, about))
        for sentence in (data.left_out and f"Left out: {data.left_out.words()}.", *data.notes):
            if sentence:
                print(sentence, file=sys.stderr)
        self.run.change_state("running", phase="building the networks")
        meeting = self.run.meeting_file()
        self.ranks = start_ranks(self.gpus, config, data, meeting, self._write_failure)
        trainer = Trainer(recipe, config, data, self.ranks, real_features)
        resume(self.run, trainer)
        self._say_if_moved(str(about.get("device", "")), trainer)
        self.evaluation = RunEvaluation(self.run, trainer)
        self.averages = AverageSnapshots(self.run, trainer)
        self.run.write_about(about_run(trainer))
        if trainer.images_seen == 0 or not self.run.samples():  # a branch has none yet
            self.run.change_state("running", phase="drawing the first sample grid")
            self.run.write_reals(grid_png(real_images_for_grid(trainer), trainer))
            self._write_snapshot(trainer)
        self.run.change_state("running", phase="making the first updates")
        self.ranks.begin(trainer.state)
        return trainer

    def _say_if_moved(self, before: str, trainer: Trainer) -> None:
        """Log that the run continues on another kind of machine, whose rounding differs."""
        here = devices.describe(trainer.device)
        if trainer.images_seen and before not in ("", here):
            words = f"continues on {here}, not bit for bit as on {before}"
            self._log_change(trainer, words)
            print(f"{self.run.id} {words}.", file=sys.stderr)

    def _reading(self, done: int, total: int) -> None:
        """Show how far the reading of the images is, and give it up when a stop is requested."""
        print_progress(done, total)
        now = time.monotonic()
        if now - self._status_at < STATUS_SECONDS:
            return
        self._status_at = now
        if self.should_stop():
            raise _Stopped
        reading = f"reading images: {done:,} of {total:,}"
        self.run.change_state("running", phase=reading if total else WAITING)

    def _loop(self, trainer: Trainer) -> str:
        checkpoints = self.checkpoints = RunCheckpoints(self.run)
        seen, step, epochs = trainer.images_seen, trainer.step, trainer.epochs_done
        schedule = trainer.recipe.schedule
        for record in trainer.records(self.should_stop):
            self.run.append_stats(record)
            speed = record["images_per_second"]
            self._speed = 0.9 * self._speed + 0.1 * speed if self._speed else speed
            if self.on_record:
                self.on_record(record, trainer)
            if grid_due_between(
                seen, trainer.images_seen, len(trainer.data)
            ) or schedule.grid_due_by_epochs(epochs, trainer.epochs_done):
                self._write_snapshot(trainer)
                checkpoints.keep_if_due(trainer)
                self.stopping |= trainer.adjustment.stop_early and has_stalled(self.run)
            elif schedule.grid_due_by_batches(step, trainer.step):
                self._write_grids(trainer)
            self.averages.save_if_due(trainer)
            if checkpoints.is_overdue() or schedule.checkpoint_due(epochs, trainer.epochs_done):
                checkpoints.save(trainer)
            seen, step, epochs = trainer.images_seen, trainer.step, trainer.epochs_done
            if time.monotonic() - self._status_at > STATUS_SECONDS:
                self._write_status("running", trainer)
            self.evaluation.prepare_if_due(trainer)
            self._apply_adjustment(trainer)
            if self.run.requested("pause"):
                self._pause(trainer)
        self._write_status("running", trainer, phase=self._last_phase(trainer))
        self._write_snapshot(trainer)
        self.averages.save(trainer)
        checkpoints.save(trainer)
        if trainer.finished and (evaluator := self.evaluation.evaluator):
            self._write_status("running", trainer, phase="comparing EMA lengths")
            average_choice.choose_or_report(
                self.run, trainer, evaluator, self.should_stop, self.evaluation.last_cost
            )
        return "done" if trainer.finished else "stopped"

    def _last_phase(self, trainer: Trainer) -> str:
        return "evaluating the last images" if trainer.finished else "saving"

    def _apply_adjustment(self, trainer: Trainer) -> None:
        """Apply a requested adjustment from the next update on, and log it."""
        request = self.run.take_adjustment()
        if request is None:
            return
        try:
            trainer.adjustment = Adjustment.from_json(request)
        except GanError as refused:
            print(refused, file=sys.stderr)  # into log.txt; training continues unchanged
            return
        self._log_change(trainer, trainer.adjustment.in_words())

    def _log_change(self, trainer: Trainer, words: str) -> None:
        self.run.append_change({
            "images_seen": trainer.images_seen, "step": trainer.step, "words": words,
            **trainer.adjustment.to_json(),
        })  # fmt: skip

    def _pause(self, trainer: Trainer) -> None:
        self.checkpoints.save(trainer)
        self._write_snapshot(trainer)
        self._write_status("paused", trainer)
        until = time.monotonic() + MAX_PAUSE_SECONDS
        ask_at = 0.0
        with trainer.clock.paused():
            while self.run.requested("pause") and not self.should_stop():
                if time.monotonic() > ask_at:
                    self._gave_way = self._device_wanted()
                    ask_at = time.monotonic() + ASK_SECONDS
                if time.monotonic() > until or self._gave_way:
                    self.run.withdraw("pause")
                    self.stopping = True
                time.sleep(0.1)
        self._write_status("running", trainer)

    def _write_snapshot(self, trainer: Trainer) -> None:
        """Sample grids, then the generator, which a page expects soon after, then metrics."""
        self._write_grids(trainer)
        about = describe_generator(trainer)
        checkpoint.save_generator(
            self.run.generator_file(trainer.images_seen), trainer.G_ema, about
        )
        self.evaluation.evaluate_if_due(trainer)

    def _write_grids(self, trainer: Trainer) -> None:
        """The sample grid of G_ema and, if it differs from G, one of G with the same seeds."""
        trainer.check_finite()  # NaN would be a black grid and, behind it, a generator to choose
        if trainer.config.settings.ema_kimg:  # first: a page looks for it once the other exists
            raw = grid_png(trainer.sample_grid(averaged=False), trainer)
            self.run.write_raw(trainer.images_seen, raw)
        self.run.write_samples(trainer.images_seen, grid_png(trainer.sample_grid(), trainer))

    def _write_status(self, state: str, trainer: Trainer, **more: Any) -> None:
        self.run.write_status(
            state,
            step=trainer.step,
            images_seen=trainer.images_seen,
            images_per_epoch=len(trainer.data),
            epoch=round(trainer.epoch, 4),
            seconds=round(trainer.clock.seconds, 2),
            progress=round(trainer.progress, 4),
            eta_seconds=eta_seconds(trainer, self._speed),
            images_per_second=round(self._speed, 1),
            budget=dataclasses.asdict(trainer.config.budget),
            device=str(trainer.device),
            **self.evaluation.outlook(trainer),
            **more,
        )
        self._status_at = time.monotonic()

    def _write_failure(self, message: str) -> None:
        try:
            self.run.change_state("failed", error=message, **fault(self.run, "failed", message))
        except GanError:
            traceback.print_exc()  # the disk may be full; without a lock the state is "interrupted"


def _changed(data: ImageSet, about: dict[str, Any]) -> str:
    """In what the images differ from those the run was trained on."""
    before, now = about.get("images"), len(data)
    counts = f"{now:,} images, {before:,} before" if now != before else "other images or labels"
    return (
        f"The images in {data.name} are not those this run was trained on ({counts}): start a new "
        "run, or give the place of the old ones with --dataset."
    )


def has_stalled(run: RunDir) -> bool:
    """Whether the quality no longer improves, by the evaluations so far."""
    return is_stalled(diagnose(read_history(run).latest()))


def grid_due_between(before: int, after: int, images_per_epoch: int) -> bool:
    """Whether a sample grid is due in (before, after] images seen.

    At growing intervals, since most changes at first: the first n grids take about 1.15**n thousand
    images. Also at the end of every epoch, or of every few epochs if these are short.
    """
    stride = images_per_epoch * max(1, -(-SHORT_EPOCH // images_per_epoch))
    if before // stride != after // stride:
        return True
    due = interval = float(FIRST_GRID)
    while due <= before:
        interval *= GRID_GROWTH
        due += interval
    return due <= after


def eta_seconds(trainer: Trainer, images_per_second: float) -> float | None:
    """Seconds until the budget is used, at the current speed; None while that is unknown."""
    budget = trainer.config.budget
    target = budget.images(len(trainer.data))
    if target is None:
        return round(max(0.0, 60 * budget.amount - trainer.clock.seconds), 1)
    if not images_per_second:
        return None
    return round(max(0, target - trainer.images_seen) / images_per_second, 1)
