"""Does a browser draw the images of torch, and how fast? In node and in headless Chromium.

`exact`: every shipped generator and a fresh one of every recipe, of its own width, 28, 32 and 64
px, grey and colour, with and without classes; pixels beside torch's on the CPU. The two largest
recipes get a tenth of the seeds. `speed`: one image at a time, from the seed to its pixels, the
sides taking turns; the server's figure is the route current.raw of the app on this machine, asked
from this process, so that no network is in it.
`load` is what else ran on the machine before (the mean of a minute, where the system tells it).

`--candidates FOLDER` measures libraries beside ours, after `npm install onnxruntime-web @jax-js/jax
@jax-js/onnx` in that folder; the project itself needs none of them.
"""

import dataclasses
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from playwright.sync_api import sync_playwright

from benchmarks.browser_engine import exact, speed
from benchmarks.report import write_report
from tests.e2e.browser import launch, serve

GOALS = {
    "levels apart": "at most 1 of 255, 1,000 seeds of each",
    "chromium": "p50 at most 8 ms an image for the 28 px generators",
}


@dataclass(frozen=True)
class BrowserEngine:
    """Exactness and speed of the browser's generator."""

    seeds: int = 1000
    """Of each generator, for exactness; 0 leaves it out."""
    images: int = 200
    """Of each side and generator, for speed; 0 leaves it out."""
    rounds: int = 5
    """In which the sides take turns."""
    candidates: Path | None = None
    """Folder in which the candidates were installed."""


def main(options: BrowserEngine) -> None:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    result: dict[str, Any] = {"goals": GOALS, "load": load}
    with tempfile.TemporaryDirectory() as folder:
        if options.seeds:
            result["exact"] = exact.measured(Path(folder), options.seeds)
        if options.images:
            with sync_playwright() as playwright, serve(Path(folder)) as address:
                browser = launch(playwright)
                asked = options.images, options.rounds, options.candidates
                result["speed"] = speed.measured(browser, address, *asked)
                browser.close()
    told = {**dataclasses.asdict(options), "candidates": options.candidates is not None}
    write_report("browser_engine", told, result)


if __name__ == "__main__":
    main(tyro.cli(BrowserEngine, description=__doc__))
