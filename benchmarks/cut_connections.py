"""How soon does a page look and work as before when its connection to the server was cut?

A browser reaches the app through a proxy that breaks every connection off, as a bad Wi-Fi does.
The pages are a filled form, a finished run and Explore. The view is the same again when the page is
connected, its script has run, and its address, texts and fields are those of before.
"""

import dataclasses
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import write_report
from gan_core.__main__ import main as gan_core
from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import current_image, launch, new_page, serve, until
from tests.e2e.path_proxy import PathProxy, behind

GOAL_SECONDS = 3.0
REST_SECONDS = 0.5  # between two cuts
VIEW = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  const connected = app.getAttribute("data-test-connection-state") === "CONNECTED";
  if (!connected || app.getAttribute("data-test-script-state") !== "notRunning") return null;
  const main = document.querySelector("[data-testid=stMain]");
  const fields = [...main.querySelectorAll("input, textarea")].map((field) => field.value);
  return JSON.stringify([location.href, main.innerText.replace(/\\s+/g, " "), fields]);
}"""


@dataclass(frozen=True)
class CutConnections:
    """Pages whose connections are cut."""

    cuts: int = 34
    """How often each of the three pages loses its connection."""


def main(options: CutConnections) -> None:
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        runs = Path(folder) / "runs"
        gan_core(["train", "quick", "--dataset", "silhouettes", "--epochs", "1", "--out", str(runs),
                  "--set", "width=4"])  # fmt: skip
        (run,) = all_runs(runs)
        browser = launch(playwright)
        with serve(Path(folder)) as server, behind(server, "", strip=False) as (address, proxy):
            for name, leave in PAGES.items():
                with new_page(browser) as page:
                    leave(page, address.replace("127.0.0.1", "localhost"), run.id)
                    seconds[name] = times(page, proxy, options.cuts)
        browser.close()
    rows = [summary(name, each) for name, each in seconds.items()]
    for row in rows:
        print(f"{row['page']:<12} {row['cuts']} cuts: the same view after {row['median']:.2f} s "
              f"(median), {row['worst']:.2f} s (worst; goal {GOAL_SECONDS:g})")  # fmt: skip
    write_report("cut_connections", dataclasses.asdict(options), rows)
    sys.exit(any(row["worst"] > GOAL_SECONDS for row in rows))


def form(page: Page, address: str, run: str) -> None:
    """A form that is filled otherwise than by default."""
    page.goto(f"{address}/train?recipe=dcgan&dataset=silhouettes")
    page.get_by_role("button", name="Train", exact=True).wait_for()


def finished_run(page: Page, address: str, run: str) -> None:
    page.goto(f"{address}/train?run={run}")
    page.locator(".live-plot").wait_for()


def explore(page: Page, address: str, run: str) -> None:
    page.goto(f"{address}/")
    until(lambda: current_image(page))


PAGES: dict[str, Callable[[Page, str, str], None]] = {
    "form": form,
    "finished run": finished_run,
    "Explore": explore,
}


def times(page: Page, proxy: PathProxy, cuts: int) -> list[float]:
    """Seconds from each cut until the page is as before it."""
    until(lambda: page.evaluate(VIEW))
    page.wait_for_timeout(2000)  # what comes late has come
    before, found = page.evaluate(VIEW), []
    for _ in range(cuts):
        page.wait_for_timeout(1000 * REST_SECONDS)
        start = time.monotonic()
        proxy.cut()
        page.wait_for_function(f"() => ({VIEW})() === null")
        until(lambda: page.evaluate(VIEW) == before)
        found.append(time.monotonic() - start)
    return found


def summary(name: str, seconds: list[float]) -> dict[str, Any]:
    return {
        "page": name,
        "cuts": len(seconds),
        "median": round(statistics.median(seconds), 2),
        "worst": round(max(seconds), 2),
    }


if __name__ == "__main__":
    main(tyro.cli(CutConnections, description="Pages whose connections are cut."))
