"""The game in the browser. Python hands over the list of decks; answers never come back here."""

from pathlib import Path
from typing import Any

from playground.shared import theme
from playground.shared.modules import component

_FRONTEND = Path(__file__).parent / "frontend"

_component = component(
    "gan_playground.game",
    "game/frontend/main.js",
    html=(_FRONTEND / "game.html").read_text("utf-8"),
    css=(_FRONTEND / "game.css").read_text("utf-8"),
)


def game(decks: list[dict[str, Any]], *, key: str) -> None:
    """Mount the game with the decks that may be played, the first one as the default."""
    colours = {"G": theme.COLOUR_G, "D": theme.COLOUR_D}
    _component(data={"decks": decks, "colours": colours}, key=key)
