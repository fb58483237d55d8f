"""A reverse proxy on loopback that puts a server below a path, as JupyterHub, Open OnDemand and
nginx do: it strips the path or keeps it.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"
NOT_BELOW = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n"
    b"Connection: close\r\n\r\nnot below"
)


class PathProxy:
    """Forwards what is asked below `path`, WebSockets too; all else is a 404 and remembered."""

    def __init__(self, server: str, path: str, strip: bool):
        target = urlsplit(server)
        self.host, self.port = target.hostname, target.port
        self.path, self.strip = path, strip
        self.strays: list[str] = []  # asked for outside the path
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, which carries one request or one WebSocket."""
        self._loop = asyncio.get_running_loop()
        self._open.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(HEAD_END)
            asked = self._asked(head)
            if asked is None:
                writer.write(NOT_BELOW)
                await writer.drain()
            else:
                back, forth = await asyncio.open_connection(self.host, self.port)
                forth.write(asked)
                await asyncio.gather(_pipe(reader, forth), _pipe(back, writer))
        self._open.discard(writer)
        writer.close()

    def cut(self) -> None:
        """Break every connection off, as a network that fails does."""
        assert self._loop is not None, "nobody has connected yet"
        self._loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in self._open])

    def _asked(self, head: bytes) -> bytes | None:
        """The head to send on; None for what lies outside the path."""
        first, _, rest = head.partition(b"\r\n")
        method, path, version = first.split(b" ")
        prefix = self.path.encode()
        if not (path + b"/").startswith(prefix + b"/"):
            self.strays.append(path.decode())
            return None
        path = (path[len(prefix) :] or b"/") if self.strip else path
        lines = rest.split(b"\r\n")
        if not any(line.lower().startswith(b"upgrade:") for line in lines):
            # Otherwise the next request on this connection would come without its head being read.
            lines = [line for line in lines if not line.lower().startswith(b"connection:")]
            lines.insert(0, b"Connection: close")
        return b" ".join((method, path, version)) + b"\r\n" + b"\r\n".join(lines)


@contextlib.contextmanager
def behind(server: str, path: str, strip: bool) -> Iterator[tuple[str, PathProxy]]:
    """The address of `server` below `path`, and the proxy that serves it from its own thread."""
    proxy, loop, started = PathProxy(server, path, strip), asyncio.new_event_loop(), []

    def run() -> None:
        asyncio.set_event_loop(loop)
        listening = loop.run_until_complete(asyncio.start_server(proxy.serve, "127.0.0.1", 0))
        started.append(listening.sockets[0].getsockname()[1])
        ready.set()
        loop.run_forever()
        listening.close()
        for task in (left := asyncio.all_tasks(loop)):
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    ready = threading.Event()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10), "the proxy did not start"
    try:
        yield f"http://127.0.0.1:{started[0]}{path}", proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await source.read(1 << 16):
            target.write(part)
            await target.drain()
    with contextlib.suppress(OSError):
        target.close()
