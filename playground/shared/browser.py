"""Who asks, and what is kept for them: their form, their uploads.

Whoever has signed in is the same person on every browser; anybody else is their browser, by a
cookie of ours: a random number that names nobody. It lets a person find the form as they left it in
a second tab or after a restart of the server, and keeps their uploads out of other people's lists.
"""

import contextlib
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gan_core.data import durable_files
from playground.shared import signed_in
from playground.shared.paths import runs_root
from playground.shared.signed_in import Person

COOKIE = "gan_browser"
ID = re.compile(r"[0-9a-f]{32}")
ONE_YEAR = 365 * 24 * 3600  # seconds
CONDITIONS = (b"if-none-match", b"if-modified-since")


class BrowserCookie:
    """Gives every page that is opened without our cookie one; scripts of a page cannot read it."""

    def __init__(self, app: ASGIApp, base_path: str = ""):
        self.app, self.path = app, f"/{base_path.strip('/')}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or browser_in(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", self._new_cookie())
                    # A proxy that kept the answer would give several people one cookie.
                    headers["cache-control"] = "private, no-cache"
            await send(message)

        if "text/html" in Headers(scope=scope).get("accept", ""):
            # The whole page: "not modified" would bring no cookie to a browser that has lost it.
            asked = [pair for pair in scope["headers"] if pair[0] not in CONDITIONS]
            scope = {**scope, "headers": asked}
        await self.app(scope, receive, with_cookie)

    def _new_cookie(self) -> str:
        value = secrets.token_hex(16)
        # Behind a proxy that strips its path, the path is one we do not know of: then it is "/".
        return f"{COOKIE}={value}; Max-Age={ONE_YEAR}; Path={self.path}; HttpOnly; SameSite=Lax"


_asking: ContextVar[Headers | None] = ContextVar("asking", default=None)


@contextlib.contextmanager
def asking(request: Request) -> Iterator[None]:
    """Whatever is done within, also in threads, is done for who sent a request."""
    before = _asking.set(request.headers)
    try:
        yield
    finally:
        _asking.reset(before)


def browser_id() -> str:
    """The id of the browser that shows this page, or asks a route; "" where it keeps no cookies."""
    if (headers := _asking.get()) is not None:
        return browser_in(headers)
    found = st.context.cookies.get(COOKIE, "")
    return found if ID.fullmatch(found) else ""


def browser_of(request: Request) -> str:
    """The id of the browser that asks a route; "" where it keeps no cookies."""
    return browser_in(request.headers)


def browser_in(headers: Headers) -> str:
    """The id of the browser that sent these headers; "" where it keeps no cookies."""
    # As Streamlit reads them: a cookie of another app on this machine, however odd, hides none.
    found = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    return found if ID.fullmatch(found) else ""


def person() -> Person | None:
    """Who has signed in and looks at this page, or asks a route; None where nobody has."""
    headers = _asking.get()
    return signed_in.person_on_page() if headers is None else signed_in.person_in(headers)


def asker() -> str:
    """Who looks at this page, or asks a route: the person who signed in, else the browser.

    "" for a browser that keeps no cookies.
    """
    found = person()
    return found.id if found else browser_id()


def asker_in(headers: Headers) -> str:
    """Who sent these headers, as `asker` says it."""
    found = signed_in.person_in(headers)
    return found.id if found else browser_in(headers)


def remembered(what: str) -> Any:
    """What was kept for who asks under this name, None without; it may be damaged or old."""
    return _content().get(what)


def remember(what: str, value: Any) -> None:
    """Keep a JSON value for who asks, or for this session where a browser keeps no cookies."""
    change(what, lambda _: value)


def change(what: str, new: Callable[[Any], Any]) -> None:
    """Keep `new(old)` in place of the old value, of which no other tab changes anything meanwhile.

    The old value is None without one, and may be damaged.
    """
    with _changing:
        content = _content()
        value = new(content.get(what))
        if content.get(what) == value:
            return
        content = {**content, what: value}
        if who := asker():
            _make_folder()
            durable_files.write_json(_folder() / f"{who}.json", content)
        else:
            st.session_state[_SESSION] = content


def others_remember(what: str, value: object) -> bool:
    """Whether somebody else's list of this name holds `value`."""
    own = f"{asker()}.json"
    files = [path for path in _folder().glob("*.json") if path.name != own]
    lists = (_as_dict(durable_files.read_json(path)).get(what) for path in files)
    return any(isinstance(found, list) and value in found for found in lists)


_SESSION = "remembered"
_changing = threading.Lock()


def _content() -> dict[str, Any]:
    if who := asker():
        return _as_dict(durable_files.read_json(_folder() / f"{who}.json"))
    return _as_dict(st.session_state.get(_SESSION))


def _folder() -> Path:
    return runs_root() / "browsers"


def _make_folder() -> None:
    durable_files.make_folder(_folder())
    # Its file names are the cookies, which other accounts of this machine must not read.
    with contextlib.suppress(OSError):  # somebody else's server on the same runs made it
        _folder().chmod(0o700)


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
