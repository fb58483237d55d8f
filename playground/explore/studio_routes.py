"""The latent studio under /api/explore: directions, inversion, hidden layers, files to take away.

Every route knows the picture in hand from the address, as the routes of `image_api` do. Searches
run in the background and are asked for; files that cost a core for seconds are made one at a time.
"""

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core import GanError
from gan_core.generator.keyframes import Keyframe
from playground.explore import direction_store, inversion_jobs, latent_view, view_latents
from playground.explore.image_routes import DRAWING_THREADS
from playground.explore.latent_view import LatentView
from playground.explore.point_text import write_point
from playground.shared import model_catalog, sessions
from playground.shared.paths import runs_root
from playground.shared.query import whole_number
from playground.shared.responses import HEADERS, error, own_pages_only, route

if TYPE_CHECKING:
    import numpy as np

    from gan_core.generator.directions import Direction
    from gan_core.generator.session import GeneratorSession

MAX_UPLOAD = 10_000_000  # bytes, as gan_core.generator.uploaded_image takes
MAX_OFF = 64  # channels switched off at once
MAP_ROOM = 4096  # px of a sheet of feature maps, in width
FILE_PIXELS = 280  # a film's pictures are enlarged to about so many px
FRESH = HEADERS | {"Cache-Control": "no-store"}
MAKING_FILES = anyio.CapacityLimiter(1)


# directions


def directions(request: Request) -> Response:
    """The directions known so far, with `of` those of that class; `done` ends the asking."""
    session, _ = _asked(request)
    only = _class(request)
    known = direction_store.shared.listing(session, only)
    return _json({**known, "directions": [_told(each) for each in known["directions"]]})


def along(request: Request) -> Response:
    """Seven pictures of the one in hand at -3 to +3 along each of the directions in `ids`."""
    import torch

    from gan_core.generator.attribute_directions import STEPS

    session, view = _asked(request)
    ids = request.query_params.get("ids", "").split(",")
    if not 1 <= len(ids) <= 32:
        raise GanError("In the address, ids must be 1 to 32 directions with , between them.")
    z, c = view_latents.of_view(session, view)
    ways = direction_store.shared.vectors(session, ids)
    amounts = torch.tensor(STEPS, dtype=torch.float32)[:, None] * view.noise
    rows = torch.cat([z + amounts * ways[name] for name in ids])
    return _pixels(session.images(rows, None if c is None else c.expand(len(rows), -1)))


def _told(direction: "Direction") -> dict[str, Any]:
    facts = dataclasses.asdict(direction)
    del facts["vector"]
    return facts


# inversion


async def invert(request: Request) -> Response:
    """Begin to look for the picture that was sent; its id, to ask for at invert/{id}.json."""
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > MAX_UPLOAD:
            return error("A picture has at most 10 MB; make it smaller.", 413)

    def begin(request: Request) -> Response:
        session, _ = _asked(request)
        ground = request.query_params.get("ground", "auto")
        name = inversion_jobs.shared.start(session, bytes(sent), _class(request), ground)
        return _json({"id": name})

    return await route(begin, DRAWING_THREADS)(request)


def invert_progress(request: Request) -> Response:
    """How far a search has come: progress, the error so far, and the latent as a point."""
    search = inversion_jobs.shared.get(request.path_params["id"])
    if search.error:
        raise GanError(search.error)
    best = search.best
    facts: dict[str, Any] = {"done": search.done, "swapped": search.swapped, "progress": 0.0}
    if best is not None:
        point = Keyframe(**inversion_jobs.point_of(best))
        facts |= {"progress": best.progress, "error": best.error, "point": write_point(point)}
    return _json(facts)


def invert_pictures(request: Request) -> Response:
    """The picture as the generator would see it, and the nearest that is known so far."""
    import numpy as np

    search = inversion_jobs.shared.get(request.path_params["id"])
    shown = [search.wanted] + ([] if search.best is None else [search.best.picture])
    return _pixels(np.stack(shown))


# hidden layers


def layers(request: Request) -> Response:
    """The layers of the generator as they are for the picture in hand."""
    from gan_core.generator.hidden_layers import feature_maps

    session, view = _asked(request)
    found = feature_maps(session, *view_latents.of_view(session, view))
    facts = [dataclasses.asdict(dataclasses.replace(layer, maps=None)) for layer in found]
    for told, layer in zip(facts, found, strict=True):
        del told["maps"]
        told["channels"], told["side"] = layer.maps.shape[0], layer.maps.shape[1]
    return _json({"layers": facts})


def layer_maps(request: Request) -> Response:
    """The feature maps of the layer called `layer`, one picture a channel."""
    from gan_core import unknown
    from gan_core.generator.hidden_layers import feature_maps

    session, view = _asked(request)
    found = {
        each.name: each for each in feature_maps(session, *view_latents.of_view(session, view))
    }
    name = request.query_params.get("layer", "")
    if name not in found:
        raise unknown("layer", name[:40], found)
    return _pixels(found[name].maps[..., None])


def without(request: Request) -> Response:
    """The picture in hand, and as it is with the channels in `off` of `layer` held at 0."""
    import numpy as np

    from gan_core.generator.hidden_layers import images_without

    session, view = _asked(request)
    z, c = view_latents.of_view(session, view)
    words = [word for word in request.query_params.get("off", "").split(",") if word]
    if len(words) > MAX_OFF:
        raise GanError(f"At most {MAX_OFF} channels can be off at once.")
    channels = [whole_number("off", word, 0, 99_999) for word in words]
    off = {request.query_params.get("layer", ""): channels} if channels else {}
    return _pixels(np.concatenate([session.images(z, c), images_without(session, z, c, off)]))


# files to take away


def generator_file(request: Request) -> Response:
    """The generator as safetensors, ONNX or TorchScript, checked against itself."""
    from gan_core.generator.export import FORMS

    session, view = _asked(request)
    ending = "." + request.path_params["ending"]
    if ending not in FORMS:
        raise GanError(f"A generator is written as {', '.join(FORMS)}.")
    return _attachment(FORMS[ending](session), f"{_file_name(view)}{ending}")


def latents_file(request: Request) -> Response:
    """z, class weights and images of the picture in hand, or of every frame of the walk."""
    from gan_core.generator.npz import npz

    session, view = _asked(request)
    z, c = _taken(session, view)
    return _attachment(npz(z, c, session.images(z, c)), f"{_file_name(view)}.npz")


def film(request: Request) -> Response:
    """The walk, or the way from A to B, as MP4."""
    from gan_core.generator.video import mp4

    session, view = _asked(request)
    z, c = _way(session, view)
    scale = max(1, FILE_PIXELS // session.image_size)
    content = mp4(list(session.images(z, c)), scale=scale)
    return _attachment(content, f"{_file_name(view)}.mp4")


def view_script(request: Request) -> Response:
    """A Python script that draws the picture in hand, or the walk, pixel for pixel."""
    from gan_core.generator.script import script

    session, view = _asked(request)
    drawn = _described(session, view)
    keys = getattr(drawn, "keys", (drawn,))
    names = [name for key in keys for name, _ in key.directions]
    shipped = not view.model.startswith(model_catalog.RUN)
    model = view.model if shipped else f"{_file_name(view)}.safetensors"
    known = direction_store.shared.vectors(session, names)
    return _attachment(script(model, drawn, known).encode(), "view.py")


def _described(session: "GeneratorSession", view: LatentView):
    if view.tab == "walk":
        found = view_latents.the_walk(view)
        return dataclasses.replace(
            found, keys=tuple(view_latents.set_by(view, key) for key in found.keys)
        )
    return view_latents.set_by(view, view_latents.in_hand(session, view))


def _taken(session: "GeneratorSession", view: LatentView) -> view_latents.Latents:
    if view.tab in ("walk", "between"):
        return _way(session, view)
    return view_latents.of_view(session, view)


def _way(session: "GeneratorSession", view: LatentView) -> view_latents.Latents:
    if view.tab == "walk":
        return view_latents.of_frames(session, view, None)
    return view_latents.at(session, view, [frame / 59 for frame in range(60)])


# from request to answer


def _asked(request: Request) -> tuple["GeneratorSession", LatentView]:
    view = latent_view.from_query(request.query_params)
    identity = sessions.identify(model_catalog.resolve(view.model, runs_root()))
    return sessions.shared.get(identity), view


def _class(request: Request) -> int | None:
    text = request.query_params.get("of", "")
    return whole_number("of", text, 0, 9999) if text else None


def _json(value: Any) -> Response:
    return JSONResponse(value, headers=FRESH)


def _pixels(pixels: "np.ndarray") -> Response:
    headers = FRESH | {"X-Shape": ",".join(map(str, pixels.shape))}
    return Response(pixels.tobytes(), media_type="application/octet-stream", headers=headers)


def _attachment(content: bytes, name: str) -> Response:
    headers = FRESH | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _file_name(view: LatentView) -> str:
    """The model's id as part of a file name."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", view.model.removeprefix(model_catalog.RUN))


def _route(
    name: str, answer: Callable[[Request], Response], limiter: Any = DRAWING_THREADS
) -> Route:
    return Route(f"/api/explore/{name}", route(answer, limiter), methods=["GET"])


studio_routes: list[Route] = [
    _route("directions.json", directions),
    _route("along.raw", along),
    Route("/api/explore/invert", own_pages_only(invert), methods=["POST"]),
    _route("invert/{id}.json", invert_progress),
    _route("invert/{id}.raw", invert_pictures),
    _route("layers.json", layers),
    _route("maps.raw", layer_maps),
    _route("without.raw", without),
    _route("generator.{ending}", generator_file, MAKING_FILES),
    _route("latents.npz", latents_file, MAKING_FILES),
    _route("walk.mp4", film, MAKING_FILES),
    _route("view.py", view_script),
]
