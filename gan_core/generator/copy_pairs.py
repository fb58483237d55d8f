"""The shipped pairs of "Find the copies": fakes, each beside the training image nearest to it.

A folder of two files: `pairs.png` is a sheet in rows of COLUMNS, fake and nearest image in turn;
`pairs.json` says of each pair whether it is a copy, and how far apart its images are. Made by
`python -m benchmarks.copy_pairs`. Imports no torch: a page reads it.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image

from gan_core import GanError
from gan_core.generator.shipped import PRETRAINED

FOLDER = PRETRAINED / "copies"
PAIRS, SHEET = "pairs.json", "pairs.png"
COLUMNS = 24  # of the sheet: twelve pairs
OF_EACH = 48  # copies, and fakes that are none


def read_pairs(folder: Path = FOLDER) -> tuple[dict[str, Any], bytes]:
    """(what pairs.json says, the sheet). Raises GanError where they are not whole."""
    try:
        about = json.loads((folder / PAIRS).read_text("utf-8"))
        return checked(about, (folder / SHEET).read_bytes())
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise GanError(
            "The pairs of Find the copies cannot be read; install them again."
        ) from error


def checked(about: dict[str, Any], sheet: bytes) -> tuple[dict[str, Any], bytes]:
    """The same; GanError unless there are OF_EACH of both kinds, and their images."""
    copies = [pair["copy"] for pair in about["pairs"]]
    rows = 2 * len(copies) // COLUMNS
    side = about["image_size"]
    with Image.open(io.BytesIO(sheet), formats=["PNG"]) as image:
        fits = image.size == (COLUMNS * side, rows * side)
    whole = copies.count(True) == copies.count(False) == OF_EACH
    if not (fits and whole and hashlib.sha256(sheet).hexdigest() == about["sheet_sha256"]):
        raise GanError("The pairs of Find the copies are damaged; install them again.")
    return about, sheet
