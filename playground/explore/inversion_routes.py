"""Inversion under /api/explore: a search is started with an image and then asked for."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gan_core import GanError
from playground.explore import inversion_jobs
from playground.explore.answers import DRAWING_THREADS, chosen_class, get, loaded, pixels
from playground.explore.point_text import write_point
from playground.shared.addresses import api_route
from playground.shared.responses import async_route, error, json, route

MAX_UPLOAD = 10_000_000  # bytes, as gan_core.generator.uploaded_image takes


async def invert(request: Request) -> Response:
    """Start a search for the image that was sent; its id, to ask for at invert/{id}.json."""
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > MAX_UPLOAD:
            return error("An image has at most 10 MB; make it smaller.", 413)

    def start(request: Request) -> Response:
        session, _ = loaded(request)
        query = request.query_params
        background = query.get("background", "auto")
        name = inversion_jobs.shared.start(session, bytes(sent), chosen_class(query), background)
        return json({"id": name})

    return await route(start, DRAWING_THREADS)(request)


def progress(request: Request) -> Response:
    """How far a search has come: progress, the error so far, and the latent as a point."""
    search = inversion_jobs.shared.get(request.path_params["id"])
    if search.error:
        raise GanError(search.error)
    best = search.best
    found: dict[str, Any] = {"done": search.done, "inverted": search.inverted, "progress": 0.0}
    if best is not None:
        point = write_point(inversion_jobs.point_of(best))
        found |= {"progress": best.progress, "error": best.error, "point": point}
    return json(found)


def images(request: Request) -> Response:
    """The image at the generator's size, and the closest match so far."""
    import numpy as np

    search = inversion_jobs.shared.get(request.path_params["id"])
    shown = [search.target] if search.best is None else [search.target, search.best.image]
    return pixels(np.stack(shown))


inversion_routes: list[Route] = [
    api_route("explore/invert", async_route(invert), "POST"),
    get("invert/{id}.json", progress),
    get("invert/{id}.raw", images),
]
