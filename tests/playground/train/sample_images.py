"""Images and archives of them, as a person would bring them."""

import io
import zipfile
from typing import BinaryIO

from PIL import Image


def photo(colour: object = (200, 40, 90), size: tuple[int, int] = (32, 32)) -> bytes:
    """A PNG of one colour, grey for a number."""
    file = io.BytesIO()
    Image.new("L" if isinstance(colour, int) else "RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def photos(colour: object = (200, 40, 90), top: tuple[str, ...] = ("cat/", "dog/")) -> bytes:
    """Two images of 32 px under each of `top`, zipped."""
    return archive({f"{place}{n}.png": photo(colour) for place in top for n in range(2)})


def named(name: str, content: bytes) -> BinaryIO:
    """A file as Streamlit gives an uploaded one."""
    file = io.BytesIO(content)
    file.name = name
    return file
