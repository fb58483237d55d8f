"""An image on a page, equal to another where no pixel is more than a grey level off."""

import base64
import io

import numpy as np
from PIL import Image


class SeenImage:
    """The pixels behind a data URL, whether the server or the browser drew them."""

    def __init__(self, data_url: str) -> None:
        encoded = base64.b64decode(data_url.partition(",")[2])
        self.pixels = np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB"), np.int16)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            other = SeenImage(other)
        if not isinstance(other, SeenImage):
            return NotImplemented
        same_size = self.pixels.shape == other.pixels.shape
        return same_size and bool(np.abs(self.pixels - other.pixels).max() <= 1)

    __hash__ = None  # equality is not transitive

    def __repr__(self) -> str:
        return f"SeenImage({self.pixels.shape}, mean {self.pixels.mean():.2f})"
