"""sample: images of a generator as a grid, arrays, a zip archive or a folder of files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import tyro

from gan_core import GanError

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Sample:
    """Generate images."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.png (sample grid), .npz (images uint8 [N,H,W,C], labels), .zip or a folder (PNGs)."""
    count: int = 64
    """Number of images."""
    seed: int = 0
    """Seed of the first image; the next images have the next seeds."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number, for a generator trained with labels."""
    truncation: float | None = None
    """Truncate z at this many standard deviations: lower is more typical and less varied."""
    ema: float | None = None
    """EMA length of a run's generator, as a share of the run, instead of G_ema's; 0.03 to 0.25."""
    device: str = "cpu"
    """cpu, cuda, mps or auto."""

    def run(self) -> None:
        """Generate the images, write them, and print the path."""
        from gan_core.data.images import grid_columns
        from gan_core.generator.averages import load_with_ema
        from gan_core.training import devices

        if not 1 <= self.count <= 1_000_000:
            raise GanError(f"--count must be from 1 to 1,000,000, not {self.count}.")
        if self._kind() not in (".png", ".npz", ".zip", ""):
            raise GanError(
                f"--out must end in .png, .npz or .zip or be a folder, not {self._kind()}."
            )
        session = load_with_ema(self.model, self.ema, str(devices.choose(self.device)))
        seeds = range(self.seed, self.seed + self.count)
        classes = None if self.class_ is None else [session.class_index(self.class_)] * self.count
        samples = session.sample(seeds, classes, self.truncation)
        self._write(samples, session.labels(seeds, classes), grid_columns(session.num_classes))
        print(self.out)

    def _kind(self) -> str:
        return "" if self.out.is_dir() else self.out.suffix.lower()

    def _write(self, samples: "np.ndarray", labels: list[int] | None, columns: int) -> None:
        from gan_core.data import durable_files, images

        kind = self._kind()
        durable_files.make_folder(self.out.parent if kind else self.out)
        if kind == ".npz":
            durable_files.write_with(self.out, lambda stream: _save_arrays(stream, samples, labels))
        elif kind == ".png":
            grid = images.grid(samples, min(len(samples), columns))
            durable_files.write_bytes(self.out, images.png(grid))
        elif kind == ".zip":
            durable_files.write_with(
                self.out, lambda stream: images.write_zip(stream, samples, self.seed)
            )
        else:
            for seed, image in enumerate(samples, start=self.seed):
                durable_files.write_bytes(self.out / images.png_name(seed), images.png(image))


def _save_arrays(stream: BinaryIO, samples: "np.ndarray", labels: list[int] | None) -> None:
    import numpy as np

    if labels is None:
        np.savez_compressed(stream, images=samples)
    else:
        np.savez_compressed(stream, images=samples, labels=np.array(labels))
