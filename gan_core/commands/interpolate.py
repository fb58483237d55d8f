"""interpolate: a latent walk through keyframes, as animation, strip, arrays or script."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from gan_core import GanError
from gan_core.generator.keyframes import MAX_FRAMES, Walk, from_json, through_seeds

if TYPE_CHECKING:
    from gan_core.generator.session import GeneratorSession

SUFFIXES = (".gif", ".mp4", ".png", ".npz", ".json", ".py")
MAX_FILE = 1 << 20  # bytes of a keyframe file; 16 large keyframes have less than 100 kB


@dataclass(frozen=True)
class Interpolate:
    """Generate a latent walk through 2 to 16 keyframes."""

    model: tyro.conf.Positional[str]
    """Name in pretrained/, run directory or generator file."""
    out: Path
    """FILE.gif or .mp4 (animation), .png (strip), .npz (z, class weights c, images), .json
    (keyframes) or .py (script that reproduces the walk)."""
    seeds: tuple[int, ...] = ()
    """Two or more seeds, in order."""
    keys: Path | None = None
    """FILE.json of keyframes, instead of seeds; it includes frames, methods and easing."""
    frames: int = 60
    """Total number of frames, including those of the first and the last seed."""
    method: Literal["slerp", "lerp"] = "slerp"
    """slerp follows the sphere on which samples lie, lerp the straight line."""
    easing: Literal["linear", "smooth", "in", "out"] = "linear"
    """smooth is slow at both seeds of a segment, in at the first, out at the second."""
    loop: bool = False
    """Go back to the first seed at the end."""
    class_: Annotated[str | None, tyro.conf.arg(name="class")] = None
    """Class by name or number; default: the class of each seed, interpolated."""
    truncation: float | None = None
    """Truncate z at this many standard deviations: lower is more typical and less varied."""
    directions: Path | None = None
    """FILE.json of directions, if the keyframes use any."""
    milliseconds: int = 60
    """Duration of each frame of an animation."""
    scale: int = 4
    """Enlargement: screen pixels per pixel."""

    def run(self) -> None:
        """Generate the walk, write it, and print the path."""
        from gan_core.data import durable_files
        from gan_core.generator.session import load_generator

        self._check()
        session = load_generator(self.model)
        content = self._content(session, self._walk(session))
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        print(self.out)

    def _check(self) -> None:
        if self.out.suffix.lower() not in SUFFIXES:
            raise GanError(
                "--out must end in .gif or .mp4 for an animation, .png for a strip, .npz for "
                "arrays, .json for keyframes or .py for a script."
            )
        if not 2 <= self.frames <= MAX_FRAMES or not 1 <= self.scale <= 64:
            raise GanError(f"--frames must be from 2 to {MAX_FRAMES:,} and --scale from 1 to 64.")
        if not 20 <= self.milliseconds <= 5000:
            raise GanError("--milliseconds must be from 20 to 5,000.")
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
    """The walk in a keyframe file. GanError if the file is missing or invalid."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise GanError(f"{path.name} is too large for a keyframe file.")
        value = json.loads(path.read_bytes())
    except OSError:
        raise GanError(f"There is no keyframe file {path}.") from None
    except (ValueError, RecursionError):
        raise GanError(f"{path.name} is not JSON, so it is not a keyframe file.") from None
    return from_json(value)
