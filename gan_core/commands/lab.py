"""lab: continue a link of the lab offline, in PyTorch; its score, an animation, a script."""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro

from gan_core import GanError

if TYPE_CHECKING:  # the command line starts without torch
    from PIL.Image import Image

    from gan_core.flat.step import FlatGAN

FRAMES = 120  # of an animation
COLOURS = 48  # of a frame: a tenth of the bytes of 256, and no difference to see


@dataclass(frozen=True)
class Lab:
    """Train the 2-D GAN of a link from the Lab page in PyTorch, and say how good it is."""

    link: tyro.conf.Positional[str]
    """Address of the Lab page, or its text after lab=; "" for the defaults."""
    steps: int = 0
    """Steps after those that the link has come to; 2,000 if the link is at the start."""
    out: Path | None = None
    """FILE.gif: an animation of the whole run."""
    script: Path | None = None
    """FILE.py: the same run as a short PyTorch script that needs nothing of this project."""

    def run(self) -> None:
        """Train, write what was asked for, and print the score."""
        from gan_core.flat.course import follow
        from gan_core.flat.link import MOST_STEPS, read
        from gan_core.flat.points import data_set
        from gan_core.flat.score import score
        from gan_core.flat.script import script

        course = read(self.link)
        if not 0 <= self.steps <= MOST_STEPS:
            raise GanError(f"--steps must be 0 to {MOST_STEPS:,}.")
        _suffix("--out", self.out, ".gif")
        _suffix("--script", self.script, ".py")
        steps = self.steps or (0 if course.step else 2000)
        frames = _Animation(course.step + steps) if self.out else None
        gan = follow(course, steps, frames.add if frames else None)
        for name, value in vars(score(gan)).items():
            print(f"{name:12} {value:.4f}" if isinstance(value, float) else f"{name:12} {value}")
        print(f"{'loss_D':12} {gan.stats.loss_D:.4f}\n{'loss_G':12} {gan.stats.loss_G:.4f}")
        if self.out and frames:
            _write(self.out, frames.gif())
        if self.script:
            data = data_set(course.settings.data, course.settings.points)
            _write(self.script, script(course, data.sampled).encode())


class _Animation:
    """Frames spread evenly over a run, at most 120."""

    def __init__(self, steps: int):
        self.every, self.last = max(1, -(-steps // FRAMES)), steps
        self.frames: list[Image] = []

    def add(self, gan: "FlatGAN") -> None:
        """Draw the GAN if a frame is due."""
        from gan_core.flat.picture import picture

        if gan.step_count in (1, self.last) or gan.step_count % self.every == 0:
            self.frames.append(picture(gan).quantize(COLOURS))

    def gif(self) -> bytes:
        """The animation; its last frame stays for two seconds."""
        stream = io.BytesIO()
        first, *others = self.frames
        first.save(
            stream,
            "GIF",
            save_all=True,
            append_images=others,
            duration=[60] * len(others) + [2000],
            loop=0,
        )
        return stream.getvalue()


def _suffix(option: str, path: Path | None, suffix: str) -> None:
    if path is not None and path.suffix.lower() != suffix:
        raise GanError(f"{option} must end in {suffix}, not {path.suffix or 'nothing'}.")


def _write(path: Path, content: bytes) -> None:
    from gan_core.data import durable_files

    durable_files.make_folder(path.parent)
    durable_files.write_bytes(path, content)
    print(os.fspath(path))
