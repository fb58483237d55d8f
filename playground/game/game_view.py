"""The game in the browser. Python hands over the list of decks; answers never come back here."""

from pathlib import Path
from typing import Any

from playground.shared import theme
from playground.shared.modules import component

_FRONTEND = Path(__file__).parent / "frontend"
_STYLES = ("game.css", "../../shared/frontend/quality_curve.css")

_component = component(
    "gan_playground.game",
    "game/frontend/main.js",
    html=(_FRONTEND / "game.html").read_text("utf-8"),
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)


def game(decks: list[dict[str, Any]], make: str = "", *, key: str) -> None:
    """Mount the game with the decks that may be played, the first one as the default.

    The deck of the run `make`, if the address names it, is made at once.
    """
    colours = {"G": theme.COLOUR_G, "D": theme.COLOUR_D}
    _component(data={"decks": decks, "colours": colours, "make": make}, key=key)
