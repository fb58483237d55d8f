"""Images and facts for the Explore page: a description in the address, pixels or numbers out."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gan_core import GanError
from gan_core.data.grid_columns import grid_columns
from gan_core.generator import network_file
from gan_core.generator.keyframes import METHODS, Keyframe
from playground.explore import latent_view, view_latents
from playground.explore.answers import Query, asked, get, lasting_facts, loaded, pixels
from playground.explore.point_text import NoPoint, read_points, write_point
from playground.shared import model_catalog
from playground.shared.paths import runs_root
from playground.shared.responses import image_file

STRIP_FRAMES = 9
NORM_PLACES = 41
VARIATIONS = 9


# pixels


def images(request: Request) -> Response:
    """The images of the points in `points`."""
    session, view = loaded(request)
    latents = view_latents.of_points(session, view, _points(request.query_params))
    return pixels(session.images(*latents))


def current(request: Request) -> Response:
    """The current image."""
    session, view = loaded(request)
    return pixels(session.images(*view_latents.of_current(session, view)))


def strip(request: Request) -> Response:
    """All that a change of A, B or a keyframe redraws, in one answer: a strip of nine images, then
    the current image.

    In the tab Interpolate the first of the strip is A and the ninth is B.
    """
    import torch

    session, view = loaded(request)
    z, c = view_latents.along_path(session, view, STRIP_FRAMES)
    current_z, current_c = view_latents.of_current(session, view)
    weights = None if c is None or current_c is None else torch.cat([c, current_c])
    return pixels(session.images(torch.cat([z, current_z]), weights))


def paths(request: Request) -> Response:
    """The strip by slerp, then by lerp. X-Norms: the length of z at 41 places of each."""
    import numpy as np

    session, view = loaded(request)
    rows: list[np.ndarray] = []
    norms: list[float] = []
    for method in METHODS:
        rows.append(session.images(*view_latents.along_path(session, view, STRIP_FRAMES, method)))
        z, _ = view_latents.along_path(session, view, NORM_PLACES, method)
        norms += z.norm(dim=1).tolist()
    return pixels(np.concatenate(rows), **{"X-Norms": ",".join(f"{norm:.3f}" for norm in norms)})


def poster(request: Request) -> Response:
    """A sample grid made during training, to look at while the model loads."""
    view = latent_view.from_query(request.query_params)
    path = model_catalog.poster(view.model, runs_root())
    if path is None:
        raise model_catalog.UnknownModel("This model has no sample grid; wait until it has loaded.")
    return image_file(request, path)


# facts


def about(request: Request) -> Response:
    """What the page needs to know of a model: its sizes and its classes.

    `described`: its network is known without torch, so that a browser has it at once.
    """
    view, identity = asked(request)
    is_raw = model_catalog.is_raw(view.model)
    known = None if is_raw else network_file.stored(Path(identity.path))
    info = known["about"] if known else loaded(request)[0].about
    num_classes = int(info["num_classes"])
    return lasting_facts(
        {
            "z_dim": int(info["settings"]["z_dim"]),
            "num_classes": num_classes,
            "class_names": [str(name) for name in info.get("class_names", ())],
            "image_size": int(info["image_size"]),
            "columns": grid_columns(num_classes),
            "caption": _caption(info),
            "described": known is not None,
        }
    )


def _caption(info: dict[str, Any]) -> str:
    """How a generator came to be, as its file says."""
    if isinstance(source := info.get("imported"), dict):
        return f"DCGAN from {source.get('file')}"
    raw = ", raw G" if info.get("raw") else ""
    seen = f"{int(info.get('images_seen', 0)):,} images seen{raw}"
    return f"{str(info['recipe']).upper()} on {info.get('dataset', 'unknown data')}, {seen}"


def latents(request: Request) -> Response:
    """The z of `points` as G gets it, and the class weights, rounded."""
    session, view = loaded(request)
    z, c = view_latents.of_points(session, view, _points(request.query_params))
    return lasting_facts({"z": _rounded(z), "classes": None if c is None else _rounded(c)})


def point(request: Request) -> Response:
    """The current image as a point, for another tab or the favourites."""
    session, view = loaded(request)
    return lasting_facts({"point": write_point(view_latents.current_point(session, view))})


def variations(request: Request) -> Response:
    """Nine points around the current image, the first of them itself."""
    from gan_core.generator import latent_arithmetic

    session, view = loaded(request)
    centre = view_latents.current_point(session, view)
    found = latent_arithmetic.variations(centre, view.nudge, VARIATIONS, view.batch)
    return lasting_facts({"points": [write_point(each) for each in found]})


def _points(query: Query) -> tuple[Keyframe, ...]:
    try:
        if points := read_points(query.get("points", "")):
            return points
        raise NoPoint("at least one point such as 12")
    except NoPoint as wanted:
        raise GanError(f"In the address, points must be {wanted}.") from None


def _rounded(rows: Any) -> list[list[float]]:
    return [[round(value, 4) for value in row] for row in rows.tolist()]


image_routes: list[Route] = [
    get("images.raw", images),
    get("current.raw", current),
    get("strip.raw", strip),
    get("paths.raw", paths),
    get("poster.png", poster, None),
    get("about.json", about),
    get("latents.json", latents),
    get("point.json", point),
    get("variations.json", variations),
]
