"""Some of a person's images as D will see them, before the run is started."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from playground.shared.plain_text import plain
from playground.shared.setting_labels import FITS
from playground.train.image_sources import CACHE_SECONDS, without_path

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.data.images import DataRange
    from gan_core.data.preview import Preview

SHOWN = 24
AUGMENTED = "augmented"  # session key of the toggle
CROPPED = {
    "crop": "the centre square is cut out, which loses {lost} of the pixels",
    "pad": "bars make them square",
    "squash": "distorted to a square",
}
MUCH = 0.1  # of the pixels lost, from which it is said what keeps them
KEEP_ALL = f" (**{FITS['pad']}** in the image options keeps them)"
SIDE = 60  # px of an image on the page, about: pixels are enlarged by a whole number
ABOUT_AUGMENTED = (
    "The same images augmented ({policy}). D gets {augmented} augmented, anew every time, and as "
    "many of G's, so that it cannot learn a few images by heart; G learns the plain images."
)


@dataclass(frozen=True)
class Shape:
    """What a run makes of the images."""

    size: int
    channels: int | None
    """None where they stay as they are."""
    data_range: "DataRange"
    """Of the floats that are augmented."""
    augment: str = "none"
    """The policy of the run."""
    augmented: str = "all"
    """How many of them, in words."""


def show_preview(dataset: str, shape: Shape, choices: ImageChoices) -> None:
    """The first images as they will be trained on, and a sentence on what happens to them."""
    with st.container(key="thumb-preview"):
        images, row = st.container(), st.container(horizontal=True, vertical_alignment="center")
        policy = "none"
        if shape.augment != "none":
            with row:
                about = ABOUT_AUGMENTED.format(policy=shape.augment, augmented=shape.augmented)
                policy = (
                    shape.augment if st.toggle("Augmented", key=AUGMENTED, help=about) else "none"
                )
        try:
            changed = Path(dataset).stat().st_mtime
            files, words = _preview(dataset, shape, choices, changed, policy)
        except (GanError, OSError) as error:
            images.warning(plain(without_path(error, dataset)))
            return
        images.html(_html(files, shape.size))
        row.caption(f"{len(files)} of your images as D will see them: {words}")


def _html(files: list[bytes], size: int) -> str:
    """A grid of PNGs, which a narrow window makes smaller; named once, not 24 times."""
    sources = (base64.b64encode(file).decode() for file in files)
    images = "".join(f'<img src="data:image/png;base64,{source}" alt="">' for source in sources)
    side = size * max(1, round(SIDE / size))
    return (
        f'<div class="as-D-sees" style="--side: {side}px" role="img" '
        f'aria-label="{len(files)} of your images as D will see them">{images}</div>'
    )


@st.cache_data(ttl=CACHE_SECONDS, max_entries=64, show_spinner="Reading the images…")
def _preview(
    dataset: str, shape: Shape, choices: ImageChoices, changed: float, policy: str
) -> tuple[list[bytes], str]:
    from gan_core.data.images import png
    from gan_core.data.preview import preview

    found = preview(Path(dataset), shape.size, shape.channels, SHOWN, choices)
    images = (
        found.images if policy == "none" else _augmented(found.images, shape.data_range, policy)
    )
    pixels = images.permute(0, 2, 3, 1).numpy()
    return [png(image) for image in pixels], _words(found, shape.size, choices.fit)


def _augmented(images: "Tensor", data_range: "DataRange", policy: str) -> "Tensor":
    """uint8 [N, C, S, S] as D sees them with this policy, the same at every look."""
    import torch

    from gan_core.data.images import to_float, to_uint8
    from gan_core.objectives.augmentation import augment

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        found = augment(to_float(images, data_range), policy, data_range=data_range)
    return torch.from_numpy(to_uint8(found, data_range)).permute(0, 3, 1, 2)


def _words(found: "Preview", size: int, fit: str) -> str:
    steps = []
    if found.lost:
        step = CROPPED[fit].format(lost=_share(found.lost))
        steps.append(step + (KEEP_ALL if fit == "crop" and found.lost >= MUCH else ""))
    if (found.width, found.height) != (size, size):
        verb = "shrunk" if min(found.width, found.height) > size else "enlarged"
        steps.append(f"{verb} from about {found.width}×{found.height} px to {size} px")
    if found.transparent:
        steps.append(f"transparent parts become {found.background}")
    return f"{', '.join(steps)}." if steps else f"as they are, {size} px."


def _share(lost: float) -> str:
    return f"{lost:.0%}" if lost >= 0.01 else "less than 1%"
