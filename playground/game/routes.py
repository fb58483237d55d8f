"""The decks under /api/decks: a description and a sheet of images each."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.game import decks
from playground.shared.paths import runs_root
from playground.shared.responses import route, unless_known


def description(request: Request) -> Response:
    """deck.json: what the images are and what D said of them."""
    deck = decks.find(request.path_params["deck"], runs_root())
    text = json.dumps(deck.about)
    return unless_known(request, text, text.encode, "application/json")


def sheet(request: Request) -> Response:
    """items.png: all images of the deck."""
    deck = decks.find(request.path_params["deck"], runs_root())
    return unless_known(request, deck.about["sheet_sha256"], lambda: deck.sheet, "image/png")


game_routes = [
    Route("/api/decks/{deck}/deck.json", route(description), methods=["GET"]),
    Route("/api/decks/{deck}/items.png", route(sheet), methods=["GET"]),
]
