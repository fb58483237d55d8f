"""Requests to an ASGI app as a server makes them, with headers that no client would send."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: ASGIApp,
    path: str,
    method: str = "GET",
    body: Iterable[bytes] = (),
    query: str = "",
    **headers: str | None,
) -> Answer:
    """One request; header names with _ for -. Host is localhost:8501 unless said, None for none."""
    named = {"host": "localhost:8501"} | {k.replace("_", "-"): v for k, v in headers.items()}
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "scheme": "http",
        "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in named.items() if v is not None],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8501),
    }  # fmt: skip
    return asyncio.run(_exchange(app, scope, [*body] or [b""]))


def open_socket(app: ASGIApp, path: str = "/_stcore/stream", **headers: str) -> list[Message]:
    """What the app answers to the request for a WebSocket."""
    named = {"host": "localhost:8501"} | {k.replace("_", "-"): v for k, v in headers.items()}
    scope = {
        "type": "websocket", "path": path, "root_path": "", "query_string": b"", "scheme": "ws",
        "headers": [(k.encode(), v.encode()) for k, v in named.items()], "subprotocols": [],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


async def _exchange(app: ASGIApp, scope: dict[str, Any], parts: list[bytes]) -> Answer:
    left, sent = list(parts), []

    async def receive() -> Message:
        if not left:
            await asyncio.sleep(3600)  # a client that sends nothing more
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    assert start["type"] == "http.response.start", sent
    assert [message["type"] for message in rest] == ["http.response.body"] * len(rest), sent
    body = b"".join(message.get("body", b"") for message in rest)
    return Answer(start["status"], Headers(raw=start["headers"]), body)
