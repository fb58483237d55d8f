"""A walk of 60 frames as MP4 and as GIF: seconds from keyframes to the file, drawing included.

The two alternate in one run; the target is 3 s for both together. Then both files are decoded and
compared with what was drawn, frame by frame: the GIF must be the same to the pixel, the MP4, which
is lossy, within 2 of 255 in the mean of every frame.
"""

import dataclasses
import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import av
import numpy as np
import torch
import tyro
from PIL import Image, ImageSequence

from benchmarks.report import write_report
from gan_core.data import images
from gan_core.generator import video
from gan_core.generator.keyframes import through_seeds
from gan_core.generator.latent_walk import walk_latents
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import shipped

TARGET = 3.0  # seconds
FRAMES = 60
MP4_ERROR = 2.0  # of 255, mean of a frame
SCALE = 10  # as Explore downloads them


@dataclass(frozen=True)
class Animations:
    """Seconds of making an animation of 60 frames."""

    model: Annotated[str, tyro.conf.arg(aliases=("-m",))] = shipped()[0]
    """Name in pretrained/, run directory or generator file."""
    repeats: Annotated[int, tyro.conf.arg(aliases=("-n",))] = 5
    """Animations of each kind."""


def main(options: Animations) -> None:
    session = load_generator(options.model)
    torch.set_num_threads(1)

    def drawn() -> list[np.ndarray]:
        walk = through_seeds((1, 2, 3), FRAMES)
        return list(session.images(*walk_latents(walk, session.z_dim, session.num_classes)))

    def timed(write: Callable[..., bytes], seconds: list[float]) -> bytes:
        start = time.perf_counter()
        content = write(drawn(), scale=SCALE)
        seconds.append(time.perf_counter() - start)
        return content

    mp4: list[float] = []
    gif: list[float] = []
    for _ in range(options.repeats):
        files = timed(video.mp4, mp4), timed(images.gif, gif)
    both = statistics.median(mp4) + statistics.median(gif)
    print(
        f"median: MP4 {statistics.median(mp4):.2f} s, GIF {statistics.median(gif):.2f} s, "
        f"both {both:.2f} s (target under {TARGET:g} s)"
    )
    mp4_error, gif_error = (worst_frame(read(one), drawn()) for one, read in
                            zip(files, (frames_of_mp4, frames_of_gif), strict=True))  # fmt: skip
    print(
        f"all {FRAMES} frames decoded; mean error of the worst, of 255: {mp4_error:.2f} in the MP4 "
        f"(at most {MP4_ERROR:g}), {gif_error:g} in the GIF (0)"
    )
    good = both < TARGET and mp4_error <= MP4_ERROR and gif_error == 0
    result = {
        "mp4_seconds": mp4, "gif_seconds": gif, "target": TARGET,
        "mp4_error": mp4_error, "gif_error": gif_error, "good": good,
    }  # fmt: skip
    write_report("animations", dataclasses.asdict(options), result)
    sys.exit(0 if good else 1)


def frames_of_mp4(content: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(content)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def frames_of_gif(content: bytes) -> list[np.ndarray]:
    with Image.open(io.BytesIO(content)) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


def worst_frame(found: list[np.ndarray], frames: list[np.ndarray]) -> float:
    """Largest mean absolute difference of a frame from what was drawn, enlarged, in 255ths."""
    assert len(found) == len(frames), f"{len(found)} frames came back of {len(frames)}"
    errors = []
    for back, frame in zip(found, frames, strict=True):
        wanted = frame.repeat(SCALE, 0).repeat(SCALE, 1).astype(np.float64)
        errors.append(float(np.abs(back - wanted).mean()))
    return max(errors)


if __name__ == "__main__":
    main(tyro.cli(Animations))
