"""How much work are hundreds of runs? CPU of the server for the Runs page.

Each run has evaluations and sample grids as one of some minutes has; every third has a name and
tags, one waits in the queue. Measured are the first answer of a server, which reads every run; the
next one a second later, which looks whether anything has changed; the leaderboard; and the
thumbnails that fill a first screen. Requests go through the app as a server hands them over, so
routing, thread and JSON are in the figures, network and browser are not.
"""

import asyncio
import dataclasses
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from starlette.applications import Starlette

from benchmarks.report import write_report
from gan_core.queue import tickets
from gan_core.runs.run_dir import RunDir
from gan_core.runs.run_label import RunLabel
from playground.runs.leaderboard_routes import leaderboard_routes
from playground.runs.list_routes import list_routes
from playground.runs.thumbnails import thumbnail_routes
from playground.shared import run_rows
from tests.playground.explore.explore_models import Answer, ask
from tests.playground.train import sample_runs

TARGET_SECONDS = 1.0
BOARD = "/api/leaderboard?data=Silhouettes&seconds=120"


@dataclass(frozen=True)
class RunsList:
    """CPU seconds of each kind of request."""

    runs: int = 500
    """Runs in the folder."""
    evaluations: int = 20
    """Evaluations and sample grids of each."""
    screen: int = 8
    """Thumbnails that are seen at first."""


def main(options: RunsList) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "runs"
        os.environ["GAN_RUNS"] = str(root)
        for number in range(options.runs):
            make(root, number, options.evaluations)
        waiting = make(root, 0, 1)
        tickets.enqueue(waiting, device="cpu", seconds=60)
        result = asyncio.run(measure(options))
    write_report("runs_list", dataclasses.asdict(options), result)
    print(
        f"{options.runs} runs: first answer {result['first_s']} s of CPU (target {TARGET_SECONDS})"
        f", the next {result['next_s']} s, {result['answer_kB']} kB; leaderboard"
        f" {result['leaderboard_s']} s; {options.screen} thumbnails {result['thumbnails_s']} s"
    )


def make(root: Path, number: int, evaluations: int) -> RunDir:
    """A run as the list reads it."""
    run = sample_runs.sample_run(root, records=10, overpowered_from=10)
    for moment in range(1, evaluations):
        run.append_metrics(sample_runs.metrics(moment * 3200))
        (run.path / "samples" / f"fakes_{moment * 3200:08d}.png").write_bytes(
            sample_runs.grid_of(moment)
        )
    if number % 3 == 0:
        run.write_label(RunLabel(f"Shoes {number}", "Learning rate halved.", ("best", "64 px")))
    return run


async def measure(options: RunsList) -> dict[str, Any]:
    """CPU seconds of each kind of request, and the size of the list."""
    app = Starlette(routes=[*list_routes, *leaderboard_routes, *thumbnail_routes])
    first, listed = await timed(app, "/api/runs")
    rows = listed.json()["runs"]
    assert len(rows) == options.runs + 1
    await asyncio.sleep(run_rows.FRESH_SECONDS)
    again, answer = await timed(app, "/api/runs", if_none_match=listed.headers["etag"])
    assert answer.status in (200, 304)
    board, answer = await timed(app, BOARD)
    assert len(answer.json()["rankings"][0]["places"]) == options.runs + 1
    images = 0.0
    for row in rows[: options.screen]:
        address = f"/api/runs/{row['id']}/thumbs/{row['grid']}.png?v={row['version']}"
        images += (await timed(app, address))[0]
    return {
        "first_s": round(first, 3), "next_s": round(again, 3),
        "answer_kB": round(len(listed.body) / 1000), "leaderboard_s": round(board, 3),
        "thumbnails_s": round(images, 3), "target_s": TARGET_SECONDS,
    }  # fmt: skip


async def timed(app: Starlette, address: str, **headers: str) -> tuple[float, Answer]:
    """CPU seconds of this process for one request, and the answer."""
    began = time.process_time()
    answer = await ask(app, address, **headers)
    seconds = time.process_time() - began
    assert answer.status in (200, 304), answer.body
    return seconds, answer


if __name__ == "__main__":
    main(tyro.cli(RunsList))
