"""invert: GAN inversion, the z whose image is closest to a given image."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Invert:
    """Find the z whose image is closest to your image (GAN inversion)."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    image: tyro.conf.Positional[Path]
    """Image file; its central square is used."""
    out: Path
    """FILE.png (your image beside the closest one) or .npz (z, class weights c, images)."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class, by name or number, to search in; default: the search finds the class as well."""
    starts: int = 8
    """Number of starting points; the best three continue after half of the steps."""
    steps: int = 240
    """Steps of gradient descent."""
    background: Literal["auto", "keep", "invert"] = "auto"
    """Whether to invert your image; auto does if its background is the opposite of the data's."""
    scale: int = 4
    """Enlargement: screen pixels per pixel."""

    def run(self) -> None:
        """Search with progress on stderr, write the result, print the error and the path."""
        import numpy as np
        from tqdm import tqdm

        from gan_core.data import durable_files, images
        from gan_core.generator import inversion, npz, uploaded_image
        from gan_core.generator.session import load_generator

        if self.out.suffix.lower() not in (".png", ".npz") or not 1 <= self.scale <= 64:
            raise GanError("--out must end in .png or .npz, and --scale must be from 1 to 64.")
        session = load_generator(self.model)
        only = None if self.class_ is None else session.class_index(self.class_)
        image = uploaded_image.read_image(self._bytes(), session.image_size, session.channels)
        target, inverted = uploaded_image.match_background(session, image, self.background)
        with tqdm(total=1.0, bar_format="{l_bar}{bar}| {elapsed}{postfix}", disable=None) as bar:
            for found in inversion.invert(session, target, only, self.starts, self.steps):
                bar.update(found.progress - bar.n)
                bar.set_postfix(error=f"{found.error:.4f}")
        if self.out.suffix.lower() == ".npz":
            content = npz.npz(found.z, found.c, found.image[None])
        else:
            content = images.png(np.concatenate([target, found.image], axis=1), self.scale)
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        as_class = "" if found.c is None else f", class {session.class_names[found.c.argmax()]}"
        print(f"mean absolute pixel error {found.error:.4f} (0 is identical){as_class}"
              f"{'; your image was inverted' if inverted else ''}")  # fmt: skip
        print(self.out)

    def _bytes(self) -> bytes:
        from gan_core.generator.uploaded_image import MAX_BYTES

        try:
            with open(self.image, "rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise GanError(f"{self.image} cannot be read ({error.strerror}).") from None
