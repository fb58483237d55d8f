"""What the lab asks the server for, by hand only: a check with PyTorch, and a run as a script."""

import json as json_text
import threading
import time

from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError
from playground.shared.addresses import api_route
from playground.shared.responses import async_route, attachment, error, json, route

MAX_BYTES = 4_000_000  # of a check; the usual lab sends 0.2 MB
MAX_LINK = 4000
SECONDS_BETWEEN = 0.5  # of two checks, whoever asks
MOST_SECONDS = 1.5  # of a check; a busy machine then compares fewer steps
LOADING_SECONDS = 1.0  # that the first check waits for torch
BUSY = "The server is checking another lab; try again in a second."
LOADING = "The server is loading PyTorch for its first check; try again in a few seconds."

_checking = threading.Lock()
_loaded = threading.Event()
_loader: threading.Thread | None = None
_last_check = 0.0  # when it began, by time.monotonic


async def check(request: Request) -> Response:
    """100 steps in PyTorch from the state that was sent; one check at a time for the server."""
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > MAX_BYTES:
            return error("This lab is too large for a check on the server; use a smaller one.", 413)
    return await route(lambda _: _checked(bytes(sent)))(request)


def _checked(sent: bytes) -> Response:
    global _last_check
    if not _checking.acquire(blocking=False):
        return error(BUSY, 429)
    try:
        if time.monotonic() - _last_check < SECONDS_BETWEEN:
            return error(BUSY, 429)
        _last_check = time.monotonic()
        try:
            asked = json_text.loads(sent)
        except (ValueError, RecursionError) as problem:
            raise GanError('A check needs "settings" and "state" of a lab, as JSON.') from problem
        if not _torch_is_there():
            return error(LOADING, 429)
        from gan_core.flat.check import check as in_torch

        return json(in_torch(asked, MOST_SECONDS))
    finally:
        _checking.release()


def _torch_is_there() -> bool:
    """Whether a step of torch has been made; the imports take seconds. Begins them if not."""
    global _loader
    if not _loaded.is_set() and (_loader is None or not _loader.is_alive()):
        _loader = threading.Thread(target=_load, name="torch for the lab", daemon=True)
        _loader.start()
    return _loaded.wait(LOADING_SECONDS)


def _load() -> None:
    from gan_core.flat.settings import checked
    from gan_core.flat.step import FlatGAN

    FlatGAN(checked({})).step()  # the first optimizer imports torch._dynamo, which takes as long
    _loaded.set()


def script(request: Request) -> Response:
    """The run of a link as a PyTorch script of its own."""
    from gan_core.flat.link import read
    from gan_core.flat.points import data_set
    from gan_core.flat.script import script as written

    link = request.query_params.get("lab", "")
    if len(link) > MAX_LINK:
        raise GanError("This link is too long for a lab.")
    course = read(link)
    sampled = data_set(course.settings.data, course.settings.points).sampled
    return attachment(written(course, sampled).encode(), "lab.py", "text/x-python")


lab_routes = [
    api_route("lab/check", async_route(check), "POST"),
    api_route("lab/script", route(script)),
]
