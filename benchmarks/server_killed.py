"""The server is killed under 10 runs, one training and the others queued, with 30 pages open.

The pages are scripted browsers (benchmarks.class_load.visitor), which come back by themselves. At
one of the kills everything dies at once, as when the machine is switched off. Five seconds after
each restart every run must be there once, in its true state, on the disk and on its pages; in the
end each is trained exactly once. `python -m benchmarks.server_killed`
"""

import asyncio
import contextlib
import dataclasses
import io
import math
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import tyro
from websockets.exceptions import WebSocketException

from benchmarks.class_load.visitor import Measured, Visitor
from benchmarks.report import write_report
from gan_core.__main__ import main as gan_core
from gan_core.queue import tickets
from gan_core.runs.run_dir import RunDir, all_runs
from tests.playground.classroom.scripted_class import KilledServer

BATCH = 8
SETTINGS = ("width=4", "z_dim=4", f"batch_size={BATCH}", "log_every=1")
RIGHT_SECONDS = 5.0  # after a restart all states must be right
ANSWER_SECONDS = 15.0  # in which each page must ask once; those of ended runs ask every 5 s
PATIENCE = 900.0  # seconds for all runs to end


@dataclass(frozen=True)
class ServerKilled:
    """A server that is killed and started again."""

    runs: int = 10
    """Queued at once; one worker trains them one after the other."""
    pages: int = 30
    """Open pages, each of one of the runs."""
    kills: int = 4
    """At every fourth of them the worker and what it trains die with the server."""
    images: int = 4_000
    """Images that each run sees."""


class Page(Visitor):
    """An open page that remembers what it showed last, and when."""

    state, at = "", -math.inf

    async def _poll(self) -> dict:
        news = await super()._poll()
        self.state, self.at = news["status"]["state"], time.monotonic()
        return news


@dataclass
class Browser:
    """A page that is opened again whenever its server is back, as the real one does by itself."""

    port: int
    run_id: str
    page: Page | None = None
    errors: list[str] = field(default_factory=list)

    async def stay(self) -> None:
        """Never returns."""
        while True:
            self.page = Page(self.port, self.run_id, Measured())
            with contextlib.suppress(ValueError, WebSocketException):  # half an answer
                await self.page.visit(math.inf)
            broken = (it for it in self.page.measured.errors if it.startswith("exception"))
            self.errors += broken
            await asyncio.sleep(0.2)

    def asked_since(self, moment: float) -> bool:
        """Whether it has asked the server since then (time.monotonic()), and got an answer."""
        return self.page is not None and self.page.at >= moment


def processes(root: Path, verb: str) -> list[psutil.Process]:
    """The workers of a folder (`work`), or what trains in it (`train`)."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = process.cmdline()
            if verb in words and "gan_core" in words and any(str(root) in it for it in words):
                found.append(process)
    return found


def enqueue(root: Path, options: ServerKilled) -> list[RunDir]:
    """The runs, of as many people."""
    command = ["train", "dcgan", "--dataset", "silhouettes", "--images", str(options.images)]
    for number in range(options.runs):
        who = ["--out", str(root), "--enqueue", "--person", f"person {number}"]
        with contextlib.redirect_stdout(io.StringIO()):
            assert gan_core([*command, *who, "--set", *SETTINGS]) == 0
    return all_runs(root)[::-1]


def wrong_on_disk(root: Path, made: list[RunDir]) -> list[str]:
    """What is not as it must be among the runs and their processes; [] where all is right."""
    found = []
    if [run.id for run in all_runs(root)[::-1]] != [run.id for run in made]:
        found.append("runs are lost or doubled")
    states = {run.id: run.status()["state"] for run in made}
    for run in made:
        state, ticket = states[run.id], run.ticket().get("state")
        if state not in ("queued", "running", "done"):
            found.append(f"{run.id} is {state}")
        if (state == "queued") != (ticket == tickets.WAITING) and ticket != tickets.CLAIMED:
            found.append(f"{run.id} is {state}, its ticket {ticket}")
    training, workers = processes(root, "train"), processes(root, "work")
    if len(training) > 1 or Counter(states.values())["running"] > 1:
        found.append(f"{len(training)} processes train")
    if len(workers) > 1 or (not workers and {*states.values()} != {"done"}):
        found.append(f"there are {len(workers)} workers")
    return found


async def wrong_on_pages(browsers: list[Browser], made: list[RunDir]) -> list[str]:
    """Pages that show, when they next ask, a state that their run does not have meanwhile."""
    since, true = time.monotonic(), {run.id: set[str]() for run in made}
    while True:
        asked = all(browser.asked_since(since) for browser in browsers)
        for run in made:
            true[run.id].add(run.status()["state"])
        if asked or time.monotonic() > since + ANSWER_SECONDS:
            break
        await asyncio.sleep(0.1)
    found = []
    for browser in browsers:
        shown = browser.page.state if browser.page and browser.asked_since(since) else "nothing"
        if shown not in true[browser.run_id]:
            found.append(f"a page of {browser.run_id} shows {shown}, not {true[browser.run_id]}")
    return found


async def kill_and_look(
    server: KilledServer, browsers: list[Browser], made: list[RunDir], everything: bool
) -> list[str]:
    """Kill, wait, start again; what is wrong `RIGHT_SECONDS` later."""
    root = made[0].path.parent
    server.kill()
    if everything:
        end(root)
    await asyncio.sleep(2)
    await asyncio.to_thread(server.start)
    back = time.monotonic()
    await asyncio.sleep(RIGHT_SECONDS)
    away = sum(not browser.asked_since(back) for browser in browsers)
    found = [f"{away} pages are not back"] if away else []
    # Twice, since a run that goes on may change its state between two files that are read.
    on_disk = await asyncio.to_thread(wrong_on_disk, root, made)
    if on_disk:
        on_disk = await asyncio.to_thread(wrong_on_disk, root, made)
    return [*found, *on_disk, *await wrong_on_pages(browsers, made)]


def end(root: Path) -> None:
    """Kill the workers of a folder and what trains in it."""
    for process in [*processes(root, "work"), *processes(root, "train")]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


async def lesson(server: KilledServer, made: list[RunDir], options: ServerKilled) -> dict:
    """Kills while the runs train; what was wrong after each."""
    browsers = [Browser(server.port, made[n % len(made)].id) for n in range(options.pages)]
    tasks = [asyncio.create_task(browser.stay()) for browser in browsers]
    chance, wrong = random.Random(0), list[str]()
    until = time.monotonic() + PATIENCE
    for number in range(options.kills):
        await asyncio.sleep(chance.uniform(5, 15))
        everything = number % 4 == 3
        found = await kill_and_look(server, browsers, made, everything)
        states = Counter(run.status()["state"] for run in made)
        what = "everything" if everything else "the server"
        print(f"{what} killed: {dict(states)}, wrong: {found or 'nothing'}", flush=True)
        wrong += found
    while any(run.status()["state"] != "done" for run in made) and time.monotonic() < until:
        await asyncio.sleep(1)
    wrong += await wrong_on_pages(browsers, made)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {"wrong": [*wrong, *(error for browser in browsers for error in browser.errors)]}


def trained_once(run: RunDir, images: int) -> bool:
    """Whether the run's records are those of one uninterrupted training."""
    seen = [row["images_seen"] for row in run.stats()[0]]
    return seen == [*range(BATCH, images + 1, BATCH)]


def main(options: ServerKilled) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        root = folder / "runs"
        made = enqueue(root, options)
        server = KilledServer(folder)
        server.start()
        try:
            found = asyncio.run(lesson(server, made, options))
        finally:
            server.kill()
            end(root)
        found["lost"] = [run.id for run in made if run.last_state() != "done"]
        found["not exactly once"] = [
            run.id for run in made if not trained_once(run, options.images)
        ]  # fmt: skip
    print(f"{len(made)} runs, {options.pages} pages, {options.kills} kills; "
          f"wrong {RIGHT_SECONDS:g} s after a restart: {found['wrong'] or 'nothing'}; "
          f"lost: {found['lost'] or 'none'}; "
          f"not trained exactly once: {found['not exactly once'] or 'none'}")  # fmt: skip
    write_report("server_killed", dataclasses.asdict(options), found)
    sys.exit(0 if not (found["wrong"] or found["lost"] or found["not exactly once"]) else 1)


if __name__ == "__main__":
    main(tyro.cli(ServerKilled))
