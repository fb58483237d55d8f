"""The latent canvas: pictures A, between and B, the grid and the latent sliders, in the browser.

Everything a person does there is answered by /api/explore without a rerun of the page, so pictures
follow a drag. Python only says which model to show and, at first, which view the address asks for.
"""

import dataclasses
from pathlib import Path

import streamlit as st

from playground.latent_view import LatentView

_HERE = Path(__file__).parent
# A component takes one script; its parts are read one after the other, the entry point last.
_PARTS = ("view", "wire", "ends", "stage", "grid", "sliders", "tools", "jobs", "latent_canvas")

_component = st.components.v2.component(
    "latent_canvas",
    html=(_HERE / "latent_canvas.html").read_text("utf-8"),
    css=(_HERE / "latent_canvas.css").read_text("utf-8"),
    js="\n".join((_HERE / f"{part}.js").read_text("utf-8") for part in _PARTS),
)


def latent_canvas(model_id: str, view: LatentView, *, has_poster: bool, key: str) -> None:
    """Mount the canvas. `view` counts at the first mount; afterwards the browser's own state does.

    A new `model_id` keeps seeds, t and whatever else still fits. With `has_poster` a sample sheet
    is shown until the model has loaded.
    """
    data = {
        "model": model_id,
        "view": dataclasses.asdict(view),
        "defaults": dataclasses.asdict(LatentView()),
        "poster": has_poster,
    }
    _component(data=data, key=key)
