"""Does a browser draw the images of torch, and how fast? In node and in headless Chromium.

`exact`: every shipped generator and a fresh one of every recipe, of its own width, 28, 32 and 64
px, grey and colour, with and without classes; pixels beside torch's on the CPU; its results are in
browser_engine_exact.json. `speed`: one image at a time, from the seed to its pixels, the sides
taking turns; the server's figure is the route current.raw of the app on this machine, asked from
this process, so that no network is in it.
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
from benchmarks.report import RESULTS, write_report
from gan_core.data import durable_files
from tests.e2e.browser import launch, serve

EXACT_NAME = "browser_engine_exact"
EXACT = "at most 1 of 255 apart, 1,000 seeds of each"
FAST = "p50 at most 8 ms an image for the 28 px generators in Chromium"


@dataclass(frozen=True)
class BrowserEngine:
    """Exactness and speed of the browser's generator."""

    seeds: int = 1000
    """Of each generator, for exactness; 0 leaves it out."""
    resume: bool = False
    """Go on after an exactness that was broken off: its generators are not drawn again."""
    images: int = 200
    """Of each side and generator, for speed; 0 leaves it out."""
    rounds: int = 5
    """In which the sides take turns."""
    candidates: Path | None = None
    """Folder in which the candidates were installed."""


def main(options: BrowserEngine) -> None:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    told = {**dataclasses.asdict(options), "candidates": options.candidates is not None}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.seeds:
            done = kept_rows(options.seeds) if options.resume else {}
            for found in exact.measured(folder, options.seeds, done):
                write_report(EXACT_NAME, told, {"goal": EXACT, **found})
        if options.images:
            speeds = _speeds(folder, options)
            write_report("browser_engine", told, {"goal": FAST, "load": load, "speed": speeds})


def kept_rows(seeds: int) -> dict[str, Any]:
    """The generators of the kept result, where they were drawn with as many seeds."""
    kept = durable_files.read_json(RESULTS / f"{EXACT_NAME}.json") or {}
    rows = kept.get("results", {}).get("generators", {})
    return {name: row for name, row in rows.items() if row["seeds"] == seeds}


def _speeds(folder: Path, options: BrowserEngine) -> dict[str, Any]:
    with sync_playwright() as playwright, serve(folder) as address:
        browser = launch(playwright)
        try:
            asked = options.images, options.rounds, options.candidates
            return speed.measured(browser, address, *asked)
        finally:
            browser.close()


if __name__ == "__main__":
    main(tyro.cli(BrowserEngine, description=__doc__))
