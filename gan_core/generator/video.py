"""Pictures as an MP4 film (H.264), by PyAV, whose wheels carry FFmpeg on every system."""

import io
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from gan_core import GanError

QUALITY = "12"  # x264's constant rate factor: 0 is lossless, 23 its default, 18 looks lossless
MAX_SIDE = 2048  # px; gan on phones give up beyond


def mp4(frames: Sequence[np.ndarray], milliseconds: int = 60, scale: int = 1) -> bytes:
    """uint8 [H, W, C] frames as the bytes of an MP4, each pixel enlarged to a square of `scale`.

    Sides are made even by repeating the last row or column, which H.264 asks for.
    """
    import av

    height, width = (side * scale + side * scale % 2 for side in frames[0].shape[:2])
    if max(height, width) > MAX_SIDE:
        raise GanError(f"A film is at most {MAX_SIDE} px wide and high; take a smaller scale.")
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=Fraction(1000, milliseconds))
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"  # plays everywhere
        video.options = {"crf": QUALITY, "preset": "veryfast", "tune": "animation"}
        video.thread_count = 1  # a page's other visitors keep their core
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(_enlarged(frame, scale), format="rgb24")
            container.mux(video.encode(picture))
        container.mux(video.encode())
    return stream.getvalue()


def _enlarged(frame: np.ndarray, scale: int) -> np.ndarray:
    """uint8 [H, W, C] as [even, even, 3]."""
    large = frame.repeat(scale, axis=0).repeat(scale, axis=1)
    odd = [(0, side % 2) for side in large.shape[:2]]
    large = np.pad(large, (*odd, (0, 0)), mode="edge")
    return np.ascontiguousarray(large if large.shape[2] == 3 else large.repeat(3, axis=2))
