"""An HTTP connection that stays open, as browsers keep it; asyncio, and light beside the server."""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """Status, headers with small letters, and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """Requests to one server, one after the other, with the cookies that it sets."""

    def __init__(self, port: int):
        self.port, self.cookies = port, SimpleCookie()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> Answer:
        """The answer; on a connection that the server has closed meanwhile, from a second try."""
        if self._writer is not None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._ask(path)
        self._reader, self._writer = await asyncio.open_connection("localhost", self.port)
        return await self._ask(path)

    def cookie_header(self) -> str:
        """The cookies so far, as a request names them."""
        return "; ".join(f"{name}={each.value}" for name, each in self.cookies.items())

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()

    async def _ask(self, path: str) -> Answer:
        assert self._reader is not None and self._writer is not None
        lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        if self.cookies:
            lines.append(f"Cookie: {self.cookie_header()}")
        self._writer.write("\r\n".join(lines).encode() + HEAD_END)
        head = (await self._reader.readuntil(HEAD_END)).decode("latin-1")
        first, *rest = head.strip().split("\r\n")
        headers: dict[str, str] = {}
        for line in rest:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                self.cookies.load(value.strip())
        body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(first.split(" ")[1]), headers, body)
