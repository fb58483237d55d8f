"""Does an open page slow a run down? Images per second with the Train page and without, in pairs.

One run trains throughout; the page is opened and closed meanwhile. The speed of a stretch comes
from the run's own log, images over seconds of training, so the page measures neither side.
"""

import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import write_report
from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import launch, serve, until

TARGET = 0.97
# Of training, before the first stretch: a page polls ever more rarely during the first 80 seconds,
# then at a constant rate.
WARM_SECONDS = 85.0
WAIT_SECONDS = 4.0  # after opening or closing: page load and process end belong to neither side


@dataclass(frozen=True)
class PageOverhead:
    """Paired stretches of one training run, page open against page closed."""

    dataset: str = "silhouettes"
    """Data set to train on."""
    pairs: Annotated[int, tyro.conf.arg(aliases=("-n",))] = 8
    """Pairs of stretches."""
    seconds: float = 20.0
    """Length of a stretch."""


def main(options: PageOverhead) -> None:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as address:
        with (
            training(Path(folder) / "runs", options.dataset, WARM_SECONDS) as run,
            sync_playwright() as playwright,
        ):
            browser = launch(playwright)
            open_page, no_page = [], []
            for pair in range(options.pairs):
                # Alternating which comes first cancels a drift of the machine's speed.
                for page_open in (True, False) if pair % 2 else (False, True):
                    url = f"{address}/train?run={run.id}"
                    speed = stretch(run, browser, url, page_open, options)
                    (open_page if page_open else no_page).append(speed)
                    side = "open  " if page_open else "closed"
                    print(f"pair {pair + 1}: page {side} {speed:7.1f} img/s", flush=True)
            browser.close()
    report(options, open_page, no_page)


def stretch(
    run: RunDir, browser: Browser, url: str, page_open: bool, options: PageOverhead
) -> float:
    """Images per second over one stretch, from the run's log."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    if page_open:
        page.goto(url)
        page.wait_for_selector(".live-plot .main-svg", timeout=60_000)
    time.sleep(WAIT_SECONDS)
    _, start = run.stats()
    time.sleep(options.seconds)
    rows, _ = run.stats(start)
    if page_open:
        assert page.locator(".live-facts").inner_text(), "the page shows nothing"
    page.close()
    first, last = rows[0], rows[-1]
    return (last["images_seen"] - first["images_seen"]) / (last["seconds"] - first["seconds"])


@contextmanager
def training(root: Path, dataset: str, warm_seconds: float, **environment: str) -> Iterator[RunDir]:
    """A run in the folder of runs `root`, begun by the app's own code; it trains until the block
    ends, and has trained for `warm_seconds` when it begins."""
    code = (
        "from gan_core.config.train_config import Budget;"
        "from gan_core.training.resolve import resolve_config;"
        "from playground.shared import jobs;"
        f"config = resolve_config('dcgan', {dataset!r}, budget=Budget('images', 1e9));"
        "print(jobs.start(config).path)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "GAN_RUNS": str(root), **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    run = RunDir(Path(done.stdout.strip()))
    try:
        until(lambda: run.status().get("seconds", 0) >= warm_seconds, 600)
        yield run
    finally:
        run.request("stop")
        until(lambda: not run.is_alive())


def report(options: PageOverhead, open_page: list[float], no_page: list[float]) -> None:
    """Print medians and the median of the paired ratios, and keep them as JSON."""
    ratios = [opened / closed for opened, closed in zip(open_page, no_page, strict=True)]
    result = {
        "open_images_per_second": statistics.median(open_page),
        "closed_images_per_second": statistics.median(no_page),
        "ratio": statistics.median(ratios),
        "ratios": [round(ratio, 4) for ratio in ratios],
        "target": TARGET,
    }
    write_report("page_overhead", dataclasses.asdict(options), result)
    opened, closed = result["open_images_per_second"], result["closed_images_per_second"]
    print(f"median: page open {opened:.1f}, page closed {closed:.1f} img/s")
    print(f"median of paired ratios {result['ratio']:.3f} (target at least {TARGET})")


if __name__ == "__main__":
    main(tyro.cli(PageOverhead))
