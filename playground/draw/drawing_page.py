"""The drawing board and the grid of a set, in the browser.

Everything a person does there is answered by /api/drawings without a rerun of the page.
"""

from collections.abc import Sequence
from pathlib import Path

from playground.shared.modules import component

# Of a set that can be trained; with fewer, D sees the same few images in every batch.
LEAST = 10
# What Train's form is filled with. Small batches for more updates in two minutes, strong penalties
# against one doodle for every z; chosen by single runs, which docs/draw.md describes. Classes are
# labels where there are several.
TRAINING = {
    "recipe": "quick", "minutes": "2", "batch_size": "16", "clusters": "0",
    "augment": "translation", "r1_gamma": "3", "r2_gamma": "3", "beta1": "0.5",
}  # fmt: skip
_FRONTEND = Path(__file__).parent / "frontend"
_STYLES = ("../../shared/frontend/colours.css", "draw.css")

_component = component(
    "gan_playground.draw",
    "draw/frontend/main.js",
    html=(_FRONTEND / "draw.html").read_text("utf-8"),
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)


def drawing_page(*, set_name: str, class_name: str, sets: Sequence[str], key: str) -> None:
    """Mount the board with what the address names; "" where it names nothing.

    `sets` are those that are here, that with the newest drawing first.
    """
    data = {
        "set": set_name,
        "class": class_name,
        "sets": list(sets),
        "least": LEAST,
        "training": TRAINING,
    }
    _component(data=data, key=key)
