"""A run on disk: feeds a Trainer and writes what comes out into its run directory.

Nothing here changes what is learned. Sheets and snapshots follow from the images seen, so a resumed
run writes the same ones; checkpoints follow the clock, because their moment changes nothing.
"""

import dataclasses
import sys
import time
import traceback
from collections.abc import Callable, Iterable

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.settings import parse_assignments, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.image_set import load_images
from gan_core.diagnosis import diagnose
from gan_core.recipes import Recipe, find_recipe
from gan_core.runs import checkpoint
from gan_core.runs.description import about_run, describe_generator, grid_png, reals_like_the_grid
from gan_core.runs.evaluation import RunEvaluation
from gan_core.runs.history import read_history
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Record, Trainer

CHECKPOINT_SECONDS = 30.0  # the most work that a kill can cost
FIRST_CHECKPOINT_SECONDS = 4.0  # a young run has least to lose and is stopped most often
STATUS_SECONDS = 0.5
FIRST_TICK, TICK_GROWTH = 1000, 1.15  # images between sheets, and how that distance grows
EPOCH_TICK = 5000  # an epoch of fewer images gets a sheet only every few epochs
FLAT = ("plateau", "past_best")  # findings that say that quality no longer rises
LONGEST_PAUSE = 1800.0  # seconds; after it the process leaves the device to others


class TrainingRun:
    """One process's work on one run. `train()` returns the state it ended in."""

    def __init__(
        self,
        run: RunDir,
        on_record: Callable[[Record, Trainer], None] | None = None,
        asked_to_stop: Callable[[], bool] = lambda: False,
    ):
        self.run, self.on_record, self._asked_to_stop = run, on_record, asked_to_stop
        self.stopping = False
        self._status_at = self._checkpoint_at = 0.0
        self._patience = FIRST_CHECKPOINT_SECONDS  # until the next checkpoint; doubles to the limit
        self._speed = 0.0  # images a second, smoothed

    def train(self) -> str:
        """Train until the budget is used, a stop is asked for, or it fails; everything is saved."""
        try:
            config, recipe = load_config(self.run)
            self.run.write_status("running", phase="loading the data", device=config.device)
            self.run.clean()
            trainer = self._prepare(recipe, config)
            state = self._loop(trainer)
            self._write_status(state, trainer)
            return state
        except GanError as error:
            self._failed(str(error))
            raise
        except Exception as error:
            traceback.print_exc()
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self._failed(
                f"Training broke off unexpectedly ({reason}); log.txt in the run has the details."
            )
            raise GanError(f"Training broke off unexpectedly ({reason}).") from error

    def should_stop(self) -> bool:
        """Whether somebody asked for a stop, by signal or by file."""
        return self.stopping or self._asked_to_stop() or self.run.requested("stop")

    def _prepare(self, recipe: Recipe, config: TrainConfig) -> Trainer:
        data = load_images(
            config.dataset,
            image_size=config.image_size,
            channels=config.channels,
            data_root=config.data_root,
        )
        trainer = Trainer(recipe, config, data)
        resume(self.run, trainer)
        self.evaluation = RunEvaluation(self.run, trainer)
        self.run.write_about(about_run(trainer))
        if trainer.images_seen == 0:
            self.run.write_reals(grid_png(reals_like_the_grid(trainer), trainer))
            self._tick(trainer)
        return trainer

    def _loop(self, trainer: Trainer) -> str:
        self._checkpoint_at = time.monotonic()
        seen, step, epochs = trainer.images_seen, trainer.step, trainer.epochs_done
        schedule = trainer.recipe.schedule
        for record in trainer.records(self.should_stop):
            self.run.append_stats(record)
            rate = record["images_per_second"]
            self._speed = rate if not self._speed else 0.9 * self._speed + 0.1 * rate
            if self.on_record:
                self.on_record(record, trainer)
            if tick_between(
                seen, trainer.images_seen, len(trainer.data)
            ) or schedule.grid_due_by_epochs(epochs, trainer.epochs_done):
                self._tick(trainer)
                self.stopping |= trainer.adjustment.stop_early and has_stalled(self.run)
            elif schedule.grid_due_by_batches(step, trainer.step):
                self._write_sheet(trainer)
            now = time.monotonic()
            late = now - self._checkpoint_at > min(self._patience, CHECKPOINT_SECONDS)
            if late or schedule.checkpoint_due(epochs, trainer.epochs_done):
                self._save(trainer)
            seen, step, epochs = trainer.images_seen, trainer.step, trainer.epochs_done
            if now - self._status_at > STATUS_SECONDS:
                self._write_status("running", trainer)
            self._steer(trainer)
            if self.run.requested("pause"):
                self._pause(trainer)
        self._tick(trainer)
        self._save(trainer)
        stopped = not trainer.finished
        self.run.withdraw()
        return "stopped" if stopped else "done"

    def _steer(self, trainer: Trainer) -> None:
        """Go on as somebody asks, from the next update on, and put it on record."""
        asked = self.run.take_adjustment()
        if asked is None:
            return
        try:
            trainer.adjustment = Adjustment.from_json(asked)
        except GanError as refused:
            print(refused, file=sys.stderr)  # into log.txt; the run goes on as before
            return
        self.run.append_change({
            "images_seen": trainer.images_seen, "step": trainer.step,
            "words": trainer.adjustment.in_words(), **trainer.adjustment.to_json(),
        })  # fmt: skip

    def _pause(self, trainer: Trainer) -> None:
        self._save(trainer)
        self._tick(trainer)
        self._write_status("paused", trainer)
        until = time.monotonic() + LONGEST_PAUSE
        with trainer.clock.held():
            while self.run.requested("pause") and not self.should_stop():
                if time.monotonic() > until:
                    self.run.withdraw("pause")
                    self.stopping = True
                time.sleep(0.1)
        self._write_status("running", trainer)

    def _tick(self, trainer: Trainer) -> None:
        """Sheet first, generator second: a picture on the page has a generator soon after."""
        self._write_sheet(trainer)
        about = describe_generator(trainer)
        checkpoint.save_generator(
            self.run.generator_file(trainer.images_seen), trainer.G_ema, about
        )
        self.evaluation.tick(trainer)

    def _write_sheet(self, trainer: Trainer) -> None:
        """The sheet of G_ema, and where that is another network the same seeds drawn by G."""
        if trainer.config.settings.ema_kimg:  # before its partner, by which a page knows of both
            raw = grid_png(trainer.sample_grid(averaged=False), trainer)
            self.run.write_raw(trainer.images_seen, raw)
        self.run.write_samples(trainer.images_seen, grid_png(trainer.sample_grid(), trainer))

    def _save(self, trainer: Trainer) -> None:
        checkpoint.save_state(self.run.checkpoint_file(trainer.images_seen), trainer.state())
        kept = trainer.recipe.schedule.kept_checkpoints_after(trainer.epochs_done)
        self.run.drop_old_checkpoints(keep={epoch * len(trainer.data) for epoch in kept})
        self._checkpoint_at = time.monotonic()
        self._patience *= 2

    def _write_status(self, state: str, trainer: Trainer) -> None:
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
        )
        self._status_at = time.monotonic()

    def _failed(self, sentence: str) -> None:
        try:
            self.run.change_state("failed", error=sentence)
        except GanError:
            traceback.print_exc()  # a full disk may refuse this too; the lock still tells the truth


def load_config(run: RunDir) -> tuple[TrainConfig, Recipe]:
    """The run's config and its recipe. Raises GanError for what cannot be continued."""
    values = run.config()
    recipe = find_recipe(str(values.get("recipe")))
    return TrainConfig.from_json(values, recipe.settings_type), recipe


def change_budget(run: RunDir, budget: Budget) -> None:
    """Give a run another total budget, to be used when it is resumed."""
    config, _ = load_config(run)
    run.write_config(dataclasses.replace(config, budget=budget).to_json())


def changed_config(run: RunDir, assignments: Iterable[str]) -> TrainConfig:
    """The run's config with other settings, as `key=value` words, for a run of its own."""
    config, recipe = load_config(run)
    values = dataclasses.asdict(config.settings) | parse_assignments(assignments)
    return dataclasses.replace(config, settings=settings_from(recipe.settings_type, values))


def has_stalled(run: RunDir) -> bool:
    """Whether the run's quality has stopped rising, by what it has measured so far."""
    return any(finding.kind in FLAT for finding in diagnose(read_history(run).now()))


def resume(run: RunDir, trainer: Trainer) -> None:
    """Go on from the newest checkpoint that can be read; from the start when there is none."""
    for path in reversed(list(run.checkpoints().values())):
        try:
            state = checkpoint.load_state(path)
        except GanError as damaged:
            print(f"{damaged} Trying the one before.", file=sys.stderr)
            continue
        trainer.load_state(state)
        break
    run.forget_after(trainer.images_seen)


def tick_between(before: int, after: int, images_per_epoch: int) -> bool:
    """Whether a sheet is due in (before, after] images seen.

    Often at first, when much changes, and ever more rarely: n sheets need about 1.15**n thousand
    images. Besides, at the end of every epoch, or of every few where an epoch is short.
    """
    stride = images_per_epoch * max(1, -(-EPOCH_TICK // images_per_epoch))
    if before // stride != after // stride:
        return True
    due = distance = FIRST_TICK
    while due <= before:
        distance *= TICK_GROWTH
        due += distance
    return due <= after


def eta_seconds(trainer: Trainer, images_per_second: float) -> float | None:
    """Seconds until the budget is used at the present speed; None while the speed is unknown."""
    budget = trainer.config.budget
    target = budget.images(len(trainer.data))
    if target is None:
        return round(max(0.0, 60 * budget.amount - trainer.clock.seconds), 1)
    if not images_per_second:
        return None
    return round(max(0, target - trainer.images_seen) / images_per_second, 1)
