"""Pictures for the Explore page under /api/explore: a description in the address, pixels out.

Read only. Ids are matched against what exists, sizes are bounded, and drawing happens in a few
threads of its own, so that neither a curious visitor nor a slow model holds up the pages.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core import __version__
from playground import latent_view, model_catalog, sessions
from playground.latent_view import MAX_FRAMES, LatentView, whole_number
from playground.paths import runs_root
from playground.responses import HEADERS, image_file, route

if TYPE_CHECKING:
    from gan_core.generator import GeneratorSession

STRIP_FRAMES = 9
MAX_SCALE = 32
# A browser may keep a picture and asks each time whether it still holds (ETag, 304).
KEEP = HEADERS | {"Cache-Control": "private, no-cache"}
# Apart from Streamlit's own threads: while torch is being imported these few wait, nobody else.
DRAWING_THREADS = anyio.CapacityLimiter(4)

Query = Mapping[str, str]
Draw = Callable[["GeneratorSession", LatentView, Query], bytes]


def grid(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """The grid of samples as one sheet."""
    from gan_core import images

    seeds = range(view.first, view.first + view.count)
    classes = None if view.grid_class is None else [view.grid_class] * view.count
    tiles = session.sample(seeds, classes, view.truncation)
    return images.png(images.sheet(tiles, images.sheet_columns(session.num_classes)))


def frame(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """The picture at the view's t, enlarged by `scale`."""
    from gan_core import images

    picture = session.images(*latent_view.latent_at(session, view, view.t))[0]
    return images.png(picture, _option(query, "scale", 1, 1, MAX_SCALE))


def strip(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """`frames` pictures in a row from A to B, enlarged by `scale`."""
    from gan_core import images

    count = _option(query, "frames", STRIP_FRAMES, 2, MAX_FRAMES)
    row = session.images(*latent_view.latents_at(session, view, _places(count)))
    return images.png(images.sheet(row, count), _option(query, "scale", 1, 1, 8))


def scene(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """All that a change of A or B redraws, in one answer: the strip, then the picture at t.

    Its first picture is A and its ninth is B.
    """
    from gan_core import images

    places = [*_places(STRIP_FRAMES), view.t]
    row = session.images(*latent_view.latents_at(session, view, places))
    return images.png(images.sheet(row, len(places)))


def walk(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """A GIF that goes from A to B in `frames` pictures and back the same way."""
    from gan_core import images

    there = _places(_option(query, "frames", 48, 2, MAX_FRAMES))
    pictures = list(session.images(*latent_view.latents_at(session, view, there)))
    scale = max(1, 280 // session.image_size)  # large enough to look at in a message or on a slide
    return images.gif([*pictures, *pictures[-2:0:-1]], scale=scale)


def about(session: "GeneratorSession", view: LatentView) -> dict[str, Any]:
    """What the page needs to know of a model: its sizes, its classes, the z of A and B."""
    from gan_core import images

    facts = session.about
    z_a, z_b = latent_view.end_latents(session, view).tolist()
    return {
        "z_dim": session.z_dim,
        "num_classes": session.num_classes,
        "class_names": session.class_names,
        "image_size": session.image_size,
        "channels": session.channels,
        "columns": images.sheet_columns(session.num_classes),
        "caption": f"{str(facts['recipe']).upper()} on {facts.get('dataset', 'unknown data')}, "
        f"{int(facts.get('images_seen', 0)):,} images seen",
        "z_a": [round(value, 4) for value in z_a],
        "z_b": [round(value, 4) for value in z_b],
    }


# from request to answer


def _drawn(request: Request, draw: Draw, media_type: str) -> Response:
    """Runs in a drawing thread. 304 where the browser already has exactly this picture."""
    query = request.query_params
    view = latent_view.from_query(query)
    identity = sessions.identify(model_catalog.resolve(view.model, runs_root()))
    key = f"{__version__} {identity} {request.url.path}?{request.url.query}"
    tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"'
    headers = KEEP | {"ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    content = draw(sessions.shared.get(identity), view, query)
    return Response(content, media_type=media_type, headers=headers)


def _about(request: Request) -> Response:
    view = latent_view.from_query(request.query_params)
    identity = sessions.identify(model_catalog.resolve(view.model, runs_root()))
    return JSONResponse(about(sessions.shared.get(identity), view), headers=KEEP)


def _poster(request: Request) -> Response:
    view = latent_view.from_query(request.query_params)
    path = model_catalog.poster(view.model, runs_root())
    if path is None:
        raise model_catalog.UnknownModel(
            "This model has no sample sheet; wait until it has loaded."
        )
    return image_file(request, path)


def _route(name: str, answer: Callable[[Request], Response], limiter: Any = None) -> Route:
    return Route(f"/api/explore/{name}", route(answer, limiter), methods=["GET"])


def _picture_route(name: str, draw: Draw) -> Route:
    media_type = "image/gif" if name.endswith(".gif") else "image/png"
    return _route(name, lambda request: _drawn(request, draw, media_type), DRAWING_THREADS)


def _option(query: Query, name: str, default: int, low: int, high: int) -> int:
    return whole_number(name, query[name], low, high) if name in query else default


def _places(count: int) -> list[float]:
    return [index / (count - 1) for index in range(count)]


image_routes: list[Route] = [
    _picture_route("grid.png", grid),
    _picture_route("frame.png", frame),
    _picture_route("strip.png", strip),
    _picture_route("scene.png", scene),
    _picture_route("walk.gif", walk),
    _route("about.json", _about, DRAWING_THREADS),
    _route("poster.png", _poster),
]
