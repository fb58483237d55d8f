"""What do 30 open labs cost the server, and two trainings beside it?

A lab computes in its browser, and 30 browsers do not fit a small machine. So a few pages really
play in Chromium, and the others are scripted clients: each opens the lab's session over Streamlit's
WebSocket as a page does, and then holds it and answers its pings. To the server both are the same.

Two things are measured apart. In pairs of stretches, without anybody and with scripted clients
alone: the trainings' images a second, and the CPU of the server. Then with the playing pages among
them: what a lab sends while it plays, and again the server's CPU; the trainings are slower there,
since browsers compute on the same cores, which in a class are those of the students' laptops.
"""

import asyncio
import dataclasses
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import tyro
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.page_overhead import training
from benchmarks.report import write_report
from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import launch, new_page, serve, until

TARGETS = {"requests": 0, "server_percent": 2.0, "trainings_percent": 95.0}
LOAD_SECONDS = 6.0  # after opening or closing; pages load and sessions end in it
STEP = ".number.step .value"


@dataclass(frozen=True)
class OpenLabs:
    """Server and trainings beside a class with open labs."""

    labs: int = 30
    """Open labs."""
    playing: int = 3
    """Of them, pages that really play in Chromium."""
    pairs: int = 4
    """Stretches without and with labs, by turns."""
    seconds: float = 30.0
    """Length of a stretch."""
    play_seconds: float = 300.0
    """For how long the pages play."""
    warm_seconds: float = 40.0
    """Of training, before the first stretch."""
    dataset: str = "silhouettes"
    """What both runs train on."""


@dataclass
class Stretch:
    """What one stretch has shown."""

    images_per_second: float
    server_percent: float


@dataclass
class Played:
    """What the playing pages did, and what they asked for meanwhile."""

    stretch: Stretch
    steps: int
    browser_percent: float
    requests: list[str] = field(default_factory=list)
    messages: int = 0


def main(options: OpenLabs) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(serve(folder))
        server = server_of(address)
        # Each on one thread, for two share the cores.
        begun = [
            training(folder / name, options.dataset, options.warm_seconds, OMP_NUM_THREADS="1")
            for name in ("runs", "other")
        ]
        runs = [stack.enter_context(one) for one in begun]
        print("two runs train", flush=True)
        alone, beside = [], []
        for pair in range(options.pairs):
            # Alternating which comes first cancels a drift of the machine's speed.
            for labs in (0, options.labs) if pair % 2 else (options.labs, 0):
                found = held_stretch(address, labs, server, runs, options.seconds)
                (beside if labs else alone).append(found)
                print(f"pair {pair + 1}: {labs:2} labs, {found.images_per_second:7.1f} images/s, "
                      f"server {found.server_percent:.2f}% of a core", flush=True)  # fmt: skip
        played = play(address, server, runs, options)
    report(options, alone, beside, played)


def server_of(address: str) -> psutil.Process:
    """The process that listens at `address`; nobody but this one has begun it."""
    port = address.rpartition(":")[2]
    children = psutil.Process().children()
    return next(one for one in children if f"--server.port {port}" in " ".join(one.cmdline()))


def held_stretch(
    address: str, labs: int, server: psutil.Process, runs: list[RunDir], seconds: float
) -> Stretch:
    """A stretch with so many scripted clients."""
    with held(address, labs):
        time.sleep(LOAD_SECONDS)
        return stretch(server, runs, seconds)


def stretch(server: psutil.Process, runs: list[RunDir], seconds: float) -> Stretch:
    """Images a second of all runs by their logs, and the server's CPU, over the next `seconds`."""
    starts = [run.stats()[1] for run in runs]
    before, began = cpu_seconds([server]), time.monotonic()
    time.sleep(seconds)
    percent = 100 * (cpu_seconds([server]) - before) / (time.monotonic() - began)
    speeds = [speed(run, start) for run, start in zip(runs, starts, strict=True)]
    return Stretch(sum(speeds), percent)


def speed(run: RunDir, start: int) -> float:
    """Images a second of training, from the log after `start`."""
    rows, _ = run.stats(start)
    first, last = rows[0], rows[-1]
    return (last["images_seen"] - first["images_seen"]) / (last["seconds"] - first["seconds"])


def cpu_seconds(processes: list[psutil.Process]) -> float:
    """CPU time of these processes alone."""
    return sum(sum(one.cpu_times()[:2]) for one in processes if one.is_running())


@contextmanager
def held(
    address: str, labs: int, page: str = "lab", shows: bytes = b"gan_playground.lab"
) -> Iterator[None]:
    """So many scripted clients with a page open, until the block ends; it shows this component."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    close = asyncio.Event()
    clients: list[futures.Future] = []
    try:
        opened = [asyncio.Event() for _ in range(labs)]
        begun = [client(address, one, close, page, shows) for one in opened]
        clients = [asyncio.run_coroutine_threadsafe(one, loop) for one in begun]
        until(lambda: all(one.is_set() for one in opened) or failed(clients))
        yield
        assert not failed(clients), "a session ended by itself"
    finally:
        loop.call_soon_threadsafe(close.set)
        futures.wait(clients, timeout=30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def failed(clients: list[futures.Future]) -> bool:
    """Whether a client has ended already."""
    for one in clients:
        if one.done():
            one.result()
            return True
    return False


async def client(
    address: str, opened: asyncio.Event, close: asyncio.Event, page: str, shows: bytes
) -> None:
    """One page as the server sees it: a session whose script has run once, held open."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(stream, subprotocols=["streamlit"], max_size=None) as socket:
        asked = BackMsg(rerun_script=ClientState(page_name=page, query_string=""))
        await socket.send(asked.SerializeToString())
        shown = False
        while True:
            message = ForwardMsg.FromString(await socket.recv())
            shown |= shows in message.SerializeToString()
            if message.WhichOneof("type") == "script_finished":
                break
        assert shown, f"the server has not shown {shows!r}"
        opened.set()
        await close.wait()


def play(address: str, server: psutil.Process, runs: list[RunDir], options: OpenLabs) -> Played:
    """The playing pages among the scripted clients."""
    with sync_playwright() as playwright, ExitStack() as stack:
        stack.enter_context(held(address, options.labs - options.playing))
        browser = launch(playwright)
        pages = [stack.enter_context(new_page(browser)) for _ in range(options.playing)]
        requests: list[str] = []
        messages: list[object] = []
        for page in pages:
            page.on("request", lambda request: requests.append(request.url))
            page.on("websocket", lambda ws: ws.on("framesent", lambda sent: messages.append(sent)))
            page.goto(f"{address}/lab")
            page.locator(STEP).wait_for()
        time.sleep(LOAD_SECONDS)
        for page in pages:
            steps_of(page)  # lets Playwright tell what has happened until now
        requests.clear()
        messages.clear()
        before = [steps_of(page) for page in pages]
        own = children_of_this()
        spent, began = cpu_seconds(own), time.monotonic()
        found = stretch(server, runs, options.play_seconds)
        busy = 100 * (cpu_seconds(own) - spent) / (time.monotonic() - began)
        steps = [steps_of(page) - first for page, first in zip(pages, before, strict=True)]
        assert min(steps, default=1) > 0, "a page does not play"
        played = Played(found, sum(steps), busy, list(requests), len(messages))
        browser.close()
    return played


def steps_of(page: Any) -> int:
    """The step that the lab shows."""
    return int(page.locator(STEP).inner_text().replace(",", ""))


def children_of_this() -> list[psutil.Process]:
    """The browser's processes."""
    every = psutil.Process().children(recursive=True)
    return [one for one in every if "chrom" in one.name()]


def report(options: OpenLabs, alone: list[Stretch], beside: list[Stretch], played: Played) -> None:
    """Print the figures and keep them; ends with 1 where one falls short."""
    ratios = [
        100 * with_labs.images_per_second / without.images_per_second
        for without, with_labs in zip(alone, beside, strict=True)
    ]
    result = {
        "trainings_percent": round(statistics.median(ratios), 1),
        "trainings_percents": [round(one, 1) for one in ratios],
        "images_per_second_alone": round(
            statistics.median(one.images_per_second for one in alone), 1
        ),
        "server_idle_percent": round(statistics.median(one.server_percent for one in alone), 2),
        "server_percent": round(statistics.median(one.server_percent for one in beside), 2),
        "playing": {
            "server_percent": round(played.stretch.server_percent, 2),
            "requests": len(played.requests), "messages": played.messages,
            "steps_per_second_each": round(
                played.steps / max(1, options.playing) / options.play_seconds, 1
            ),
            "browser_percent": round(played.browser_percent),
            "images_per_second": round(played.stretch.images_per_second, 1),
        },
        "targets": TARGETS,
    }  # fmt: skip
    write_report("open_labs", dataclasses.asdict(options), result)
    for name, value in result.items():
        print(f"{name:26} {value}")
    good = (
        len(played.requests) + played.messages <= TARGETS["requests"]
        and max(result["server_percent"], result["playing"]["server_percent"])
        < TARGETS["server_percent"]
        and result["trainings_percent"] >= TARGETS["trainings_percent"]
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(tyro.cli(OpenLabs))
