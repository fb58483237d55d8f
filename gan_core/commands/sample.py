"""sample: draw images from a generator into a picture, an archive of arrays or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from gan_core.errors import GanError


@dataclass(frozen=True)
class Sample:
    """Draw images from a generator."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.png (a sheet), FILE.npz (images uint8 [N,H,W,C], labels) or a folder (one PNG each)."""
    count: int = 64
    """How many images."""
    seed: int = 0
    """Seed of the first image; the others count up from it."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number, for a generator trained with labels."""
    truncation: float | None = None
    """Cut latents off at this many standard deviations: lower is more typical, less varied."""
    device: str = "cpu"
    """cpu, cuda, mps or auto."""

    def run(self) -> None:
        """Draw, write, and print the path written."""
        import numpy as np

        from gan_core import atomic, devices, images
        from gan_core.generator import load_generator

        if not 1 <= self.count <= 1_000_000:
            raise GanError(f"Between 1 and 1,000,000 images can be drawn, not {self.count}.")
        session = load_generator(self.model, device=str(devices.choose(self.device)))
        seeds = range(self.seed, self.seed + self.count)
        classes = None if self.class_ is None else [session.class_index(self.class_)] * self.count
        drawn = session.sample(seeds, classes, self.truncation)
        labels = session.labels(seeds, classes)
        ending = self.out.suffix.lower()
        if ending == ".npz":
            arrays = {"images": drawn} | ({} if labels is None else {"labels": np.array(labels)})
            atomic.make_folder(self.out.parent)
            atomic.write_with(self.out, lambda stream: np.savez_compressed(stream, **arrays))
        elif ending == ".png":
            atomic.make_folder(self.out.parent)
            columns = min(self.count, images.sheet_columns(session.num_classes))
            atomic.write_bytes(self.out, images.png(images.sheet(drawn, columns)))
        elif ending:
            raise GanError(f"--out ends in .png or .npz or names a folder, not {ending}.")
        else:
            atomic.make_folder(self.out)
            for seed, image in zip(seeds, drawn, strict=True):
                atomic.write_bytes(self.out / f"seed_{seed:08d}.png", images.png(image))
        print(self.out)
