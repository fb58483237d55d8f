"""export: a generator as safetensors, ONNX, TorchScript or a page that draws."""

from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Export:
    """Export a generator to a format of other programs, checked against the original."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.safetensors, FILE.onnx, FILE.pt (TorchScript) or FILE.html (a page that draws)."""
    ema: float | None = None
    """EMA length of a run's generator, as a share of the run, instead of G_ema's; 0.03 to 0.25."""

    def run(self) -> None:
        """Write the file, check it, and print its path."""
        from gan_core.generator import export
        from gan_core.generator.averages import load_with_ema

        if self.out.suffix.lower() not in export.FORMATS:
            raise GanError(f"--out must end in one of {', '.join(export.FORMATS)}.")
        export.export(load_with_ema(self.model, self.ema), self.out)
        print(self.out)
