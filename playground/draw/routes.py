"""The drawings of a set under /api/drawings: listed, added, deleted.

Set and class are query parameters: as parts of a path, names in any script would have to survive
every proxy on the way.
"""

import base64
import json as json_text
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from playground.shared import drawing_sets
from playground.shared.addresses import api_route
from playground.shared.browser import asker_in
from playground.shared.drawing_sets import Drawing
from playground.shared.folder_names import folder_name
from playground.shared.responses import async_route, error, json, route, unless_known

MAX_BYTES = 500_000  # of a PNG; the page sends about 10,000
SHOWN = 200  # of a set, the newest


def listed(request: Request) -> Response:
    """The set's counts and its newest drawings; 304 where the page has them already."""
    name = folder_name("set", request.query_params.get("set", ""))
    who = asker_in(request.headers)

    def content() -> bytes:
        found = drawing_sets.drawings(name)
        shown = [_facts(drawing, who) for drawing in found[:SHOWN]]
        return json_text.dumps({**_summary(found), "drawings": shown}).encode()

    key = f"{name} {drawing_sets.version(name)} {who}"
    return unless_known(request, key, content, "application/json")


async def add(request: Request) -> Response:
    """Store the PNG that was sent; answers it as D will see it, with the set's new counts."""
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > MAX_BYTES:
            return error(f"A drawing has at most {MAX_BYTES // 1000} kB; make it smaller.", 413)

    def store(request: Request) -> Response:
        query, who = request.query_params, asker_in(request.headers)
        name = folder_name("set", query.get("set", ""))
        drawing = drawing_sets.add(name, query.get("class", ""), bytes(sent), who)
        return json({"drawing": _facts(drawing, who), **_summary(drawing_sets.drawings(name))})

    return await route(store)(request)


def delete(request: Request) -> Response:
    """Delete one drawing of who asks; the set's new counts."""
    name = folder_name("set", request.query_params.get("set", ""))
    drawing_sets.delete(name, request.query_params.get("id", ""), asker_in(request.headers))
    return json(_summary(drawing_sets.drawings(name)))


def _summary(found: list[Drawing]) -> dict[str, Any]:
    counts = drawing_sets.counts(found)
    classes = [{"name": name, "count": count} for name, count in counts.items()]
    return {"total": len(found), "classes": classes}


def _facts(drawing: Drawing, who: str) -> dict[str, Any]:
    try:
        content = drawing.path.read_bytes()
    except OSError:  # deleted since it was listed
        content = b""
    return {
        "id": drawing.id,
        "class": drawing.class_name,
        "mine": drawing.belongs_to(who),
        "png": base64.b64encode(content).decode(),
    }


draw_routes = [
    api_route("drawings", route(listed)),
    api_route("drawings", async_route(add), "POST"),
    api_route("drawings", route(delete), "DELETE"),
]
