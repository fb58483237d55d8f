"""interpolate: a walk through key points, as film, strip, arrays, key points or script."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from gan_core import GanError
from gan_core.generator.keyframes import MAX_FRAMES, Walk, from_json, through_seeds

if TYPE_CHECKING:
    from gan_core.generator.session import GeneratorSession

ENDINGS = (".gif", ".mp4", ".png", ".npz", ".json", ".py")
MAX_FILE = 1 << 20  # bytes of a file of key points; 16 rich ones have under 100 kB


@dataclass(frozen=True)
class Interpolate:
    """Walk through 2 to 16 key points of a generator's latent space."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.gif or .mp4 (a film), .png (a strip), .npz (z, class weights c, images), .json (the key
    points) or .py (a script that draws the walk again)."""
    seeds: tuple[int, ...] = ()
    """Two or more seeds to walk through, in order."""
    keys: Path | None = None
    """FILE.json of key points, in place of seeds; its segments say frames, method and easing."""
    frames: int = 60
    """Frames in all, the first and the last seed included."""
    method: Literal["slerp", "lerp"] = "slerp"
    """slerp follows the arc on which samples lie, lerp cuts the corner."""
    easing: Literal["linear", "smooth", "in", "out"] = "linear"
    """smooth slows down at each seed, in only after it, out only before it."""
    loop: bool = False
    """Go back to the first seed at the end."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number; without it each seed keeps its own and classes blend on the way."""
    truncation: float | None = None
    """Cut latents off at this many standard deviations: lower is more typical, less varied."""
    directions: Path | None = None
    """FILE.json of directions, where key points go along some."""
    milliseconds: int = 60
    """How long a film shows each frame."""
    scale: int = 4
    """Screen pixels a pixel."""

    def run(self) -> None:
        """Walk, write, and print the path written."""
        from gan_core.data import durable_files
        from gan_core.generator.session import load_generator

        self._check()
        session = load_generator(self.model)
        content = self._content(session, self._walk(session))
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        print(self.out)

    def _check(self) -> None:
        if self.out.suffix.lower() not in ENDINGS:
            raise GanError(
                "--out ends in .gif or .mp4 for a film, .png for a strip, .npz for arrays, .json "
                "for the key points or .py for a script."
            )
        if not 2 <= self.frames <= MAX_FRAMES or not 1 <= self.scale <= 64:
            raise GanError(f"--frames goes from 2 to {MAX_FRAMES:,} and --scale from 1 to 64.")
        if not 20 <= self.milliseconds <= 5000:
            raise GanError("--milliseconds goes from 20 to 5,000.")
        if (self.keys is None) == (not self.seeds):
            raise GanError("A walk needs at least two seeds after --seeds, or --keys FILE.json.")
        if self.keys is None and len(self.seeds) < 2:
            raise GanError("A walk needs at least two seeds.")

    def _walk(self, session: "GeneratorSession") -> Walk:
        if self.keys is not None:
            return read_walk(self.keys)
        index = None if self.class_ is None else session.class_index(self.class_)
        classes = () if index is None else ((index, 1.0),)
        return through_seeds(
            self.seeds, self.frames, self.method, self.easing, self.loop, self.truncation, classes
        )

    def _content(self, session: "GeneratorSession", walk: Walk) -> bytes:
        import numpy as np

        from gan_core.data import images
        from gan_core.generator import directions, npz, script, video
        from gan_core.generator.latent_walk import walk_latents

        kind = self.out.suffix.lower()
        known = {}
        if self.directions is not None:
            known = directions.vectors(directions.read(self.directions))
        z, c = walk_latents(walk, session.z_dim, session.num_classes, known)
        if kind == ".json":
            return (json.dumps(walk.to_json(), indent=2) + "\n").encode()
        if kind == ".py":
            return script.script(self.model, walk, known).encode()
        frames = session.images(z, c)
        if kind == ".npz":
            return npz.npz(z, c, frames)
        if kind == ".gif":
            return images.gif(list(frames), self.milliseconds, self.scale)
        if kind == ".mp4":
            return video.mp4(list(frames), self.milliseconds, self.scale)
        return images.png(np.concatenate(list(frames), axis=1), self.scale)


def read_walk(path: Path) -> Walk:
    """The walk in a file of key points. GanError where it is none."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise GanError(f"{path.name} is too long for a file of key points.")
        value = json.loads(path.read_bytes())
    except OSError:
        raise GanError(f"There is no file of key points {path}.") from None
    except (ValueError, RecursionError):
        raise GanError(f"{path.name} is no JSON, so it holds no key points.") from None
    return from_json(value)
