"""/api routes of what a person takes away from a run: its film, and samples of its generator."""

import hashlib
import io
import threading

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
# A long film takes seconds of a core: one at a time, so that impatience cannot stop the pages.
_one_at_a_time = threading.Lock()


@responses.route
def film(request: Request) -> Response:
    """All sheets of the run so far as an animated GIF."""
    run = find(runs_root(), request.path_params["run_id"])
    sheets = [(seen, path.stat().st_mtime_ns) for seen, path in run.samples().items()]
    tag = f'"{hashlib.sha256(repr((__version__, run.id, sheets)).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**responses.HEADERS, **headers})
    with _one_at_a_time:
        from gan_core.runs.animation import animation as made_of

        return _attachment(made_of(run), "image/gif", f"{run.id}.gif", headers)


@responses.route
def samples(request: Request) -> Response:
    """`count` samples of the newest generator from `seed` on, one PNG each, as a ZIP.

    `class` is a name or a number; without it a generator with labels shows one after the other.
    """
    run = find(runs_root(), request.path_params["run_id"])
    query = request.query_params
    count = whole_number("count", query.get("count", "100"), 1, MAX_SAMPLES)
    seed = whole_number("seed", query.get("seed", "0"), 0, MAX_SEED)
    session = sessions.shared.get(sessions.identify(_newest(run)))
    from gan_core.data.images import write_zip

    seeds = range(seed, seed + count)
    wanted = query.get("class")
    classes = [session.class_index(wanted)] * count if wanted else None
    stream = io.BytesIO()
    with _one_at_a_time:
        write_zip(stream, session.sample(seeds, classes), first=seed)
    name = f"{run.id}-{count}-samples.zip"
    return _attachment(stream.getvalue(), "application/zip", name, {"Cache-Control": "no-store"})


def _newest(run: RunDir):
    generators = list(run.generators().values())
    if not generators:
        raise GanError(f"{run.id} holds no generator yet; let the run train a little first.")
    return generators[-1]


def _attachment(content: bytes, kind: str, name: str, headers: dict[str, str]) -> Response:
    # Run ids are plain ASCII by their pattern, so the name needs no quoting beyond this.
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        content, media_type=kind, headers={**responses.HEADERS, **disposition, **headers}
    )


download_routes = [
    Route("/api/runs/{run_id}/film.gif", film, methods=["GET"]),
    Route("/api/runs/{run_id}/samples.zip", samples, methods=["GET"]),
]
