"""The guard: the first that sees a request, HTTP or WebSocket.

It lets pass what is meant for this server and comes from a page of its own or from a person who
opens one. In particular no foreign Origin reaches Streamlit, whose own check would ask a host on
the Internet for our address and hold up everybody meanwhile.
"""

import contextlib
import logging

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.shared import responses
from playground.shared.addresses import OURS
from playground.shared.browser import browser_in
from playground.shared.door import served
from playground.shared.door.bodies import MOST_BYTES, BoundedBody, too_large
from playground.shared.door.own_names import VARIABLE, OwnNames, Place, place_of
from playground.shared.door.tokens import HEADER, is_token_of
from playground.shared.responses import Refused

READING = ("GET", "HEAD", "OPTIONS")
CHANGING = ("POST", "PUT", "DELETE")
STREAMLITS = "/_stcore/"
NO_PAGES = (OURS, STREAMLITS, "/media/", "/component/")
UPLOADS = "/_stcore/upload_file/"
AROUND_UPLOAD = 2_000_000  # bytes of a form around the file in it
LONGEST_RANGE = 64  # characters
POLICY_VIOLATION = 1008  # of a WebSocket

LOG = logging.getLogger(__name__)
REFUSED_SOCKET = (
    "A WebSocket was refused (%s) Origin: %r, Host: %r. If this is a page of yours behind a proxy, "
    "let the proxy pass the Host on, or give its name in %s."
)
FOREIGN = "This address answers only to the playground's own pages."
NO_HOST = "This is not a request for a host."
UNKNOWN_HOST = (
    "This server does not know the name {name}. Open it by its IP address, or start it with "
    "{variable}={name} in its environment."
)
OTHER_METHOD = "This server understands no such request."
NO_TOKEN = "This page has grown old; reload it and try again."
NO_FORM = "A form with files is taken at no address but that of an upload."


class Guard:
    """The middleware. `base_path` is server.baseUrlPath."""

    def __init__(self, app: ASGIApp, own: OwnNames, base_path: str = ""):
        self.app, self.own = app, own
        self.base = f"/{base_path.strip('/')}" if base_path.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            self._check_origin(headers, _host(self.own, headers))
        except Refused as refused:
            LOG.warning(
                REFUSED_SOCKET, refused, headers.get("origin"), headers.get("host"), VARIABLE
            )
            await receive()  # the request to connect; closing before accepting it answers 403
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self.app(_as_streamlit_compares(scope, headers), receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), self._path(scope)
        answer = _Answer(send, headers.get("host", ""), self.own.origins, _may_be_page(path))
        try:
            self._check(scope["method"], path, headers)
            most = _most_bytes(path)
            if _declared_length(headers) > most:
                raise Refused(too_large(most), 413)
        except Refused as refused:
            answer.refuse(str(refused), refused.status)
        else:
            body = BoundedBody(receive, most, answer.refuse)
            with contextlib.suppress(ClientDisconnect):  # refused meanwhile, or nobody listens
                await self.app(_with_one_range(scope, headers), body, answer.send)
        if answer.refusal and not answer.started:
            sentence, status = answer.refusal
            plain = responses.error if path.startswith(OURS) else PlainTextResponse
            await plain(sentence, status)(scope, receive, answer.send_own)

    def _check(self, method: str, path: str, headers: Headers) -> None:
        """Raises Refused for what may not pass."""
        host = _host(self.own, headers)
        self._check_origin(headers, host)
        if method not in READING + CHANGING:
            raise Refused(OTHER_METHOD, 405)
        if not _is_from_own_page(headers) and not (
            _is_link(method, headers) and _may_be_page(path)
        ):
            raise Refused(FOREIGN, 403)
        if method in CHANGING:
            self._check_change(path, headers)

    def _check_origin(self, headers: Headers, host: Place) -> None:
        origins = headers.getlist("origin")
        if len(origins) > 1 or (origins and not self.own.is_own(origins[0].lower(), host)):
            raise Refused(FOREIGN, 403)

    def _check_change(self, path: str, headers: Headers) -> None:
        if path.startswith(STREAMLITS):
            # Streamlit's uploads have its own token, which is a cookie that other ports can set.
            if "origin" not in headers:
                raise Refused(FOREIGN, 403)
        elif not is_token_of(browser_in(headers), headers.get(HEADER, "")):
            raise Refused(NO_TOKEN, 403)
        form = headers.get("content-type", "").lower().startswith("multipart/")
        if form and not path.startswith(UPLOADS):
            raise Refused(NO_FORM, 415)

    def _path(self, scope: Scope) -> str:
        """The path below the base path. What routes are found by, unlike request.url."""
        path: str = scope["path"]
        return path.removeprefix(self.base) if path.startswith(self.base + "/") else path


class _Answer:
    """The way back: headers of ours on every answer, or a refusal that came up on the way."""

    def __init__(self, send: Send, host: str, frames: frozenset[str], is_page: bool):
        self._send, self._host, self._frames, self._is_page = send, host, frames, is_page
        self.started = False
        self.refusal: tuple[str, int] | None = None

    def refuse(self, sentence: str, status: int) -> None:
        self.refusal = (sentence, status)

    async def send(self, message: Message) -> None:
        if self.refusal and not self.started:
            return  # the app noticed only that the connection ended
        await self.send_own(message)

    async def send_own(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            served.finish(message["status"], headers, self._host, self._frames, self._is_page)
        await self._send(message)


def _host(own: OwnNames, headers: Headers) -> Place:
    named = headers.getlist("host")
    place = place_of(named[0]) if len(named) == 1 else None
    if place is None:
        raise Refused(NO_HOST, 400)
    if not own.knows(place.name):
        raise Refused(UNKNOWN_HOST.format(name=place.name, variable=VARIABLE), 400)
    return place


def _is_from_own_page(headers: Headers) -> bool:
    """Whether the browser says so, or says nothing: only some do, and none on http in a network."""
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _is_link(method: str, headers: Headers) -> bool:
    """Whether a person followed a link from another site, or a frame there shows a page."""
    follows = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
    return follows and headers.get("sec-fetch-site") in ("same-site", "cross-site")


def _may_be_page(path: str) -> bool:
    return not path.startswith(NO_PAGES)


def _most_bytes(path: str) -> int:
    if path.startswith(UPLOADS):
        return int(st.get_option("server.maxUploadSize")) * 1024 * 1024 + AROUND_UPLOAD
    return MOST_BYTES


def _declared_length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or len(length) > 20:
        raise Refused("The length of this request is no number.", 400)
    return int(length)


def _with_one_range(scope: Scope, headers: Headers) -> Scope:
    """The request without a Range of several parts, which only cost time: it gets all instead."""
    wanted = headers.get("range", "")
    if "," not in wanted and len(wanted) <= LONGEST_RANGE:
        return scope
    return _replaced(scope, "range", None)


def _as_streamlit_compares(scope: Scope, headers: Headers) -> Scope:
    """The request with Host as its Origin has it, where that is our own in other letters.

    Streamlit asks a host on the Internet about each Origin that is not Host to the letter.
    """
    origin = headers.get("origin")
    if origin is None or origin.partition("://")[2] == headers["host"]:
        return scope
    return _replaced(scope, "host", origin.partition("://")[2])


def _replaced(scope: Scope, name: str, value: str | None) -> Scope:
    kept = [pair for pair in scope["headers"] if pair[0].lower() != name.encode()]
    new = [] if value is None else [(name.encode(), value.encode("latin-1"))]
    return {**scope, "headers": [*kept, *new]}
