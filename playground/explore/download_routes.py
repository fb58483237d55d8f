"""Downloads of Explore: images, animations, latents, a script, the generator, keyframes."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core import GanError, __version__
from gan_core.generator.keyframes import Keyframe, Walk
from playground.explore import direction_store, latent_view, view_latents
from playground.explore.answers import (
    FILE_THREADS,
    asked,
    file_stem,
    get,
    lasting_facts,
    loaded,
    option,
)
from playground.explore.image_routes import STRIP_FRAMES
from playground.explore.latent_view import MAX_FRAMES, LatentView
from playground.explore.point_text import write_points
from playground.shared import model_catalog
from playground.shared.addresses import api_route
from playground.shared.responses import KEEP, async_route, attachment, error, unless_known

if TYPE_CHECKING:
    from gan_core.generator.session import GeneratorSession

MAX_SCALE = 32
MAX_KEYFRAMES_FILE = 1_000_000  # bytes
LEAST_SIDE = 280  # px: an animation is enlarged to about this, as messages and slides show it
ONE_WAY_FRAMES = 60  # of an MP4 from A to B
GIF_FRAMES = 48  # of a GIF from A to B, which goes back the same way


# images and animations


def current(request: Request) -> Response:
    """The current image as PNG, enlarged by `scale`."""

    def draw() -> bytes:
        from gan_core.data import images

        session, view = loaded(request)
        image = session.images(*view_latents.of_current(session, view))[0]
        return images.png(image, option(request.query_params, "scale", 1, 1, MAX_SCALE))

    return _unless_known(request, draw, "image/png")


def strip(request: Request) -> Response:
    """`frames` images in a row from A to B or along the walk, enlarged by `scale`."""

    def draw() -> bytes:
        from gan_core.data import images

        session, view = loaded(request)
        count = option(request.query_params, "frames", STRIP_FRAMES, 2, MAX_FRAMES)
        row = session.images(*view_latents.along_path(session, view, count))
        return images.png(images.grid(row, count), option(request.query_params, "scale", 1, 1, 8))

    return _unless_known(request, draw, "image/png")


def gif(request: Request) -> Response:
    """The walk frame by frame, or `frames` images from A to B and back the same way."""

    def draw() -> bytes:
        from gan_core.data import images

        session, view = loaded(request)
        scale = max(1, LEAST_SIDE // session.image_size)
        if view.tab == "walk":
            return images.gif(
                list(session.images(*view_latents.of_frames(session, view, None))), scale=scale
            )
        count = option(request.query_params, "frames", GIF_FRAMES, 2, MAX_FRAMES)
        frames = list(session.images(*view_latents.along_path(session, view, count)))
        return images.gif([*frames, *frames[-2:0:-1]], scale=scale)

    return _unless_known(request, draw, "image/gif")


def mp4(request: Request) -> Response:
    """The walk, or the path from A to B, as MP4."""
    from gan_core.generator import video

    session, view = loaded(request)
    scale = max(1, LEAST_SIDE // session.image_size)
    content = video.mp4(list(session.images(*_path(session, view))), scale=scale)
    return attachment(content, f"{file_stem(view)}.mp4")


def _unless_known(request: Request, draw: Callable[[], bytes], media_type: str) -> Response:
    """304 where the browser already has exactly this file."""
    _, identity = asked(request)
    key = f"{__version__} {identity} {request.url.path}?{request.url.query}"
    return unless_known(request, key, draw, media_type)


# latents, scripts, generators


def latents(request: Request) -> Response:
    """z, class weights and images: the current ones, or all from A to B or along the walk."""
    from gan_core.generator.npz import npz

    session, view = loaded(request)
    has_path = view.tab in ("walk", "interpolate")
    z, c = (_path if has_path else view_latents.of_current)(session, view)
    return attachment(npz(z, c, session.images(z, c)), f"{file_stem(view)}.npz")


def view_script(request: Request) -> Response:
    """A Python script that draws the current image, or the walk, pixel for pixel."""
    from gan_core.generator.script import script

    session, view = loaded(request)
    drawn: Keyframe | Walk
    if view.tab == "walk":
        drawn = view_latents.walk_as_drawn(view)
    else:
        drawn = view_latents.as_drawn(view, view_latents.current_point(session, view))
    keys = drawn.keys if isinstance(drawn, Walk) else (drawn,)
    vectors = direction_store.shared.vectors(
        session, [name for key in keys for name, _ in key.directions]
    )
    is_file = view.model.startswith((model_catalog.RUN, model_catalog.FILE))
    model = f"{file_stem(view)}.safetensors" if is_file else view.model
    return attachment(script(model, drawn, vectors).encode(), "view.py")


def generator(request: Request) -> Response:
    """The generator as a file or a page of FORMATS, checked against itself."""
    from gan_core.generator.export import FORMATS

    session, view = loaded(request)
    ending = "." + request.path_params["ending"]
    if ending not in FORMATS:
        raise GanError(f"A generator can be downloaded as {', '.join(FORMATS)}.")
    return attachment(FORMATS[ending](session), f"{file_stem(view)}{ending}")


# keyframes


def keyframes(request: Request) -> Response:
    """The walk as the file that `from_json` and the command line read."""
    view, _ = asked(request)
    return lasting_facts(view_latents.walk_as_drawn(view).to_json())


async def load_keyframes(request: Request) -> Response:
    """The walk in a file of keyframes that was sent, as address parameters."""
    from gan_core.generator.keyframes import from_json

    sent = b""
    async for part in request.stream():
        sent += part
        if len(sent) > MAX_KEYFRAMES_FILE:
            return error("The keyframe file is larger than 1 MB; choose one downloaded here.", 413)
    try:
        texts = _walk_texts(from_json(json.loads(sent)))
    except (ValueError, RecursionError):
        return error("This is not a JSON file; choose one that was downloaded here.", 400)
    except GanError as refused:
        return error(str(refused), 400)
    return JSONResponse({"texts": texts}, headers=KEEP)


def _walk_texts(walk: Walk) -> dict[str, str]:
    """The address parameters under which a walk is drawn as its file says."""
    truncations = {key.truncation for key in walk.keys}
    if len(truncations) > 1:
        raise GanError("The keyframes of this file differ in truncation; give all the same.")
    texts = {"keys": write_points(walk.keys), "loop": str(int(walk.loop))}
    texts["ways"] = ";".join(f"{s.frames}:{s.method}:{s.easing}" for s in walk.segments)
    # Each keyframe brings its own scale, so the view's, 1 by default, must not come on top.
    view = replace(latent_view.from_query(texts), truncation=truncations.pop())
    return {name: view.texts()[name] for name in (*texts, "truncation", "noise")}


def _path(session: "GeneratorSession", view: LatentView) -> view_latents.Latents:
    if view.tab == "walk":
        return view_latents.of_frames(session, view, None)
    return view_latents.along_path(session, view, ONE_WAY_FRAMES)


download_routes: list[Route] = [
    get("current.png", current),
    get("strip.png", strip),
    get("walk.gif", gif),
    get("walk.mp4", mp4, FILE_THREADS),
    get("latents.npz", latents, FILE_THREADS),
    get("view.py", view_script, FILE_THREADS),
    get("generator.{ending}", generator, FILE_THREADS),
    get("walk.json", keyframes),
    api_route("explore/walk.json", async_route(load_keyframes), "POST"),
]
