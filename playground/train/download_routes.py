"""/api routes of a run's downloads: its animation, and samples of its generator."""

import hashlib
import io
import threading
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gan_core import GanError, __version__
from gan_core.runs.run_dir import RunDir, find
from playground.shared import responses, sessions
from playground.shared.paths import runs_root
from playground.shared.query import whole_number

MAX_SAMPLES = 400
MAX_SEED = 2**31
# A long animation takes seconds of a core: one at a time, so that impatience cannot stop the pages.
_one_at_a_time = threading.Lock()


@responses.route
def animation(request: Request) -> Response:
    """All sample grids of the run so far as an animated GIF."""
    run = find(runs_root(), request.path_params["run_id"])
    grids = [(seen, path.stat().st_mtime_ns) for seen, path in run.samples().items()]
    tag = f'"{hashlib.sha256(repr((__version__, run.id, grids)).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**responses.HEADERS, **headers})
    with _one_at_a_time:
        from gan_core.runs.animation import animation as animation_of

        return _attachment(animation_of(run), "image/gif", f"{run.id}.gif", headers)


@responses.route
def samples(request: Request) -> Response:
    """`count` samples of the latest generator from `seed` on, one PNG each, as a ZIP.

    `class` is a name or a number; without it a conditional generator draws each class in turn.
    """
    run = find(runs_root(), request.path_params["run_id"])
    query = request.query_params
    count = whole_number("count", query.get("count", "100"), 1, MAX_SAMPLES)
    seed = whole_number("seed", query.get("seed", "0"), 0, MAX_SEED)
    session = sessions.shared.get(sessions.identify(_latest(run)))
    from gan_core.data.images import write_zip

    seeds = range(seed, seed + count)
    name = query.get("class")
    classes = [session.class_index(name)] * count if name else None
    stream = io.BytesIO()
    with _one_at_a_time:
        write_zip(stream, session.sample(seeds, classes), first=seed)
    file = f"{run.id}-{count}-samples.zip"
    return _attachment(stream.getvalue(), "application/zip", file, {"Cache-Control": "no-store"})


def _latest(run: RunDir) -> Path:
    generators = list(run.generators().values())
    if not generators:
        raise GanError(f"{run.id} has no generator yet; let the run train a little first.")
    return generators[-1]


def _attachment(content: bytes, kind: str, name: str, headers: dict[str, str]) -> Response:
    # Run ids are plain ASCII by their pattern, so the name needs no quoting beyond this.
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        content, media_type=kind, headers={**responses.HEADERS, **disposition, **headers}
    )


download_routes = [
    Route("/api/runs/{run_id}/animation.gif", animation, methods=["GET"]),
    Route("/api/runs/{run_id}/samples.zip", samples, methods=["GET"]),
]
