"""How much work are six long runs side by side? Main-thread milliseconds per second, and memory.

One of the runs goes on being written, so the Compare page draws its curves anew every few seconds;
the others have ended. The figures are Chromium's own, as in `page_work`.
"""

import dataclasses
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro
from playwright.sync_api import Page, sync_playwright

from benchmarks.page_work import WAIT_SECONDS, PageWork, Work, growing, long_run, measure
from benchmarks.report import write_report
from gan_core.runs.run_dir import RunDir
from playground.compare.run_log import RunLog
from tests.e2e.browser import launch, serve
from tests.playground.train import sample_runs

TARGET_MS = 50.0  # of main-thread work per second
LETTERS = "abcdef"
NEWEST = "document.querySelectorAll('.js-plotly-plot')[1].data[0].x.at(-1)"  # loss of run A
POINTS = (
    "[...document.querySelectorAll('.js-plotly-plot')]"
    ".map(plot => plot.data.reduce((sum, line) => sum + line.x.length, 0))"
)


@dataclass(frozen=True)
class CompareWork:
    """Main-thread work and memory of the Compare page with six runs."""

    records: int = 5000
    """Log entries of each run when the page opens."""
    per_second: float = 2.0
    """Log entries written per second to the run that trains."""
    seconds: Annotated[float, tyro.conf.arg(aliases=("-s",))] = 48.0
    """Length of the measurement."""


def main(options: CompareWork) -> None:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as address:
        runs = [long_run(Path(folder) / "runs", options.records) for _ in LETTERS]
        for run in runs:
            sample_runs.write_status(run, "done", options.records)
        query = "&".join(f"{name}={run.id}" for name, run in zip(LETTERS, runs, strict=True))
        writes = PageWork(options.records, options.per_second)
        with growing(runs[0], writes), sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{address}/compare?{query}")
            page.locator(".js-plotly-plot .main-svg").nth(3).wait_for(timeout=120_000)
            time.sleep(WAIT_SECONDS)
            assert page.locator(".compared-runs img").count() == len(LETTERS)
            heap = [_heap(page)]
            before = page.evaluate(NEWEST)
            work = measure(page, options.seconds)
            assert page.evaluate(NEWEST) > before, "the page draws nothing new"
            heap.append(_heap(page))
            points = page.evaluate(POINTS)
            browser.close()
        kept = sum(_kept_bytes(run) for run in runs)
    report(options, work, heap, points, kept)


def _heap(page: Page) -> float:
    """Megabytes that the page's scripts hold, after garbage is collected."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 1e6


def _kept_bytes(run: RunDir) -> int:
    """Of a run's log, what the server keeps."""
    log = RunLog()
    log.read_on(run)
    return sum(column.nbytes for column in log.columns().values())


def report(
    options: CompareWork, work: Work, heap: list[float], points: list[int], kept: int
) -> None:
    """Print the figures and keep them as JSON."""
    result: dict[str, Any] = {
        "work": dataclasses.asdict(work), "target_ms": TARGET_MS, "points_drawn": points,
        "heap_mb": heap, "kept_on_the_server_mb": kept / 1e6,
    }  # fmt: skip
    write_report("compare_work", dataclasses.asdict(options), result)
    print(f"six runs of {options.records:,} log entries, {options.per_second:g} more per second")
    print(
        f"{work.all:5.1f} ms per second of the main thread, of it scripts {work.scripts:.1f}, "
        f"layout {work.layout:.1f} (target: under {TARGET_MS:g})"
    )
    print(f"{' and '.join(map(str, points))} points in the charts")
    print(
        f"scripts hold {heap[0]:.1f} MB, after {options.seconds:g} s {heap[1]:.1f} MB; "
        f"the server keeps {kept / 1e6:.2f} MB of the six logs"
    )


if __name__ == "__main__":
    main(tyro.cli(CompareWork))
