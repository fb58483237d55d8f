"""check-losses: can two reported losses both be true?"""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gan_core import GanError


@dataclass(frozen=True)
class CheckLosses:
    """Check whether a G loss and a D loss reported by a paper or a log can both be true."""

    g: float | None = None
    """G's loss (non-saturating cross entropy)."""
    d: float | None = None
    """D's loss (cross entropy of its real and fake terms)."""
    convention: Literal["sum", "mean"] | None = None
    """Whether D's loss is the sum or the mean of its real and fake terms; default: check both."""
    example: bool = False
    """Check the table published with the recipe tconv_mlp instead."""
    json: bool = False
    """Print JSON, for scripts."""

    def run(self) -> None:
        """Print the result for each pair of losses and each convention."""
        from gan_core.diagnosis.loss_check import check_losses

        pairs = self._pairs()
        conventions = (self.convention,) if self.convention else ("sum", "mean")
        rows: list[dict[str, Any]] = []
        for convention in conventions:
            for epoch, g, d in pairs:
                found = dataclasses.asdict(check_losses(g, d, convention))
                rows.append({"epoch": epoch, **found} if self.example else found)
        if self.json:
            print(json.dumps(rows, indent=2))
            return
        for row in rows:
            prefix = f"epoch {row['epoch']}, " if self.example else ""
            losses = f"G {row['loss_G']:g}, D {row['loss_D']:g} ({row['convention']})"
            print(f"{prefix}{losses}: {row['result']}. {row['explanation']}")

    def _pairs(self) -> Sequence[tuple[int | None, float, float]]:
        """(epoch or None, loss of G, loss of D) of each pair to check."""
        from gan_core.diagnosis.loss_check import EXAMPLE

        if self.example == (self.g is not None or self.d is not None):
            raise GanError("Give --g and --d, or --example alone.")
        if self.example:
            return EXAMPLE
        if self.g is None or self.d is None:
            raise GanError("Give both losses, for example --g 0.6 --d 0.7 --convention sum.")
        return ((None, self.g, self.d),)
