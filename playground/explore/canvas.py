"""The latent canvas: pictures A, between and B, the grid and the latent sliders, in the browser.

Everything a person does there is answered by /api/explore without a rerun of the page, so pictures
follow a drag. Python only says which model to show and, at first, which view the address asks for.
"""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from playground.explore.latent_view import LatentView

_HERE = Path(__file__).parent / "frontend"
# A component takes one script; its parts are read one after the other, the entry point last.
_PARTS = (
    "points", "view", "wire", "pixels", "drops", "notice", "ends", "paths", "between",
    "map", "plane", "keys", "walk", "classes", "mix", "vary", "directions",
    "picture", "layers", "grid", "sliders", "tools", "tray",
    "tabs", "latent_canvas",
)  # fmt: skip
_PANELS = ("between", "plane", "walk", "classes", "mix", "vary", "directions", "picture", "layers")


def _html() -> str:
    panels = "".join((_HERE / f"{panel}.html").read_text("utf-8") for panel in _PANELS)
    page = (_HERE / "latent_canvas.html").read_text("utf-8")
    return page.replace("<!-- panels -->", panels)


_component = st.components.v2.component(
    "latent_canvas",
    html=_html(),
    css=(_HERE / "latent_canvas.css").read_text("utf-8"),
    js="\n".join((_HERE / f"{part}.js").read_text("utf-8") for part in _PARTS),
)


def latent_canvas(
    model_id: str,
    view: LatentView,
    *,
    models: Sequence[tuple[str, str]],
    has_poster: bool,
    key: str,
) -> None:
    """Mount the canvas. `view` counts at the first mount; afterwards the browser's own state does.

    A new `model_id` keeps seeds, t and whatever else still fits. `models` are (id, label) of what
    may be compared with it. With `has_poster` a sample sheet is shown until the model has loaded.
    """
    data = {
        "model": model_id,
        "view": view.texts(),
        "defaults": LatentView().texts(),
        "models": [{"id": other, "label": label} for other, label in models],
        "poster": has_poster,
    }
    _component(data=data, key=key)
