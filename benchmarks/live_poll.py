"""What does an open page cost the server? CPU per poll of the live view of a long run.

The run has `records` log entries, four curves of them, and an evaluation every hundred. Polls come
as from a page that is up to date, while entries go on being written. They go through the app as a
server hands them over, so routing, thread and JSON are in the figure, network and browser are not.
"""

import asyncio
import dataclasses
import json
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import tyro
from starlette.applications import Starlette

from benchmarks.report import write_report
from gan_core.runs.run_dir import RunDir
from playground.train import run_routes
from tests.playground.explore.explore_models import ask
from tests.playground.train import sample_runs

TARGET_MS = 2.0


@dataclass(frozen=True)
class LivePoll:
    """CPU of the polls of one page."""

    records: int = 5000
    """Log entries of the run."""
    polls: int = 200
    """Polls measured, each after one new log entry."""


def main(options: LivePoll) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GAN_RUNS"] = str(Path(folder) / "runs")
        run = sample_runs.sample_run(Path(folder) / "runs", records=10, overpowered_from=10)
        for number in range(10, options.records):
            run.append_stats(sample_runs.record(number, sample_runs.BALANCED))
        for number in range(100, options.records, 100):
            run.write_samples(number * sample_runs.PER_RECORD, sample_runs.grid_of(0))
            run.append_metrics(sample_runs.metrics(number * sample_runs.PER_RECORD))
        first, costs = asyncio.run(poll_often(run, options))
    report(options, first, costs)


async def poll_often(run: RunDir, options: LivePoll) -> tuple[float, list[float]]:
    """CPU milliseconds of the first poll, and of those after it."""
    app = Starlette(routes=run_routes.run_routes)
    first, answer = await poll(app, run.id, 0, 0, 0)
    costs = []
    for number in range(options.polls):
        run.append_stats(sample_runs.record(options.records + number, sample_runs.BALANCED))
        moments = answer["findings"]["known"] + len(answer["findings"]["moments"])
        cost, answer = await poll(app, run.id, answer["next"], answer["metrics"]["next"], moments)
        assert len(answer["columns"]["loss/G"]) == 1, "a poll brings what is new"
        costs.append(cost)
    return first, costs


async def poll(
    app: Starlette, run_id: str, since: int, metrics: int, moments: int
) -> tuple[float, dict]:
    """CPU milliseconds of this process for one poll, and the answer."""
    began = time.process_time()
    query = f"since={since}&metrics_since={metrics}&moments_known={moments}"
    address = f"/api/runs/{run_id}/live?{query}"
    answer = await ask(app, address)
    cost = 1000 * (time.process_time() - began)
    assert answer.status == 200, answer.body
    return cost, json.loads(answer.body)


def report(options: LivePoll, first: float, costs: list[float]) -> None:
    """Print the figures and keep them as JSON."""
    costs.sort()
    result = {
        "first_poll_ms": round(first, 2),
        "median_ms": round(statistics.median(costs), 3),
        "p95_ms": round(costs[int(0.95 * len(costs))], 3),
        "target_ms": TARGET_MS,
    }
    write_report("live_poll", dataclasses.asdict(options), result)
    print(f"{options.records:,} log entries, {len(costs)} polls with one new entry each")
    print(f"first poll, the whole run: {first:.1f} ms of CPU")
    print(f"median {result['median_ms']} ms, p95 {result['p95_ms']} ms (target {TARGET_MS} ms)")


if __name__ == "__main__":
    main(tyro.cli(LivePoll))
