"""A browser on a run's page: its WebSocket in Streamlit's own protocol, polls, sample grids."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.class_load.connection import Connection

PATIENCE = 60.0  # seconds for one run of the page
# As playground/train/frontend/run/poller.js: every second, and less often the longer it trains.
POLL_SECONDS = {"first": 1.0, "later": 4.0, "ended": 5.0}
FIRST_SECONDS = 20.0
ACTIVE = ("queued", "running", "paused")


@dataclass
class Measured:
    """Milliseconds of everything that the visitors waited for, and what went wrong."""

    first_runs: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    grids: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One person on the page of the run `run_id`."""

    def __init__(self, port: int, run_id: str, measured: Measured, base: str = ""):
        """`base` is the path that the app is served below, such as /gan."""
        self.port, self.run_id, self.measured, self.base = port, run_id, measured, base
        self.http = Connection(port)
        self.socket: ClientConnection | None = None
        self._known = {"since": 0, "metrics_since": 0, "moments_known": 0}
        self._page_hash, self._page_state = "", ""
        self._grid = -1
        self._finished = asyncio.Event()
        self._leaving = False

    async def visit(self, until: float) -> None:
        """Open the page, look once at least, stay until that time (time.monotonic())."""
        try:
            await self._arrive()
            await self._tick()
            while time.monotonic() < until:
                await self._tick()
        except (OSError, ConnectionClosed, TimeoutError, asyncio.IncompleteReadError) as error:
            self.measured.errors.append(f"{type(error).__name__}: {error}")
        finally:
            self._leaving = True
            self.http.close()
            if self.socket is not None:
                await self.socket.close()

    async def _arrive(self) -> None:
        """From the request for the page to the end of its script's first run.

        A browser also loads Streamlit's JavaScript; it does so once, and no script runs for it.
        """
        began = time.monotonic()
        await self.ask(f"{self.base}/train?{urlencode({'run': self.run_id})}")
        self.socket = await connect(
            f"ws://localhost:{self.port}{self.base}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore
            origin=f"http://localhost:{self.port}",  # type: ignore
            additional_headers={"Cookie": self.http.cookie_header()},
            compression=None, max_size=None,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read())
        await self._run_script()
        self.measured.first_runs.append(1000 * (time.monotonic() - began))

    async def ask(self, path: str) -> bytes:
        """The body of a good answer; anything else is an error that is remembered."""
        answer = await self.http.get(path)
        if answer.status != 200:
            self.measured.errors.append(f"{answer.status} {path}: {answer.body[:200]!r}")
        return answer.body

    async def _run_script(self) -> None:
        message = BackMsg()
        message.rerun_script.query_string = urlencode({"run": self.run_id})
        message.rerun_script.page_name = "" if self._page_hash else "train"
        message.rerun_script.page_script_hash = self._page_hash
        assert self.socket is not None
        self._finished.clear()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            await self._finished.wait()

    async def _read(self) -> None:
        """Take what the script sends; the connection has to live as long as the page does."""
        assert self.socket is not None
        with contextlib.suppress(ConnectionClosed):
            async for content in self.socket:
                message = ForwardMsg()
                message.ParseFromString(content)  # type: ignore[arg-type]
                for problem in problems(message):
                    self.measured.errors.append(problem)
                if message.WhichOneof("type") == "new_session":
                    self._page_hash = message.new_session.page_script_hash
                elif message.WhichOneof("type") == "script_finished":
                    self._finished.set()
        if not self._leaving:
            self.measured.errors.append("the server closed a WebSocket")

    async def _tick(self) -> None:
        """One poll of the live view, when it is due; then whatever the page does about its news."""
        due = time.monotonic()
        news = await self._timed(self.measured.ticks, due, self._poll)
        if news["grids"] and news["grids"][-1] != self._grid:
            self._grid = news["grids"][-1]
            grid = f"{self.base}/api/runs/{self.run_id}/grids/{self._grid}.png"
            await self._timed(self.measured.grids, time.monotonic(), lambda: self.ask(grid))
        if self._page_state and news["page"] != self._page_state:
            await self._timed(self.measured.reruns, time.monotonic(), self._run_script)
        self._page_state = news["page"]
        await asyncio.sleep(max(0.0, due + poll_delay(news["status"]) - time.monotonic()))

    async def _poll(self) -> dict:
        live = f"{self.base}/api/runs/{self.run_id}/live"
        answer = await self.http.get(f"{live}?{urlencode(self._known)}")
        news = answer.json()
        if answer.status != 200:
            raise ConnectionError(f"{answer.status} {news}")
        moments = news["findings"]
        self._known = {
            "since": news["next"],
            "metrics_since": news["metrics"]["next"],
            "moments_known": moments["known"] + len(moments["moments"]),
        }
        return news

    @staticmethod
    async def _timed(times: list[float], due: float, do: Callable):
        found = await do()
        times.append(1000 * (time.monotonic() - due))
        return found


def poll_delay(status: dict) -> float:
    """Seconds until the page's next poll."""
    if status["state"] not in ACTIVE:
        return POLL_SECONDS["ended"]
    slower = POLL_SECONDS["first"] * status.get("seconds", 0) / FIRST_SECONDS
    return min(POLL_SECONDS["later"], max(POLL_SECONDS["first"], slower))


def problems(message: ForwardMsg) -> list[str]:
    """What a message says went wrong on the page: an exception, or a page that is not there."""
    kind = message.WhichOneof("type")
    if kind == "page_not_found":
        return ["the server knows no such page"]
    if (
        kind == "script_finished"
        and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
    ):
        return ["the page's script does not compile"]
    if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
        return [f"exception on the page: {message.delta.new_element.exception.message}"]
    return []
