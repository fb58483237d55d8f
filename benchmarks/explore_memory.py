"""How much memory does the server need while a class explores and every browser draws by itself?

An hour, without its waiting: each student opens the page anew every ten minutes and chooses another
generator every five. What a page then asks for is asked for here: Streamlit's session over its
WebSocket, the page, its sample grid, facts, network and, once for each browser, weights. Drags,
sliders and the address that follows them reach no server. `torch`: whether the server's process has
its library in memory; PSS counts what processes share by halves.
"""

import asyncio
import dataclasses
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import tyro
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.class_load.connection import Connection
from benchmarks.class_load.visitor import problems
from benchmarks.report import write_report
from gan_core.generator.shipped import shipped
from tests.playground.classroom.scripted_class import KilledServer

GOAL_MB = 250
OPENS, CHOICES = 6, 2  # an hour of one student: pages, and generators chosen in each of them


@dataclass(frozen=True)
class ExploreMemory:
    """Memory of a server whose visitors draw in their own browsers."""

    students: int = 30
    """Who explore at once."""
    hours: float = 1.0
    """Of their events, one after the other without waiting."""


def main(options: ExploreMemory) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = KilledServer(Path(folder))
        server.start()
        try:
            time.sleep(10)  # it imports its pages after its start
            process = psutil.Process(server.pid)
            found: dict[str, Any] = {"before": memory(process)}
            rounds = max(1, round(OPENS * options.hours))
            counts = asyncio.run(explored(server.port, options.students, rounds))
            found |= {"after": memory(process), "torch": has_torch(process), **counts}
        finally:
            server.kill()
    print(found)
    write_report("explore_memory", dataclasses.asdict(options), {"goal_mb": GOAL_MB, **found})
    sys.exit(0 if found["after"]["resident_mb"] < GOAL_MB and not found["torch"] else 1)


def memory(process: psutil.Process) -> dict[str, int]:
    """MB: resident, and where the system tells it, its share of what it shares (PSS)."""
    full = process.memory_full_info()
    found = {"resident_mb": full.rss, "pss_mb": getattr(full, "pss", 0), "own_mb": full.uss}
    return {name: round(size / 1e6) for name, size in found.items() if size}


def has_torch(process: psutil.Process) -> bool:
    """Whether the process has mapped torch's library."""
    return any("libtorch" in Path(each.path).name for each in process.memory_maps())


async def explored(port: int, students: int, rounds: int) -> dict[str, int]:
    """Numbers of pages, choices of a generator and requests."""
    everyone = [Student(port, number) for number in range(students)]
    for number in range(rounds):
        await asyncio.gather(*(each.visit(number) for each in everyone))
    return {
        "pages": rounds * students,
        "generators_chosen": rounds * students * (1 + CHOICES),
        "requests": sum(each.requests for each in everyone),
    }


class Student:
    """A browser: its cookie, and the weights that it keeps for good."""

    def __init__(self, port: int, number: int):
        self.port, self.number, self.requests = port, number, 0
        self.http = Connection(port)
        self.kept: set[str] = set()

    async def visit(self, visit: int) -> None:
        """One page, in which several generators are looked at."""
        await self._ask("/")
        async with connect(
            f"ws://localhost:{self.port}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore
            origin=f"http://localhost:{self.port}",  # type: ignore
            additional_headers={"Cookie": self.http.cookie_header()}, max_size=None,
        ) as socket:  # fmt: skip
            models, page = shipped(), ""
            for choice in range(1 + CHOICES):
                model = models[(self.number + visit + choice) % len(models)]
                page = await self._run_script(socket, model, page)
                await self._draws(model)
        self.http.close()

    async def _run_script(self, socket: Any, model: str, page: str) -> str:
        """The page's script with this generator; its hash, to run the same page again."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode({"model": model})
        asked.rerun_script.page_script_hash = page
        await socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await socket.recv())
            wrong = problems(message)
            assert not wrong, wrong
            if message.WhichOneof("type") == "new_session":
                page = message.new_session.page_script_hash
            elif message.WhichOneof("type") == "script_finished":
                return page

    async def _draws(self, model: str) -> None:
        """What explore/frontend asks for until it draws by itself."""
        about = (await self._ask(f"/api/explore/about.json?model={model}")).json()
        assert about["described"], model
        await self._ask(f"/api/explore/poster.png?model={model}")
        network = (await self._ask(f"/api/explore/network.json?model={model}")).json()
        if (digest := network["digest"]) not in self.kept:
            await self._ask(f"/api/explore/weights/{digest}.safetensors?model={model}")
            self.kept.add(digest)

    async def _ask(self, path: str) -> Any:
        self.requests += 1
        answer = await self.http.get(path)
        assert answer.status == 200, (path, answer.status, answer.body[:200])
        return answer


if __name__ == "__main__":
    main(tyro.cli(ExploreMemory, description=__doc__))
