"""Sample grids in a page: as data, in the pixels that G made."""

import base64
import io
from html import escape
from pathlib import Path

from PIL import Image

from gan_core.data.catalog import DATASETS
from gan_core.data.images import GRID_SCALE
from gan_core.runs.animation import evenly_spaced
from gan_core.runs.run_dir import RunDir

MOMENTS = 8  # before the last one
MOST_WIDTH = 1280  # px of an image in the page


def section(run: RunDir) -> str:
    """The newest grid, beside real images where they are nobody's own, then how it came about."""
    found = run.samples()
    if not found:
        return "<p>There is no sample grid yet.</p>"
    *earlier, last = found
    newest = _figure(found[last], f"After {last:,} images seen, the newest")
    reals = ""
    if run.config()["dataset"] in DATASETS:
        reals = _figure(run.reals(), "Real images")
    shown = evenly_spaced(earlier, MOMENTS)
    over_time = "".join(_figure(found[seen], _moment(seen)) for seen in shown)
    moments = (
        '<p class="soft">The same seeds at earlier moments:</p>'
        f'<div class="moments">{over_time}</div>'
    )
    return f'<div class="pair">{newest}{reals}</div>' + (moments if over_time else "")


def _moment(seen: int) -> str:
    return f"{seen:,} images seen" if seen else "Before training"


def _figure(path: Path, caption: str) -> str:
    """One grid; "" where its file is missing or damaged."""
    content = _native(path)
    if content is None:
        return ""
    data = base64.b64encode(content).decode()
    words = escape(caption)
    return (
        f'<figure><figcaption>{words}</figcaption><img alt="Sample grid: {words}" '
        f'src="data:image/png;base64,{data}"></figure>'
    )


def _native(path: Path) -> bytes | None:
    """The grid as PNG without the enlargement it is stored with, which takes four times as much."""
    try:
        with Image.open(path, formats=("PNG",)) as file:
            image = file.convert("L" if file.mode == "L" else "RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError):
        return None
    size = (image.width // GRID_SCALE, image.height // GRID_SCALE)
    if size[0] > MOST_WIDTH:
        size = (MOST_WIDTH, round(size[1] * MOST_WIDTH / size[0]))
    stream = io.BytesIO()
    image.resize(size, Image.Resampling.NEAREST).save(stream, "PNG", optimize=True)
    return stream.getvalue()
