"""The latent canvas: the tabs of Explore, the sample grid and the latent sliders, in the browser.

Everything a person does there is answered by /api/explore without a rerun of the page, so images
follow a drag. Python only says which model to show and, at first, which view the address asks for.
"""

from collections.abc import Sequence
from pathlib import Path

from playground.explore.latent_view import LatentView
from playground.shared.modules import component

_FRONTEND = Path(__file__).parent / "frontend"
_TABS = (
    "interpolate", "seed_map", "latent_walk", "classes", "arithmetic", "variations", "directions",
    "inversion", "layers",
)  # fmt: skip
# A later one overrides those before it.
_STYLES = ("../../shared/frontend/colours.css", "canvas.css", "tabs/tabs.css", "narrow.css")


def _read(name: str) -> str:
    return (_FRONTEND / name).read_text("utf-8")


def _html() -> str:
    tabs = "".join(_read(f"tabs/{name}.html") for name in _TABS)
    return _read("canvas.html").replace("<!-- tabs -->", tabs)


_component = component(
    "latent_canvas",
    "explore/frontend/main.js",
    html=_html(),
    css="\n".join(map(_read, _STYLES)),
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
    may be compared with it. With `has_poster` a sample grid is shown until the model has loaded.
    """
    data = {
        "model": model_id,
        "view": view.texts(),
        "defaults": LatentView().texts(),
        "models": [{"id": other, "label": label} for other, label in models],
        "poster": has_poster,
    }
    _component(data=data, key=key)
