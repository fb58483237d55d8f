"""invert: the picture a generator knows that comes nearest to a given one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Invert:
    """Find the latent whose picture comes nearest to yours."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    picture: tyro.conf.Positional[Path]
    """Image file; its middle square counts."""
    out: Path
    """FILE.png (yours and the nearest side by side) or .npz (z, class weights c, images)."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number to look in; without it the search finds the class, too."""
    starts: int = 8
    """Searches at a time; the best three go on after half the steps."""
    steps: int = 240
    """Steps downhill."""
    ground: Literal["auto", "keep", "swap"] = "auto"
    """Whether to swap light and dark; auto does where your ground is the opposite of the data's."""
    scale: int = 4
    """Screen pixels a pixel."""

    def run(self) -> None:
        """Search with progress on stderr, write, print the error and the path written."""
        import numpy as np
        from tqdm import tqdm

        from gan_core.data import durable_files, images
        from gan_core.generator import inversion, npz, uploaded_image
        from gan_core.generator.session import load_generator

        if self.out.suffix.lower() not in (".png", ".npz") or not 1 <= self.scale <= 64:
            raise GanError("--out ends in .png or .npz, and --scale goes from 1 to 64.")
        session = load_generator(self.model)
        only = None if self.class_ is None else session.class_index(self.class_)
        read = uploaded_image.read_picture(self._bytes(), session.image_size, session.channels)
        wanted, swapped = uploaded_image.match_background(session, read, self.ground)
        with tqdm(total=1.0, bar_format="{l_bar}{bar}| {elapsed}{postfix}", disable=None) as bar:
            for found in inversion.invert(session, wanted, only, self.starts, self.steps):
                bar.update(found.progress - bar.n)
                bar.set_postfix(error=f"{found.error:.4f}")
        if self.out.suffix.lower() == ".npz":
            content = npz.npz(found.z, found.c, found.picture[None])
        else:
            content = images.png(np.concatenate([wanted, found.picture], axis=1), self.scale)
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        shown = "" if found.c is None else f", shown as {session.class_names[found.c.argmax()]}"
        print(f"mean absolute error {found.error:.4f} of 1 (0 is perfect){shown}"
              f"{'; light and dark were swapped' if swapped else ''}")  # fmt: skip
        print(self.out)

    def _bytes(self) -> bytes:
        from gan_core.generator.uploaded_image import MAX_BYTES

        try:
            with open(self.picture, "rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise GanError(f"{self.picture} cannot be read ({error.strerror}).") from None
