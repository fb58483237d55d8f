"""/api routes of a run's downloads: its animation, and samples of its generator."""

import io
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError, __version__
from gan_core.config.settings import MAX_SEED
from gan_core.runs.run_dir import RunDir
from playground.shared import responses, sessions
from playground.shared.addresses import api_route
from playground.shared.door.visible import find_visible
from playground.shared.query import whole_number

MAX_SAMPLES = 400
# A long animation takes seconds of a core: one at a time, and who waits takes no thread from the
# pages.
LONG_DRAWINGS = anyio.CapacityLimiter(1)


def animation(request: Request) -> Response:
    """All sample grids of the run so far as an animated GIF."""
    run = find_visible(request.path_params["run_id"])
    grids = [(seen, path.stat().st_mtime_ns) for seen, path in run.samples().items()]

    def draw() -> bytes:
        from gan_core.runs.animation import animation as animation_of

        return animation_of(run)

    named = {"Content-Disposition": f'attachment; filename="{run.id}.gif"'}
    key = repr((__version__, run.id, grids))
    return responses.unless_known(request, key, draw, "image/gif", **named)


def samples(request: Request) -> Response:
    """`count` samples of the latest generator from `seed` on, one PNG each, as a ZIP.

    `class` is a name or a number; without it a conditional generator draws each class in turn.
    """
    run = find_visible(request.path_params["run_id"])
    query = request.query_params
    count = whole_number("count", query.get("count", "100"), 1, MAX_SAMPLES)
    seed = whole_number("seed", query.get("seed", "0"), 0, MAX_SEED - MAX_SAMPLES)
    session = sessions.shared.get(sessions.identify(_latest(run)))
    from gan_core.data.images import write_zip

    seeds = range(seed, seed + count)
    name = query.get("class")
    classes = [session.class_index(name)] * count if name else None
    stream = io.BytesIO()
    write_zip(stream, session.sample(seeds, classes), first=seed)
    file = f"{run.id}-{count}-samples.zip"
    return responses.attachment(stream.getvalue(), file, "application/zip")


def _latest(run: RunDir) -> Path:
    generators = list(run.generators().values())
    if not generators:
        raise GanError(f"{run.id} has no generator yet; let the run train a little first.")
    return generators[-1]


download_routes = [
    api_route("runs/{run_id}/animation.gif", responses.route(animation, LONG_DRAWINGS)),
    api_route("runs/{run_id}/samples.zip", responses.route(samples, LONG_DRAWINGS)),
]
