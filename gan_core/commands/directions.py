"""directions: what a generator's latent space can be moved along, as a table, a file and strips."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from tqdm import tqdm

from gan_core import GanError, unknown


@dataclass(frozen=True)
class Directions:
    """Find directions in a generator's latent space, with labels and without."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path | None = None
    """FILE.json, for names, unit vectors and strengths."""
    preview: Path | None = None
    """FILE.png, for a strip of each direction from -3 to +3 standard deviations."""
    components: int = 8
    """How many principal components and how many factors."""
    attributes: Annotated[tuple[str, ...] | None, tyro.conf.arg(metavar="NAME ...")] = None
    """Of brightness, width, height, symmetry, sides, texture; without it all of them."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number whose measured directions to find; without it for all alike."""
    climbs: int | None = None
    """Updates that improve each measured direction, 60 unless given; 900 take minutes and may hold
    for more seeds."""
    seed: int = 0
    """Seed shown in the strips."""
    scale: int = 2
    """Screen pixels a pixel of the strips."""

    def run(self) -> None:
        """Find, print the table, and write what was asked for."""
        from gan_core.data import durable_files, images
        from gan_core.generator import directions
        from gan_core.generator.attribute_directions import CLIMBS
        from gan_core.generator.image_attributes import ATTRIBUTES
        from gan_core.generator.session import load_generator
        from gan_core.generator.shipped import generator_path

        self._check()
        chosen = tuple(ATTRIBUTES) if self.attributes is None else self.attributes
        for name in chosen:
            if name not in ATTRIBUTES:
                raise unknown("measure", name, ATTRIBUTES)
        path = generator_path(self.model)
        session = load_generator(path)
        only = None if self.class_ is None else session.class_index(self.class_)
        session.labels([self.seed])
        with tqdm(
            total=1.0, bar_format="{percentage:3.0f}% |{bar}| {elapsed}<{remaining}", disable=None
        ) as bar:
            found = directions.find(
                session, self.components, chosen, only,
                climbs=CLIMBS if self.climbs is None else self.climbs,
                progress=lambda share: bar.update(share - bar.n),
            )  # fmt: skip
        print(table(found))
        if self.out is not None:
            durable_files.make_folder(self.out.parent)
            directions.write(self.out, found, path)
            print(self.out)
        if self.preview is not None:
            if not found:
                raise GanError("No direction changes a picture of this generator; train it first.")
            sheet = directions.preview_grid(session, found, self.seed, only)
            durable_files.make_folder(self.preview.parent)
            durable_files.write_bytes(self.preview, images.png(sheet, self.scale))
            print(self.preview)

    def _check(self) -> None:
        if not 0 <= self.components <= 64 or not 1 <= self.scale <= 16:
            raise GanError("--components goes from 0 to 64 and --scale from 1 to 16.")
        if self.out is not None and self.out.suffix.lower() != ".json":
            raise GanError("--out ends in .json.")
        if self.preview is not None and self.preview.suffix.lower() != ".png":
            raise GanError("--preview ends in .png.")


def table(found: list) -> str:
    """The directions as lines, with what each column says above and below."""
    lines = [f"{'id':<16}{'strength':>9}  {'towards':<14}{'a standard deviation does':<28}rises"]
    for direction in found:
        if direction.effect is None:
            what = "of the variance" if direction.kind == "pca" else "of the weights"
            does, rises = f"explains {direction.explains:.1%} {what}", ""
        else:
            does = f"{direction.effect:+.3g} {direction.unit}"
            rises = f"{direction.rising:.1%}"
        lines.append(
            f"{direction.id:<16}{direction.strength:>9.4f}  {direction.name:<14}{does:<28}{rises}"
        )
    lines.append(
        "strength: mean change of a pixel in [0, 1] for one standard deviation, over 100 samples; "
        "rises: share of 200 other seeds on which the measure rises at every step from -3 to +3."
    )
    return "\n".join(line.rstrip() for line in lines)
