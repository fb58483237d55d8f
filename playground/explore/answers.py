"""What the routes of Explore share: reading the model and view out of a request, kinds of answers.

Ids are matched against what exists, sizes are bounded, and drawing happens in a few
threads of its own, so that neither a curious visitor nor a slow model holds up the pages. What is
drawn during a drag goes out as plain pixels: making and reading a PNG costs more than the image.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.explore import latent_view
from playground.explore.drawing_pace import paced
from playground.explore.latent_view import LatentView
from playground.shared import model_catalog, sessions
from playground.shared.addresses import api_route
from playground.shared.paths import runs_root
from playground.shared.query import whole_number
from playground.shared.responses import FRESH, KEEP, async_route, route

if TYPE_CHECKING:
    import numpy as np

    from gan_core.generator.session import GeneratorSession

Query = Mapping[str, str]
# Apart from Streamlit's own threads: while torch is being imported these few wait, nobody else.
DRAWING_THREADS = anyio.CapacityLimiter(4)
# Files that cost a core for seconds are made one at a time.
FILE_THREADS = anyio.CapacityLimiter(1)


def asked(request: Request) -> tuple[LatentView, sessions.FileIdentity]:
    """The view in the address, and the file of its model; nothing is loaded."""
    view = latent_view.from_query(request.query_params)
    return view, sessions.identify(model_catalog.resolve(view.model, runs_root()))


def loaded(request: Request) -> tuple["GeneratorSession", LatentView]:
    """The model that the address asks for, and the view."""
    view, identity = asked(request)
    return sessions.shared.get(identity), view


def chosen_class(query: Query) -> int | None:
    """The class in `in_class`, or None for all classes."""
    text = query.get("in_class", "")
    return whole_number("in_class", text, 0, 9999) if text else None


def option(query: Query, name: str, default: int, low: int, high: int) -> int:
    """A whole number in the address, or the default where it is not there."""
    return whole_number(name, query[name], low, high) if name in query else default


def get(
    name: str,
    answer: Callable[[Request], Response],
    limiter: anyio.CapacityLimiter | None = DRAWING_THREADS,
) -> Route:
    """The route /api/explore/`name`; drawing leaves room for a run that trains."""
    if limiter is DRAWING_THREADS:
        return api_route(f"explore/{name}", async_route(paced(answer, limiter)))
    return api_route(f"explore/{name}", route(answer, limiter))


def pixels(images: "np.ndarray", **headers: str) -> Response:
    """uint8 [N, H, W, C] as plain bytes; X-Shape is its shape."""
    shape = {"X-Shape": ",".join(map(str, images.shape))}
    return Response(
        images.tobytes(), media_type="application/octet-stream", headers=FRESH | shape | headers
    )


def lasting_facts(value: Any) -> Response:
    """JSON that holds for as long as the model's file does."""
    return JSONResponse(value, headers=KEEP)


def file_stem(view: LatentView) -> str:
    """The model's id as part of a file name."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", view.model.removeprefix(model_catalog.RUN))
