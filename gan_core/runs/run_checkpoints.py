"""The checkpoints of a run: written while it trains, and read when it goes on.

By the clock, to resume it, of which the newest two are kept; and at moments, to fork it.
"""

import sys
import time

from gan_core import GanError
from gan_core.runs import checkpoint
from gan_core.runs.description import describe_generator
from gan_core.runs.kept_moments import moment_due, thinned
from gan_core.runs.numbered_files import KEPT_CHECKPOINTS
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Trainer

CHECKPOINT_SECONDS = 30.0  # at most so much work is lost if the process is killed
FIRST_CHECKPOINT_SECONDS = 4.0  # earlier at first, when runs are stopped most often


class RunCheckpoints:
    """Saves one run's state while it trains. When that happens has no influence on training."""

    def __init__(self, run: RunDir):
        self.run = run
        self._saved_at = time.monotonic()
        self._interval = FIRST_CHECKPOINT_SECONDS  # doubles up to CHECKPOINT_SECONDS

    def is_overdue(self) -> bool:
        """Whether more work than allowed would be lost now."""
        return time.monotonic() - self._saved_at > min(self._interval, CHECKPOINT_SECONDS)

    def save(self, trainer: Trainer) -> None:
        """Save now, so that the run can be resumed from here."""
        self._write(trainer)
        self._saved_at = time.monotonic()
        self._interval *= 2

    def keep_if_due(self, trainer: Trainer) -> None:
        """At a sample grid: save if the run is to be forked from here."""
        is_wanted = trainer.config.settings.keep_checkpoints and trainer.images_seen > 0
        if is_wanted and moment_due(self.run.moments(), trainer.images_seen):
            self._write(trainer)

    def _write(self, trainer: Trainer) -> None:
        path = self.run.checkpoint_file(trainer.images_seen)
        state = trainer.state() | {"about": describe_generator(trainer)}  # opens without its run
        checkpoint.save_state(path, state)
        epochs = trainer.recipe.schedule.kept_checkpoints_after(trainer.epochs_done)
        kept = {epoch * len(trainer.data) for epoch in epochs}
        if trainer.config.settings.keep_checkpoints:
            newest = [*self.run.checkpoints()][-KEPT_CHECKPOINTS:]
            moments = [seen for seen in self.run.moments() if seen not in {*newest, *kept}]
            kept |= {*thinned(moments, path.stat().st_size)}
        self.run.drop_old_checkpoints(keep=kept)


def resume(run: RunDir, trainer: Trainer) -> None:
    """Continue from the newest readable checkpoint, or from the start if there is none.

    Raises GanError for a branch without one: it began where its parent was, and not at the start.
    """
    for path in reversed(list(run.checkpoints().values())):
        try:
            state = checkpoint.load_state(path)
        except GanError as damaged:
            print(f"{damaged} Trying the one before.", file=sys.stderr)
            continue
        trainer.load_state(state)
        break
    else:
        if origin := run.origin():
            raise GanError(
                f"The checkpoint from which this run was forked cannot be read; fork "
                f"{origin['run']} again."
            )
    run.forget_after(trainer.images_seen)
