"""How much work is the live page for the browser? Milliseconds of its main thread per second.

The page shows a run of `records` log entries that goes on being written: four curves of them and a
metric, as by default. The figures are Chromium's own: what its main thread did between
two readings, scripts, layout and painting together.
"""

import dataclasses
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import write_report
from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import launch, serve
from tests.playground.train import sample_runs

TARGET_MS = 50.0  # of main-thread work per second
WAIT_SECONDS = 8.0  # after opening: loading the page and the first drawing are not counted
RECORDS_PER_GRID = 100
TICK_SECONDS = 0.1
STATUS_SECONDS = 0.5  # as a trainer writes it
NEWEST = "document.querySelector('.live-plot').data[0].x.at(-1)"
HIDE_PAGE = "Object.defineProperty(document, 'hidden', {get: () => true})"


@dataclass(frozen=True)
class PageWork:
    """Main-thread work of one live page."""

    records: int = 5000
    """Log entries of the run when the page opens."""
    per_second: float = 2.0
    """Log entries written per second while the page is open."""
    seconds: Annotated[float, tyro.conf.arg(aliases=("-s",))] = 25.0
    """Length of each measurement."""


def main(options: PageWork) -> None:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as address:
        run = long_run(Path(folder) / "runs", options.records)
        with growing(run, options), sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{address}/train?run={run.id}")
            page.wait_for_selector(".live-plot .main-svg", timeout=60_000)
            time.sleep(WAIT_SECONDS)
            assert page.locator(".live-plot").evaluate("plot => plot.data.length") >= 4
            before = page.evaluate(NEWEST)
            visible = measure(page, options.seconds)
            assert page.evaluate(NEWEST) > before, "the page draws nothing new"
            page.evaluate(HIDE_PAGE)
            time.sleep(2)
            hidden = measure(page, options.seconds / 2)
            browser.close()
    report(options, visible, hidden)


def long_run(root: Path, records: int) -> RunDir:
    """A run of so many noisy log entries, with a grid and metrics every hundred of them."""
    run = sample_runs.sample_run(root, "running", records=1, overpowered_from=1)
    for number in range(1, records):
        run.append_stats(noisy(number))
    for number in range(RECORDS_PER_GRID, records, RECORDS_PER_GRID):
        write_grid(run, number)
    return run


def noisy(number: int) -> dict[str, Any]:
    """Log entry `number`, as noisy as real ones: flat curves draw faster."""
    chance = random.Random(number)
    curves = {
        name: value * chance.uniform(0.7, 1.3) for name, value in sample_runs.BALANCED.items()
    }
    return sample_runs.record(number, curves)


def write_grid(run: RunDir, number: int) -> None:
    run.write_samples(number * sample_runs.PER_RECORD, sample_runs.grid_of(number % 256))
    run.append_metrics(sample_runs.metrics(number * sample_runs.PER_RECORD))


@contextmanager
def growing(run: RunDir, options: PageWork) -> Iterator[None]:
    """The run is written as a trainer would, by a thread of this process, until the block ends."""
    ended = threading.Event()
    writer = threading.Thread(target=_write, args=(run, options, ended))
    with run.lock():
        _write_status(run, options.records)
        writer.start()
        try:
            yield
        finally:
            ended.set()
            writer.join()


def _write(run: RunDir, options: PageWork, ended: threading.Event) -> None:
    written, began, status_at = 0, time.monotonic(), 0.0
    while not ended.wait(TICK_SECONDS):
        now = time.monotonic()
        while written < (now - began) * options.per_second:
            number = options.records + written
            run.append_stats(noisy(number))
            if number % RECORDS_PER_GRID == 0:
                write_grid(run, number)
            written += 1
        if now - status_at > STATUS_SECONDS:
            _write_status(run, options.records + written)
            status_at = now


def _write_status(run: RunDir, records: int) -> None:
    seen = records * sample_runs.PER_RECORD
    run.write_status(
        "running", images_seen=seen, images_per_epoch=sample_runs.PER_EPOCH, device="cpu",
        epoch=seen / sample_runs.PER_EPOCH, seconds=float(records), progress=0.5, eta_seconds=100.0,
        images_per_second=320.0, queued_at=1.0,
    )  # fmt: skip


@dataclass(frozen=True)
class Work:
    """Milliseconds per second over one measurement, and how many answers of the server came."""

    all: float
    scripts: float
    layout: float
    polls: int


def measure(page: Page, seconds: float) -> Work:
    """How busy the page's main thread is over so many seconds."""
    polls: list[str] = []

    def count(response: Any) -> None:
        if "/live?" in response.url:
            polls.append(response.url)

    page.on("response", count)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "timeTicks"})
    before = _metrics(session)
    page.wait_for_timeout(1000 * seconds)
    after = _metrics(session)
    session.detach()
    page.remove_listener("response", count)
    spent = after["Timestamp"] - before["Timestamp"]
    each = {
        name: 1000 * (after[name] - before[name]) / spent
        for name in ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    }
    layout = each["LayoutDuration"] + each["RecalcStyleDuration"]
    return Work(each["TaskDuration"], each["ScriptDuration"], layout, len(polls))


def _metrics(session: Any) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


def report(options: PageWork, visible: Work, hidden: Work) -> None:
    """Print the figures and keep them as JSON."""
    sides = {"visible": visible, "hidden": hidden}
    result = {
        **{name: dataclasses.asdict(work) for name, work in sides.items()},
        "target_ms": TARGET_MS,
    }
    write_report("page_work", dataclasses.asdict(options), result)
    print(f"a run of {options.records:,} log entries, {options.per_second:g} more per second")
    for name, work in sides.items():
        print(
            f"{name:8} {work.all:5.1f} ms per second of the main thread, of it scripts "
            f"{work.scripts:.1f}, layout {work.layout:.1f}; {work.polls} polls"
        )
    print(f"target: under {TARGET_MS:g} ms per second while it is visible")


if __name__ == "__main__":
    main(tyro.cli(PageWork))
