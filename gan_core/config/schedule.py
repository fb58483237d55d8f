"""When a published project draws sample grids and saves, in its own units of batches and epochs.

A run writes the playground's own grids and checkpoints as well. Pure functions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """The original's schedule; 0 and () mean that it does nothing of this kind."""

    samples: int = 0  # fixed z on every grid; 0: as many as the playground usually shows
    grid_columns: int = 0
    grid_batches: int = 0  # a grid every so many updates
    grid_epochs: tuple[int, ...] = ()  # a grid after each of these epochs
    grid_every_epochs: int = 0  # and after every so many
    checkpoint_epochs: int = 0  # a checkpoint with optimisers every so many epochs
    kept_checkpoints: int = 20  # the newest of them stay on disk

    def grid_after(self, epoch: int) -> bool:
        """Whether the original draws a grid at the end of epoch 1, 2, ..."""
        return epoch in self.grid_epochs or _every(self.grid_every_epochs, epoch)

    def checkpoint_after(self, epoch: int) -> bool:
        """Whether the original saves at the end of epoch 1, 2, ..."""
        return _every(self.checkpoint_epochs, epoch)

    def checkpoints(self, epochs: int) -> tuple[int, ...]:
        """The epochs after which a run of `epochs` has a checkpoint: scheduled ones, the last."""
        listed = {epoch for epoch in range(1, epochs + 1) if self.checkpoint_after(epoch)}
        return tuple(sorted(listed | {epochs}))

    def kept_checkpoints_after(self, epochs: int) -> tuple[int, ...]:
        """The epochs of the original's checkpoints that stay on disk once `epochs` are done."""
        listed = [epoch for epoch in range(1, epochs + 1) if self.checkpoint_after(epoch)]
        return tuple(listed[-self.kept_checkpoints :])

    def grid_due_by_batches(self, before: int, after: int) -> bool:
        """Whether a grid is due in (before, after] updates."""
        return bool(self.grid_batches) and before // self.grid_batches != (
            after // self.grid_batches
        )

    def grid_due_by_epochs(self, before: int, after: int) -> bool:
        """Whether a grid is due at the end of an epoch in (before, after]."""
        return any(self.grid_after(epoch) for epoch in range(before + 1, after + 1))

    def checkpoint_due(self, before: int, after: int) -> bool:
        """Whether a checkpoint is due at the end of an epoch in (before, after]."""
        return any(self.checkpoint_after(epoch) for epoch in range(before + 1, after + 1))


def updates_per_epoch(images: int, batch_size: int, partial: bool) -> float:
    """Updates in one pass over `images`: with a short last batch a whole number, else a mean."""
    return -(-images // batch_size) if partial else images / batch_size


def _every(stride: int, number: int) -> bool:
    return bool(stride) and number > 0 and number % stride == 0
