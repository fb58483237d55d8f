"""Which images a run sees next."""

import torch
from torch import Tensor


class ImageOrder:
    """Which images come next, from (seed, images seen) alone: shuffled passes, end to end.

    A batch that reaches past the end of a pass goes on in the next one, so none is short and no
    image is dropped; with `whole_epochs` it ends with the pass instead and is short. Resuming needs
    no skipping because nothing was consumed.
    """

    def __init__(
        self, count: int, seed: int, whole_epochs: bool = False, device: torch.device | str = "cpu"
    ):
        self.count, self.seed, self.whole_epochs = count, seed, whole_epochs
        self.device = device  # where the indices lie; they are drawn on the CPU
        self._epoch, self._permutation = -1, torch.empty(0, dtype=torch.long)

    def batch(self, images_seen: int, size: int) -> Tensor:
        """Indices [size] of the images after the first `images_seen`; fewer at a pass's end."""
        if self.whole_epochs:
            size = min(size, self.count - images_seen % self.count)
        parts, position = [], images_seen
        while position < images_seen + size:
            epoch, offset = divmod(position, self.count)
            part = self._pass(epoch)[offset : offset + images_seen + size - position]
            parts.append(part)
            position += len(part)
        return torch.cat(parts)

    def _pass(self, epoch: int) -> Tensor:
        if epoch != self._epoch:
            # Knuth's multiplicative constant keeps (seed, epoch) and (seed + 1, epoch - 1) apart.
            mixed = (self.seed * 2654435761 + epoch * 40503 + 1) % 2**63
            generator = torch.Generator().manual_seed(mixed)
            permutation = torch.randperm(self.count, generator=generator)
            self._epoch, self._permutation = epoch, permutation.to(self.device)
        return self._permutation
