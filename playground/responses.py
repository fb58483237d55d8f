"""What every /api route shares: one sentence for an error, no answer for foreign sites."""

import functools
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gan_core.errors import GanError

HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
SAME_SITE = ("same-origin", "same-site", "none")
Handler = Callable[[Request], Response]


def route(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint from a blocking handler: in a thread, guarded, errors as {"error": sentence}."""

    @functools.wraps(handler)
    async def endpoint(request: Request) -> Response:
        # Browsers say where a request comes from; a foreign page must not read anybody's pictures.
        if request.headers.get("sec-fetch-site", "none") not in SAME_SITE:
            return error("This address answers only to the playground's own pages.", 403)
        try:
            return await run_in_threadpool(handler, request)
        except GanError as refused:
            return error(str(refused), 400)

    return endpoint


def error(sentence: str, status: int) -> JSONResponse:
    """An error as the pages show it."""
    return JSONResponse({"error": sentence}, status, HEADERS)


def json(value: Any) -> JSONResponse:
    """A fresh answer that nobody may cache."""
    return JSONResponse(value, headers={**HEADERS, "Cache-Control": "no-store"})


def image_file(request: Request, path: Path, media_type: str = "image/png") -> Response:
    """The bytes of a file we wrote, or 304 when the browser already has this version of it."""
    try:
        stat = path.stat()
        tag = f'"{hashlib.sha1(f"{path}{stat.st_mtime_ns}{stat.st_size}".encode()).hexdigest()}"'
        headers = {**HEADERS, "ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(path.read_bytes(), media_type=media_type, headers=headers)
    except OSError:
        return error("This picture does not exist any more; reload the page.", 404)
