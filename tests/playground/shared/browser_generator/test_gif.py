"""The GIF files of the exported page, read by Pillow."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tests.playground.shared.browser_generator.ask import MODULES, NODE, in_node

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not on this machine")
SCRIPT = """
import { readFileSync } from "node:fs";
const [address, frames] = JSON.parse(readFileSync(0, "utf8"));
const { gif } = await import(address);
const images = frames.map((frame) => ({ ...frame, data: Uint8Array.from(frame.data) }));
process.stdout.write(JSON.stringify(Buffer.from(gif(images, 2, 80)).toString("base64")));
"""


def read_back(frames: np.ndarray) -> np.ndarray:
    """Frames [N, H, W, C] of a GIF in which a pixel is 2 x 2, as RGB at their own size."""
    channels, (height, width) = frames.shape[3], frames.shape[1:3]
    asked = [
        {"channels": channels, "height": height, "width": width, "data": frame.ravel().tolist()}
        for frame in frames
    ]
    address = (MODULES.parent / "take_home" / "gif.js").as_uri()
    animation = Image.open(io.BytesIO(base64.b64decode(in_node(SCRIPT, [address, asked]))))
    found = []
    for number in range(animation.n_frames):
        animation.seek(number)
        assert animation.info["duration"] == 80
        large = np.array(animation.convert("RGB"))
        assert (large == large[::2, ::2].repeat(2, 0).repeat(2, 1)).all()
        found.append(large[::2, ::2])
    return np.array(found)


def test_grey_and_few_colours_are_exact():
    noise = np.random.default_rng(0)
    grey = noise.integers(0, 256, (3, 64, 64, 1), dtype=np.uint8)  # fills the table of codes
    assert (read_back(grey) == grey).all()
    plain = np.zeros((2, 5, 7, 1), np.uint8)
    assert (read_back(plain) == plain).all()
    colours = noise.integers(0, 256, (200, 3), dtype=np.uint8)
    few = colours[noise.integers(0, 200, (2, 32, 32))]
    assert (read_back(few) == few).all()


def test_many_colours_stay_close():
    across = np.linspace(0, 255, 64)
    smooth = np.stack(
        [np.tile(across, (64, 1)), np.tile(across[:, None], 64), np.full((64, 64), 90.0)], axis=-1
    ).astype(np.uint8)[None]
    assert np.abs(read_back(smooth).astype(int) - smooth).max() <= 12
