"""export: a generator as safetensors, ONNX or TorchScript."""

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
    """FILE.safetensors, FILE.onnx or FILE.pt (TorchScript)."""

    def run(self) -> None:
        """Write the file, check it, and print its path."""
        from gan_core.generator import export
        from gan_core.generator.session import load_generator

        if self.out.suffix.lower() not in export.FORMATS:
            raise GanError(f"--out must end in one of {', '.join(export.FORMATS)}.")
        export.export(load_generator(self.model), self.out)
        print(self.out)
