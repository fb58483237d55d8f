"""Is the lab fast and steady? Its engine in node, Chromium and torch, and its page in Chromium.

The engine's sides take turns within each round, and the median of the rounds is told. What else ran
on the machine counts: its load before (the mean of a minute, where the system tells it) is kept
beside the figures.
"""

import dataclasses
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from playwright.sync_api import sync_playwright

from benchmarks.lab_speed import engine, page
from benchmarks.report import write_report
from tests.e2e.browser import launch, serve

GOALS = {
    "steps_per_second": "at least 300 without penalties", "pictures_per_second": "at least 30",
    "pictures_over_50_ms_percent": "under 1", "first_motion_seconds": "at most 2",
    "hidden": "no work", "memory_change_percent": "within 5 over 10 minutes",
}  # fmt: skip
# Without penalties; as the page opens, with R1, R2 and an averaged G.
LINKS = {"without penalties": "?lab=seed-7", "as it opens": ""}


@dataclass(frozen=True)
class LabSpeed:
    """Speed of the lab's engine and page."""

    rounds: int = 5
    """Rounds of the engine's sides."""
    seconds: float = 2.0
    """Of one side in one round."""
    page_seconds: float = 20.0
    """Of each measurement of the page."""
    opens: int = 5
    """How often the page is opened for its first motion."""
    warm_minutes: float = 1.0
    """Before memory counts."""
    memory_minutes: float = 2.0
    """Of memory; the goal speaks of 10. 0 leaves it out."""


def main(options: LabSpeed) -> None:
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    print(f"{os.cpu_count()} cores, load {load}", flush=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        result: dict[str, Any] = {"load": load, "goals": GOALS}
        if options.rounds:
            result["engine"] = engine.measured(browser, options.rounds, options.seconds)
        with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as address:
            result["page"] = on_the_page(browser, f"{address}/lab", options)
        browser.close()
    write_report("lab_speed", dataclasses.asdict(options), result)


def on_the_page(browser: Any, lab: str, options: LabSpeed) -> dict[str, Any]:
    """All figures of the real page."""
    page.first_motion(browser, lab, 1)  # the server imports what the page needs
    found: dict[str, Any] = {}

    def tell(name: str, value: Any) -> None:
        found[name] = value
        print(f"{name:26}", value, flush=True)

    tell("first_motion_seconds", page.first_motion(browser, lab, options.opens))
    for name, query in LINKS.items():
        tell(name, page.at_full_speed(browser, lab + query, options.page_seconds))
    tell("hidden", page.while_hidden(browser, lab, 4))
    if options.memory_minutes:
        times = options.warm_minutes, options.memory_minutes
        tell("memory", page.memory(browser, lab, *times))
    return found


if __name__ == "__main__":
    main(tyro.cli(LabSpeed))
