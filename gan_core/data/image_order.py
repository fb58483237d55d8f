"""The order in which a run sees its images."""

import torch
from torch import Tensor


class ImageOrder:
    """The next batch as a function of (seed, images seen): one shuffled epoch after another.

    A batch that reaches past the end of an epoch continues in the next one, so that all batches
    are full and no image is dropped; with `whole_epochs` the last batch of an epoch is short
    instead. There is no state, so a resumed run need not skip any batches.
    """

    def __init__(
        self, count: int, seed: int, whole_epochs: bool = False, device: torch.device | str = "cpu"
    ):
        self.count, self.seed, self.whole_epochs = count, seed, whole_epochs
        self.device = device  # of the indices; they are drawn on the CPU
        self._epoch, self._permutation = -1, torch.empty(0, dtype=torch.long)

    def batch(self, images_seen: int, size: int) -> Tensor:
        """Indices [size] of the next batch; with `whole_epochs` the last of an epoch is short."""
        if self.whole_epochs:
            size = min(size, self.count - images_seen % self.count)
        parts, position = [], images_seen
        while position < images_seen + size:
            epoch, offset = divmod(position, self.count)
            part = self._shuffled(epoch)[offset : offset + images_seen + size - position]
            parts.append(part)
            position += len(part)
        return torch.cat(parts)

    def _shuffled(self, epoch: int) -> Tensor:
        if epoch != self._epoch:
            # Knuth's multiplicative constant keeps (seed, epoch) and (seed + 1, epoch - 1) apart.
            mixed = (self.seed * 2654435761 + epoch * 40503 + 1) % 2**63
            generator = torch.Generator().manual_seed(mixed)
            permutation = torch.randperm(self.count, generator=generator)
            self._epoch, self._permutation = epoch, permutation.to(self.device)
        return self._permutation
