"""export: a generator as safetensors, ONNX or TorchScript, or a script that draws a view again."""

from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Export:
    """Write a generator in a form that other programs read, and check it against the original."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.safetensors, FILE.onnx or FILE.pt (TorchScript)."""

    def run(self) -> None:
        """Write, check, and print the path written."""
        from gan_core.generator import export
        from gan_core.generator.session import load_generator

        if self.out.suffix.lower() not in export.FORMS:
            raise GanError(f"--out ends in {', '.join(export.FORMS)}.")
        export.export(load_generator(self.model), self.out)
        print(self.out)
