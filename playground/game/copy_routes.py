"""The pairs of "Find the copies" under /api/copies: what they are, and their sheet."""

import functools
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gan_core.generator import copy_pairs
from playground.shared.addresses import api_route
from playground.shared.responses import route, unless_known


def description(request: Request) -> Response:
    """pairs.json."""
    text = json.dumps(_pairs()[0])
    return unless_known(request, text, text.encode, "application/json")


def sheet(request: Request) -> Response:
    """pairs.png."""
    about, image = _pairs()
    return unless_known(request, about["sheet_sha256"], lambda: image, "image/png")


@functools.cache
def _pairs() -> tuple[dict[str, Any], bytes]:
    return copy_pairs.read_pairs()


copy_routes = [
    api_route("copies/pairs.json", route(description)),
    api_route("copies/pairs.png", route(sheet)),
]
