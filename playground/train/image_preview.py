"""Some of a person's images as D will see them, before the run is started."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from playground.shared.plain_text import plain
from playground.train.image_sources import CACHE_SECONDS, without_path

if TYPE_CHECKING:
    from gan_core.data.preview import Preview

SHOWN = 8
CROPPED = {
    "crop": "the centre square is cut out",
    "pad": "bars make them square",
    "squash": "distorted to a square",
}
LEAST_SIDE = 96  # px on the page, at least


def show_preview(dataset: str, size: int, channels: int | None, choices: ImageChoices) -> None:
    """Eight images as they will be trained on, and a sentence on what happens to them."""
    try:
        png, words = _preview(dataset, size, channels, choices, Path(dataset).stat().st_mtime)
    except (GanError, OSError) as error:
        st.warning(plain(without_path(error, dataset)))
        return
    data = base64.b64encode(png).decode()
    alt = "Some of your images as D will see them"  # for which st.image has no place
    with st.container(key="thumb-preview"):
        st.html(f'<img src="data:image/png;base64,{data}" alt="{alt}">')
        st.caption(f"As D will see them: {words}")


@st.cache_data(ttl=CACHE_SECONDS, max_entries=64, show_spinner="Reading the images…")
def _preview(
    dataset: str, size: int, channels: int | None, choices: ImageChoices, changed: float
) -> tuple[bytes, str]:
    from gan_core.data.images import grid, png
    from gan_core.data.preview import preview

    found = preview(Path(dataset), size, channels, SHOWN, choices)
    pixels = found.images.permute(0, 2, 3, 1).numpy()
    return png(grid(pixels, SHOWN), -(-LEAST_SIDE // size)), _words(found, size, choices.fit)


def _words(found: "Preview", size: int, fit: str) -> str:
    steps = []
    if found.cropped:
        steps.append(CROPPED[fit])
    if (found.width, found.height) != (size, size):
        verb = "shrunk" if min(found.width, found.height) > size else "enlarged"
        steps.append(f"{verb} from about {found.width}×{found.height} px to {size} px")
    if found.transparent:
        steps.append(f"transparent parts become {found.background}")
    return f"{', '.join(steps)}." if steps else f"as they are, {size} px."
