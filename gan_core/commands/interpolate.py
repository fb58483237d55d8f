"""interpolate: a walk through seeds, as a film or a strip."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from gan_core.errors import GanError


@dataclass(frozen=True)
class Interpolate:
    """Walk from seed to seed through a generator's latent space."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    seeds: tuple[int, ...]
    """Two or more seeds to walk through, in order."""
    out: Path
    """FILE.gif (a film) or FILE.png (a strip)."""
    frames: int = 60
    """Frames in all, the first and the last seed included."""
    method: Literal["slerp", "lerp"] = "slerp"
    """slerp follows the arc on which samples lie, lerp cuts the corner."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number; without it each seed keeps its own and classes blend on the way."""
    scale: int = 4
    """Screen pixels a pixel."""

    def run(self) -> None:
        """Walk, write, and print the path written."""
        import numpy as np

        from gan_core import atomic, images, latents
        from gan_core.generator import load_generator

        if self.out.suffix.lower() not in (".gif", ".png"):
            raise GanError("--out ends in .gif for a film or .png for a strip.")
        if not 2 <= self.frames <= 10_000 or not 1 <= self.scale <= 64:
            raise GanError("--frames goes from 2 to 10,000 and --scale from 1 to 64.")
        session = load_generator(self.model)
        classes = (
            None if self.class_ is None else [session.class_index(self.class_)] * len(self.seeds)
        )
        keys = latents.z_from_seeds(self.seeds, session.z_dim)
        weights = session.class_weights(self.seeds, classes)
        z = latents.walk(keys, self.frames, self.method)
        c = None if weights is None else latents.walk(weights, self.frames, "lerp")
        frames = session.images(z, c)
        atomic.make_folder(self.out.parent)
        if self.out.suffix.lower() == ".gif":
            content = images.gif(list(frames), scale=self.scale)
        else:
            content = images.png(np.concatenate(list(frames), axis=1), self.scale)
        atomic.write_bytes(self.out, content)
        print(self.out)
