"""check-losses: can two reported losses both be true?"""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal

from gan_core import GanError


@dataclass(frozen=True)
class CheckLosses:
    """Say whether a G loss and a D loss, as a paper or a log reports them, can both be true."""

    g: float | None = None
    """G's loss (non-saturating cross entropy)."""
    d: float | None = None
    """D's loss (cross entropy of both halves)."""
    convention: Literal["sum", "mean"] | None = None
    """Whether D's loss is the sum or the mean of its real and fake half; without it, both."""
    example: bool = False
    """Check the table published with the recipe tconv_mlp instead."""
    json: bool = False
    """As JSON, for scripts."""

    def run(self) -> None:
        """Print a verdict for every pair of losses under every convention asked for."""
        from gan_core.diagnosis.loss_check import EXAMPLE, check_losses

        if self.example == (self.g is not None or self.d is not None):
            raise GanError("Give --g and --d, or --example alone.")
        if not self.example and (self.g is None or self.d is None):
            raise GanError("Give both losses, for example --g 0.6 --d 0.7 --convention sum.")
        pairs = EXAMPLE if self.example else ((None, self.g, self.d),)
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
            epoch = f"epoch {row['epoch']}, " if self.example else ""
            losses = f"G {row['loss_G']:g}, D {row['loss_D']:g} ({row['convention']})"
            print(f"{epoch}{losses}: {row['verdict']}. {row['explanation']}")
