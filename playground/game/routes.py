"""The decks under /api/decks: a description and a sheet each; that of a run is made on demand."""

import json
import logging
import subprocess
import sys
import threading

from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError
from playground.game import decks
from playground.shared.addresses import api_route
from playground.shared.door.visible import find_visible
from playground.shared.paths import runs_root
from playground.shared.responses import json as answer
from playground.shared.responses import route, unless_known

MOST_SECONDS = 300.0  # reading a large set takes most of it
REFUSED = 2  # exit code of gan_core with one sentence on stderr
_making = threading.Lock()


def description(request: Request) -> Response:
    """deck.json: what the images are and what D said of them."""
    deck = decks.find(request.path_params["deck"], runs_root())
    text = json.dumps(deck.about)
    return unless_known(request, text, text.encode, "application/json")


def sheet(request: Request) -> Response:
    """items.png: all images of the deck."""
    deck = decks.find(request.path_params["deck"], runs_root())
    return unless_known(request, deck.about["sheet_sha256"], lambda: deck.sheet, "image/png")


def make(request: Request) -> Response:
    """Make the deck of a run, in a process of its own, which loads torch; one at a time."""
    run = find_visible(request.path_params["deck"])
    if not decks.can_be_made(run):
        raise GanError(f"{run.id} trains or has no saved generator yet; make its deck later.")
    if not _making.acquire(blocking=False):
        raise GanError("Another deck is being made; try again in a minute.")
    try:
        command = [sys.executable, "-m", "gan_core", "deck", str(run.path.resolve())]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise GanError(
            f"The deck of {run.id} takes over {MOST_SECONDS / 60:.0f} minutes; make it on the "
            f"server's command line: python -m gan_core deck RUN_DIR."
        ) from None
    finally:
        _making.release()
    if done.returncode:
        raise GanError(_why(run.id, done.returncode, done.stderr.decode(errors="replace").strip()))
    return answer(decks.made(run))


def _why(run_id: str, code: int, said: str) -> str:
    """The command's sentence, its last line; of a fault of ours nothing but that it is logged."""
    if code == REFUSED and said:
        return said.splitlines()[-1].removeprefix("gan_core: ")[:400]
    logging.getLogger(__name__).error("The deck of %s: exit code %d\n%s", run_id, code, said)
    return f"The deck of {run_id} could not be made; the server's log says why."


game_routes = [
    api_route("decks/{deck}", route(make), "POST"),
    api_route("decks/{deck}/deck.json", route(description)),
    api_route("decks/{deck}/items.png", route(sheet)),
]
