"""What all routes of a class share: finding it, the limits, and the answer to guesses."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from playground.classroom.classes import Classroom, UnknownClass, shared
from playground.classroom.guesses import Guesses
from playground.shared.responses import AsyncHandler, Refused, async_route

TOKEN_HEADER = "x-class-token"
TOO_MANY = "Too many wrong class codes or links came from this network; try again in a minute."
NOT_TEACHER = "This is not the teacher's link of this class."
MOST_DELAYED = 100  # wrong guesses that wait for their answer at one time

ClassHandler = Callable[[Request, Classroom], Awaitable[Response]]

guesses = Guesses()
# Writing waits for the disk; these threads are not those that make images for other pages.
_writers = anyio.CapacityLimiter(2)
_delayed = 0


def class_route(handler: ClassHandler) -> AsyncHandler:
    """An endpoint below /api/class/{code} from a handler that is given the class."""

    @functools.wraps(handler)
    async def endpoint(request: Request) -> Response:
        return await handler(request, await _class_of(request))

    return async_route(endpoint)


def teacher_route(handler: ClassHandler) -> AsyncHandler:
    """The same for the teacher alone, who sends the token of the class."""

    @class_route
    @functools.wraps(handler)
    async def endpoint(request: Request, classroom: Classroom) -> Response:
        await require_teacher(request, classroom)
        return await handler(request, classroom)

    return endpoint


async def require_teacher(request: Request, classroom: Classroom) -> None:
    """Refused unless the request carries the class's token."""
    token = request.headers.get(TOKEN_HEADER, "")
    address, secret = _address(request), f"{classroom.code} {token}"
    if guesses.refuses(address, secret):
        raise Refused(TOO_MANY, 429)
    if not classroom.is_teacher(token):
        await _delay(guesses.failed(address))
        raise Refused(NOT_TEACHER, 403)
    guesses.right(address, secret)


async def in_thread(work: Callable[[], Any]) -> Any:
    """What `work`, which may wait for the disk, returns."""
    return await anyio.to_thread.run_sync(work, limiter=_writers)


async def _class_of(request: Request) -> Classroom:
    code, address = request.path_params["code"], _address(request)
    if guesses.refuses(address, code):
        raise Refused(TOO_MANY, 429)
    try:
        found = shared.find(code)
    except UnknownClass as unknown:
        await _delay(guesses.failed(address))
        raise Refused(str(unknown), 404) from None
    guesses.right(address, code)
    return found


async def _delay(seconds: float) -> None:
    """Slow a guess down, unless so many wait that waiting would cost us more than them."""
    global _delayed
    if _delayed >= MOST_DELAYED:
        return
    _delayed += 1
    try:
        await anyio.sleep(seconds)
    finally:
        _delayed -= 1


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
