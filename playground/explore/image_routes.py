"""Pictures for the Explore page under /api/explore: a description in the address, pixels out.

Read only. Ids are matched against what exists, sizes are bounded, and drawing happens in a few
threads of its own, so that neither a curious visitor nor a slow model holds up the pages. What is
drawn during a drag goes out as plain pixels: making and reading a PNG costs more than the picture.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core import GanError, __version__
from playground.explore import latent_view, view_latents
from playground.explore.latent_view import MAX_FRAMES, LatentView
from playground.explore.point_text import NoPoint, read_points, write_point, write_points
from playground.shared import model_catalog, sessions
from playground.shared.paths import runs_root
from playground.shared.query import whole_number
from playground.shared.responses import HEADERS, error, image_file, own_pages_only, route

if TYPE_CHECKING:
    import numpy as np

    from gan_core.generator.keyframes import Keyframe
    from gan_core.generator.session import GeneratorSession

STRIP_FRAMES = 9
NORM_PLACES = 41
VARIATIONS = 9
MAX_SCALE = 32
MAX_FILE = 1_000_000  # bytes of a file of key points
# A browser may keep a picture and asks each time whether it still holds (ETag, 304).
KEEP = HEADERS | {"Cache-Control": "private, no-cache"}
# Apart from Streamlit's own threads: while torch is being imported these few wait, nobody else.
DRAWING_THREADS = anyio.CapacityLimiter(4)

Query = Mapping[str, str]
Pixels = tuple["np.ndarray", dict[str, str]]
"""uint8 [N, H, W, C], and headers that say more about them."""


# pixels


def pictures(session: "GeneratorSession", view: LatentView, query: Query) -> Pixels:
    """The pictures of the points in `points`."""
    return session.images(*view_latents.of_points(session, view, _points(query))), {}


def in_hand(session: "GeneratorSession", view: LatentView, query: Query) -> Pixels:
    """The picture in hand."""
    return session.images(*view_latents.of_view(session, view)), {}


def scene(session: "GeneratorSession", view: LatentView, query: Query) -> Pixels:
    """All that a change of an end redraws, in one answer: the strip of nine, then the picture
    in hand.

    In the tab Between the first of the strip is A and the ninth is B.
    """
    import torch

    z, c = _strip_latents(session, view, STRIP_FRAMES)
    now, c_now = view_latents.of_view(session, view)
    weights = None if c is None else torch.cat([c, c_now])
    return session.images(torch.cat([z, now]), weights), {}


def paths(session: "GeneratorSession", view: LatentView, query: Query) -> Pixels:
    """The strip by slerp, then by lerp. X-Norms: the length of z at 41 places of each."""
    import numpy as np

    rows, norms = [], []
    for method in latent_view.METHODS:
        rows.append(session.images(*_strip_latents(session, view, STRIP_FRAMES, method)))
        fine, _ = _strip_latents(session, view, NORM_PLACES, method)
        norms += fine.norm(dim=1).tolist()
    return np.concatenate(rows), {"X-Norms": ",".join(f"{norm:.3f}" for norm in norms)}


# files to take away


def frame(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """The picture in hand as PNG, enlarged by `scale`."""
    from gan_core.data import images

    picture = in_hand(session, view, query)[0][0]
    return images.png(picture, _option(query, "scale", 1, 1, MAX_SCALE))


def strip(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """`frames` pictures in a row from A to B or along the walk, enlarged by `scale`."""
    from gan_core.data import images

    count = _option(query, "frames", STRIP_FRAMES, 2, MAX_FRAMES)
    row = session.images(*_strip_latents(session, view, count))
    return images.png(images.grid(row, count), _option(query, "scale", 1, 1, 8))


def walk(session: "GeneratorSession", view: LatentView, query: Query) -> bytes:
    """A GIF: the walk frame by frame, or from A to B in `frames` pictures and back the same way."""
    from gan_core.data import images

    scale = max(1, 280 // session.image_size)  # large enough to look at in a message or on a slide
    if view.tab == "walk":
        return images.gif(
            list(session.images(*view_latents.of_frames(session, view, None))), scale=scale
        )
    count = _option(query, "frames", 48, 2, MAX_FRAMES)
    pictures = list(session.images(*_strip_latents(session, view, count)))
    return images.gif([*pictures, *pictures[-2:0:-1]], scale=scale)


# facts


def about(session: "GeneratorSession", view: LatentView, query: Query) -> dict[str, Any]:
    """What the page needs to know of a model: its sizes and its classes."""
    from gan_core.data import images

    facts = session.about
    return {
        "z_dim": session.z_dim,
        "num_classes": session.num_classes,
        "class_names": session.class_names,
        "image_size": session.image_size,
        "channels": session.channels,
        "columns": images.grid_columns(session.num_classes),
        "caption": f"{str(facts['recipe']).upper()} on {facts.get('dataset', 'unknown data')}, "
        f"{int(facts.get('images_seen', 0)):,} images seen{', raw G' if facts.get('raw') else ''}",
    }


def numbers(session: "GeneratorSession", view: LatentView, query: Query) -> dict[str, Any]:
    """The z of `points` as G gets it, and the class weights, rounded."""
    z, c = view_latents.of_points(session, view, _points(query))
    return {"z": _rounded(z), "classes": None if c is None else _rounded(c)}


def point(session: "GeneratorSession", view: LatentView, query: Query) -> dict[str, Any]:
    """The picture in hand as a point, to keep or to go on from in another tab."""
    return {"point": write_point(view_latents.in_hand(session, view))}


def keyframes(session: "GeneratorSession", view: LatentView, query: Query) -> dict[str, Any]:
    """The walk as the file that `from_json` and the command line read."""
    found = view_latents.the_walk(view)
    keys = tuple(view_latents.set_by(view, key) for key in found.keys)
    return replace(found, keys=keys).to_json()


def variations(session: "GeneratorSession", view: LatentView, query: Query) -> dict[str, Any]:
    """Nine points around the picture in hand, the first of them itself."""
    from gan_core.generator.latent_arithmetic import variations

    found = variations(view_latents.in_hand(session, view), view.nudge, VARIATIONS, view.batch)
    return {"points": [write_point(each) for each in found]}


# from request to answer


def _asked(request: Request) -> tuple[LatentView, sessions.FileIdentity]:
    view = latent_view.from_query(request.query_params)
    return view, sessions.identify(model_catalog.resolve(view.model, runs_root()))


def _pixel_route(name: str, draw: Callable[..., Pixels]) -> Route:
    def answer(request: Request) -> Response:
        view, identity = _asked(request)
        pixels, more = draw(sessions.shared.get(identity), view, request.query_params)
        headers = {**HEADERS, "Cache-Control": "no-store", **more}
        headers["X-Shape"] = ",".join(map(str, pixels.shape))
        return Response(pixels.tobytes(), media_type="application/octet-stream", headers=headers)

    return _route(name, answer, DRAWING_THREADS)


def _file_route(name: str, draw: Callable[..., bytes]) -> Route:
    """304 where the browser already has exactly this file."""

    def answer(request: Request) -> Response:
        view, identity = _asked(request)
        key = f"{__version__} {identity} {request.url.path}?{request.url.query}"
        tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"'
        headers = KEEP | {"ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        content = draw(sessions.shared.get(identity), view, request.query_params)
        media_type = "image/gif" if name.endswith(".gif") else "image/png"
        return Response(content, media_type=media_type, headers=headers)

    return _route(name, answer, DRAWING_THREADS)


def _fact_route(name: str, tell: Callable[..., dict[str, Any]]) -> Route:
    def answer(request: Request) -> Response:
        view, identity = _asked(request)
        facts = tell(sessions.shared.get(identity), view, request.query_params)
        return JSONResponse(facts, headers=KEEP)

    return _route(name, answer, DRAWING_THREADS)


async def load_key_points(request: Request) -> Response:
    """The walk in a file of key points that was sent, as address parameters."""
    from gan_core.generator.keyframes import from_json

    sent = b""
    async for part in request.stream():
        sent += part
        if len(sent) > MAX_FILE:
            return error("A file of key points has at most 1 MB.", 413)
    try:
        walk = from_json(json.loads(sent))
        texts = {"keys": write_points(walk.keys), "loop": str(int(walk.loop))}
        texts["ways"] = ";".join(f"{s.frames}:{s.method}:{s.easing}" for s in walk.segments)
        latent_view.from_query(texts)
    except (ValueError, RecursionError):
        return error("This is no JSON file; choose one that was saved here.", 400)
    except GanError as refused:
        return error(str(refused), 400)
    return JSONResponse({"texts": texts}, headers=KEEP)


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


def _strip_latents(
    session: "GeneratorSession", view: LatentView, count: int, method: str = ""
) -> view_latents.Latents:
    """`count` pictures from A to B, or evenly spread along the walk."""
    places = [index / (count - 1) for index in range(count)]
    if view.tab != "walk":
        return view_latents.at(session, view, places, method)
    last = view_latents.the_walk(view).frames - 1
    return view_latents.of_frames(session, view, [round(place * last) for place in places], method)


def _points(query: Query) -> tuple["Keyframe", ...]:
    try:
        if points := read_points(query.get("points", "")):
            return points
        raise NoPoint("at least one point such as 12")
    except NoPoint as wanted:
        raise GanError(f"In the address, points must be {wanted}.") from None


def _option(query: Query, name: str, default: int, low: int, high: int) -> int:
    return whole_number(name, query[name], low, high) if name in query else default


def _rounded(rows: Any) -> list[list[float]]:
    return [[round(value, 4) for value in row] for row in rows.tolist()]


image_routes: list[Route] = [
    _pixel_route("pictures.raw", pictures),
    _pixel_route("hand.raw", in_hand),
    _pixel_route("scene.raw", scene),
    _pixel_route("paths.raw", paths),
    _file_route("frame.png", frame),
    _file_route("strip.png", strip),
    _file_route("walk.gif", walk),
    _fact_route("about.json", about),
    _fact_route("numbers.json", numbers),
    _fact_route("point.json", point),
    _fact_route("variations.json", variations),
    _fact_route("walk.json", keyframes),
    Route("/api/explore/walk.json", own_pages_only(load_key_points), methods=["POST"]),
    _route("poster.png", _poster),
]
