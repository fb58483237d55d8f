"""A walk of 60 frames as MP4 and as GIF: seconds from key points to the file, drawing included.

The two alternate in one run; the target is 3 s for both together.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro

from gan_core import atomic, images
from gan_core.generator import load_generator
from gan_core.studio import video
from gan_core.studio.key_points import through_seeds
from gan_core.studio.walk import walk_latents

RESULTS = Path(__file__).parent / "results"
TARGET = 3.0  # seconds
SCALE = 10  # as the Explore page saves them


@dataclass(frozen=True)
class Films:
    """Seconds of making a 60-frame film."""

    model: Annotated[str, tyro.conf.arg(aliases=("-m",))] = "fashion-mnist-dcgan"
    """Name in pretrained/, run directory or generator file."""
    repeats: Annotated[int, tyro.conf.arg(aliases=("-n",))] = 5
    """Films of each kind."""


def main(options: Films) -> None:
    session = load_generator(options.model)
    torch.set_num_threads(1)

    def seconds(write: Callable[[list[np.ndarray]], bytes]) -> float:
        start = time.perf_counter()
        walk = through_seeds((1, 2, 3), 60)
        write(list(session.images(*walk_latents(walk, session.z_dim, session.num_classes))))
        return time.perf_counter() - start

    mp4, gif = [], []
    for _ in range(options.repeats):
        mp4.append(seconds(lambda frames: video.mp4(frames, scale=SCALE)))
        gif.append(seconds(lambda frames: images.gif(frames, scale=SCALE)))
    both = statistics.median(mp4) + statistics.median(gif)
    print(
        f"median: MP4 {statistics.median(mp4):.2f} s, GIF {statistics.median(gif):.2f} s, "
        f"both {both:.2f} s (target under {TARGET:g} s)"
    )
    RESULTS.mkdir(exist_ok=True)
    result = {"model": options.model, "mp4_seconds": mp4, "gif_seconds": gif, "target": TARGET}
    atomic.write_json(RESULTS / "films.json", result)


if __name__ == "__main__":
    main(tyro.cli(Films))
