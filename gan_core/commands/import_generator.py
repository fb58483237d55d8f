"""import: a generator of another program as a generator file of this one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Import:
    """Import a DCGAN generator that PyTorch saved, or G_ema of a raw checkpoint."""

    file: tyro.conf.Positional[Path]
    """State dict or checkpoint (.pt, .pth, .ckpt), safetensors, or RUN/checkpoints/state_*.pt."""
    out: Path
    """FILE.safetensors, for all other commands and for Explore."""
    output: Literal["tanh", "sigmoid", "linear"] = "tanh"
    """Function in which G ends, which no file says; a DCGAN's is tanh."""

    def run(self) -> None:
        """Import the generator, say what was found, write it, and print the path."""
        from gan_core.generator import importing

        if self.out.suffix.lower() != ".safetensors":
            raise GanError("--out must end in .safetensors.")
        generator = importing.import_generator(self.file, self.output)
        importing.write_generator(self.out, generator)
        print(importing.in_words(generator[1]))
        print(self.out)
