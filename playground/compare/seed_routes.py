"""/api route of a sample grid with other seeds than the run's, by a generator that it kept."""

import functools

import anyio
from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError, __version__
from gan_core.config.settings import MAX_SEED
from playground.shared import responses, sessions
from playground.shared.addresses import api_route
from playground.shared.door.visible import find_visible
from playground.shared.query import whole_number

MOST = 10**12 - 1  # images seen
MOST_SEEDS, MOST_COLUMNS = 100, 20  # of a grid; a run follows at most 64 seeds
KEPT = 200  # grids in memory, some 30 kB each: a few timelines that are dragged back and forth
# A grid takes up to a second of a core: two at a time, so that timelines cannot stop the pages.
DRAWING_THREADS = anyio.CapacityLimiter(2)


def grid(request: Request) -> Response:
    """`seeds`, with dots between them, by G_ema after so many images seen, `columns` in a row."""
    run = find_visible(request.path_params["run_id"])
    seen = whole_number("the moment", request.path_params["seen"], 0, MOST)
    words = request.query_params.get("seeds", "").split(".")
    if len(words) > MOST_SEEDS:
        raise GanError(f"A grid has at most {MOST_SEEDS} seeds, not {len(words)}.")
    seeds = tuple(whole_number("a seed", word, 0, MAX_SEED) for word in words)
    columns = whole_number("columns", request.query_params.get("columns", "8"), 1, MOST_COLUMNS)
    path = run.generators().get(seen)
    if path is None:
        return responses.error("This run kept no generator of this moment; choose another.", 404)
    identity = sessions.identify(path)
    key = repr((__version__, identity, seeds, columns))
    return responses.unless_known(
        request, key, lambda: _drawn(identity, seeds, columns), "image/png"
    )


@functools.lru_cache(maxsize=KEPT)
def _drawn(identity: sessions.FileIdentity, seeds: tuple[int, ...], columns: int) -> bytes:
    session = sessions.shared.get(identity)
    from gan_core.generator.seed_grid import seed_grid

    return seed_grid(session, seeds, columns)


seed_routes = [
    api_route("runs/{run_id}/seeds/{seen}.png", responses.route(grid, DRAWING_THREADS)),
]
