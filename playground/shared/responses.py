"""What every /api route shares: one sentence for an error, and how long an answer may be kept."""

import functools
import hashlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from gan_core import GanError
from playground.shared import browser

FRESH = {"Cache-Control": "no-store"}
# A browser may keep an answer and asks each time whether it still holds (ETag, 304).
KEEP = {"Cache-Control": "private, no-cache"}
FOR_GOOD = {"Cache-Control": "private, max-age=31536000, immutable"}
Handler = Callable[[Request], Response]
AsyncHandler = Callable[[Request], Awaitable[Response]]


class Unknown(GanError):
    """What was asked for does not exist, or not for who asks: 404."""


class Refused(Exception):
    """A request that gets a sentence and a status of its own instead of an answer."""

    def __init__(self, sentence: str, status: int):
        super().__init__(sentence)
        self.status = status


def route(handler: Handler, limiter: anyio.CapacityLimiter | None = None) -> AsyncHandler:
    """An endpoint from a blocking handler, which runs in a thread, of `limiter` where there is one.

    It fails as `async_route` does.
    """

    @functools.wraps(handler)
    async def in_thread(request: Request) -> Response:
        return await anyio.to_thread.run_sync(handler, request, limiter=limiter)

    return async_route(in_thread)


def async_route(handler: AsyncHandler) -> AsyncHandler:
    """An endpoint from an asynchronous handler.

    Every failure is {"error": sentence}: 404 for what does not exist, 400 for what cannot be, the
    status of a Refused, 500 for a fault of ours, which goes to the log. Where the person left while
    they sent something, ClientDisconnect is for the guard.
    """

    @functools.wraps(handler)
    async def endpoint(request: Request) -> Response:
        try:
            with browser.asking(request):
                return await handler(request)
        except Refused as refused:
            return error(str(refused), refused.status)
        except GanError as refused:
            return error(str(refused), 404 if isinstance(refused, Unknown) else 400)
        except ClientDisconnect:
            raise
        except Exception:
            logging.getLogger(__name__).exception("%r failed", request.url.path)
            return error("The answer could not be made; the server's log says why.", 500)

    return endpoint


def error(sentence: str, status: int) -> JSONResponse:
    """An error as the pages show it."""
    return JSONResponse({"error": sentence}, status)


def json(value: Any) -> JSONResponse:
    """A fresh answer that nobody may cache."""
    return JSONResponse(value, headers=FRESH)


def attachment(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """A file to download. `name` is plain ASCII without quotes, as the ids it is made of are."""
    headers = FRESH | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def unless_known(
    request: Request, key: str, make: Callable[[], bytes], media_type: str, **headers: str
) -> Response:
    """What `make` makes, or 304 where the browser already has the answer of this `key`."""
    tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"'
    headers = KEEP | {"ETag": tag} | headers
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(make(), media_type=media_type, headers=headers)


def image_file(request: Request, path: Path, media_type: str = "image/png") -> Response:
    """The bytes of a file we wrote, or 304 when the browser already has this version of it.

    Where the address names the version (`version_of`) as `v`, the browser asks for it once.
    """
    try:
        stat = path.stat()
        key = f"{path} {stat.st_mtime_ns} {stat.st_size}"
        is_named = request.query_params.get("v") == str(stat.st_mtime_ns)
        kept = FOR_GOOD if is_named else {}
        return unless_known(request, key, path.read_bytes, media_type, **kept)
    except OSError:
        return error("This image no longer exists; reload the page.", 404)


def version_of(path: Path) -> str:
    """What names this version of an image in its address; "" where there is none."""
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:
        return ""
