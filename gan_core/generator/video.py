"""Frames as an MP4 video (H.264), by PyAV, whose wheels include FFmpeg."""

import io
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from gan_core import GanError

QUALITY = "12"  # x264's constant rate factor: 0 is lossless, 23 its default, 18 looks lossless
MAX_SIDE = 2048  # px; players on phones cannot show more


def mp4(frames: Sequence[np.ndarray], milliseconds: int = 60, scale: int = 1) -> bytes:
    """uint8 [H, W, C] frames as the bytes of an MP4, each pixel enlarged to `scale` x `scale`.

    H.264 requires even sides; the last row or column is repeated where needed.
    """
    import av

    height, width = (side * scale + side * scale % 2 for side in frames[0].shape[:2])
    if max(height, width) > MAX_SIDE:
        raise GanError(f"A video has at most {MAX_SIDE} px per side; choose a smaller scale.")
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=Fraction(1000, milliseconds))
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"  # plays everywhere
        video.options = {"crf": QUALITY, "preset": "veryfast", "tune": "animation"}
        video.thread_count = 1  # leaves the other cores to other requests
        for frame in frames:
            image = av.VideoFrame.from_ndarray(_enlarged(frame, scale), format="rgb24")
            container.mux(video.encode(image))
        container.mux(video.encode())
    return stream.getvalue()


def _enlarged(frame: np.ndarray, scale: int) -> np.ndarray:
    """uint8 [H, W, C] as [even, even, 3]."""
    large = frame.repeat(scale, axis=0).repeat(scale, axis=1)
    odd = [(0, side % 2) for side in large.shape[:2]]
    large = np.pad(large, (*odd, (0, 0)), mode="edge")
    return np.ascontiguousarray(large if large.shape[2] == 3 else large.repeat(3, axis=2))
