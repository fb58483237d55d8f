"""sample: draw images from a generator into a picture, an archive of arrays or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from gan_core import GanError

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Sample:
    """Draw images from a generator."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.png (a sheet), .npz (images uint8 [N,H,W,C], labels), .zip or a folder (PNGs)."""
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
        from gan_core.data.images import grid_columns
        from gan_core.generator.session import load_generator
        from gan_core.training import devices

        if not 1 <= self.count <= 1_000_000:
            raise GanError(f"Between 1 and 1,000,000 images can be drawn, not {self.count}.")
        if self._kind() not in (".png", ".npz", ".zip", ""):
            raise GanError(
                f"--out ends in .png, .npz or .zip or names a folder, not {self._kind()}."
            )
        session = load_generator(self.model, device=str(devices.choose(self.device)))
        seeds = range(self.seed, self.seed + self.count)
        classes = None if self.class_ is None else [session.class_index(self.class_)] * self.count
        drawn = session.sample(seeds, classes, self.truncation)
        self._write(drawn, session.labels(seeds, classes), grid_columns(session.num_classes))
        print(self.out)

    def _kind(self) -> str:
        return "" if self.out.is_dir() else self.out.suffix.lower()

    def _write(self, drawn: "np.ndarray", labels: list[int] | None, columns: int) -> None:
        import numpy as np

        from gan_core.data import durable_files, images

        kind = self._kind()
        durable_files.make_folder(self.out.parent if kind else self.out)
        if kind == ".npz":
            arrays = {"images": drawn} | ({} if labels is None else {"labels": np.array(labels)})
            durable_files.write_with(self.out, lambda stream: np.savez_compressed(stream, **arrays))
        elif kind == ".png":
            sheet = images.grid(drawn, min(len(drawn), columns))
            durable_files.write_bytes(self.out, images.png(sheet))
        elif kind == ".zip":
            durable_files.write_with(
                self.out, lambda stream: images.write_zip(stream, drawn, self.seed)
            )
        else:
            for number, image in enumerate(drawn, start=self.seed):
                durable_files.write_bytes(self.out / images.png_name(number), images.png(image))
