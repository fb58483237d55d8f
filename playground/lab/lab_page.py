"""The lab, in the browser: it trains and draws there, and asks the server for nothing meanwhile."""

from pathlib import Path

from playground.shared.modules import component

MAX_LINK = 4000  # letters; frontend/engine/link.js reads no more
MAX_NAMES = 400  # letters of a list of controls
_FRONTEND = Path(__file__).parent / "frontend"

_component = component(
    "gan_playground.lab",
    "lab/frontend/main.js",
    html=(_FRONTEND / "lab.html").read_text("utf-8"),
    css=(_FRONTEND / "lab.css").read_text("utf-8"),
)


def lab_page(*, link: str, locked: str, hidden: str, present: bool, key: str) -> None:
    """Mount the lab with the run that `link` tells; the browser checks it.

    `locked` and `hidden` list names of controls, separated by commas.
    """
    data = {
        "link": link[: MAX_LINK + 1],
        "locked": locked[:MAX_NAMES].split(","),
        "hidden": hidden[:MAX_NAMES].split(","),
        "present": present,
    }
    _component(data=data, key=key)
