"""directions: meaningful directions in a generator's latent space, as a table, file and strips."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro
from tqdm import tqdm

from gan_core import GanError, unknown

if TYPE_CHECKING:
    from gan_core.generator.directions import Direction


@dataclass(frozen=True)
class Directions:
    """Find meaningful directions in a generator's latent space."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path | None = None
    """FILE.json for names, unit vectors and strengths."""
    preview: Path | None = None
    """FILE.png for a strip of each direction from -3 to +3 standard deviations."""
    components: int = 8
    """Number of PCA directions and of weight directions (SeFa)."""
    attributes: Annotated[tuple[str, ...] | None, tyro.conf.arg(metavar="NAME ...")] = None
    """Some of brightness, width, height, symmetry, sides, texture; default: all."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class, by name or number, for the attribute directions; default: all classes."""
    refine_steps: int | None = None
    """Optimisation steps for each attribute direction, 60 by default; 900 take minutes and may work
    for more seeds."""
    seed: int = 0
    """Seed of the strips."""
    scale: int = 2
    """Enlargement of the strips: screen pixels per pixel."""

    def run(self) -> None:
        """Find the directions, print the table, and write the requested files."""
        from gan_core.data import durable_files, images
        from gan_core.data.noise import z_from_seeds
        from gan_core.generator import directions
        from gan_core.generator.attribute_directions import REFINE_STEPS
        from gan_core.generator.image_attributes import ATTRIBUTES
        from gan_core.generator.session import load_generator
        from gan_core.generator.shipped import generator_path

        self._check()
        chosen = tuple(ATTRIBUTES) if self.attributes is None else self.attributes
        for name in chosen:
            if name not in ATTRIBUTES:
                raise unknown("attribute", name, ATTRIBUTES)
        path = generator_path(self.model)
        session = load_generator(path)
        only = None if self.class_ is None else session.class_index(self.class_)
        z_from_seeds([self.seed], session.z_dim)  # a wrong seed is refused before the long search
        with tqdm(
            total=1.0, bar_format="{percentage:3.0f}% |{bar}| {elapsed}<{remaining}", disable=None
        ) as bar:
            found = directions.find(
                session, self.components, chosen, only,
                refine_steps=REFINE_STEPS if self.refine_steps is None else self.refine_steps,
                progress=lambda share: bar.update(share - bar.n),
            )  # fmt: skip
        print(table(found))
        if self.out is not None:
            durable_files.make_folder(self.out.parent)
            directions.write(self.out, found, path)
            print(self.out)
        if self.preview is not None:
            if not found:
                raise GanError("No direction changes this generator's images; train it first.")
            preview = directions.preview_grid(session, found, self.seed, only)
            durable_files.make_folder(self.preview.parent)
            durable_files.write_bytes(self.preview, images.png(preview, self.scale))
            print(self.preview)

    def _check(self) -> None:
        if not 0 <= self.components <= 64 or not 1 <= self.scale <= 16:
            raise GanError("--components must be from 0 to 64 and --scale from 1 to 16.")
        if self.out is not None and self.out.suffix.lower() != ".json":
            raise GanError("--out must end in .json.")
        if self.preview is not None and self.preview.suffix.lower() != ".png":
            raise GanError("--preview must end in .png.")


def table(found: Sequence["Direction"]) -> str:
    """The directions as lines of a table, with a legend below."""
    lines = [f"{'id':<16}{'strength':>9}  {'towards':<28}{'effect':<28}works for"]
    for direction in found:
        if direction.effect is None:
            of = "of the variance" if direction.kind == "pca" else "of the weights"
            effect, works_for = f"explains {direction.explains:.1%} {of}", ""
        else:
            effect = f"{direction.effect:+.3g} {direction.unit}"
            works_for = f"{direction.rising:.1%}"
        start = f"{direction.id:<16}{direction.strength:>9.4f}  {direction.name:<28}"
        lines.append(f"{start}{effect:<28}{works_for}")
    lines.append(
        "strength: mean change of a pixel in [0, 1] for one standard deviation, over 100 samples; "
        "effect: change of the attribute for one standard deviation; works for: share of 200 test "
        "seeds whose attribute increases at every step from -3 to +3."
    )
    return "\n".join(line.rstrip() for line in lines)
