"""Steps a second of the lab: node, Chromium, and torch (eager, one thread), side by side.

    python -m benchmarks.lab_speed [--rounds 5] [--seconds 2]

Two hidden layers of 32, batch 256, unless said otherwise; the goal is 300 a second. The sides take
turns within each round, and the median of the rounds is told. What else ran on the machine counts:
its load before (the mean of a minute, where the system tells it) is kept beside the figures.
"""

import argparse
import functools
import json
import os
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path

from gan_core.data import durable_files
from gan_core.flat.settings import checked
from gan_core.flat.step import FlatGAN, one_thread
from tests.e2e.browser import EXECUTABLE, ROOT, launch
from tests.e2e.test_engine import Quiet

RESULT = Path(__file__).parent / "results" / "lab_speed.json"
CASES = {
    "2-32-32, batch 256": {},
    "the same with R1 and R2": {"r1_gamma": 0.1, "r2_gamma": 0.1},
    "the same with tanh": {"activation": "tanh"},
    "2-64-64, batch 256": {"width_G": 64, "width_D": 64},
    "2-32-32, batch 64": {"batch_size": 64},
}
TIMED = """({ Lab, checked }, settings, seconds) => {
  const lab = new Lab(checked(settings));
  for (let k = 0; k < 100; k++) lab.step();
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < 1000 * seconds) { lab.step(); steps++; }
  return (1000 * steps) / (performance.now() - start);
}"""
LAB = "playground/lab/frontend/engine/lab.js"


def in_node(settings: dict, seconds: float) -> float:
    """Steps a second in node."""
    code = (
        f"const modules = await import({json.dumps((ROOT / LAB).as_uri())});"
        f"console.log(({TIMED})(modules, {json.dumps(settings)}, {seconds}));"
    )
    command = [str(shutil.which("node")), "--input-type=module", "-e", code]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def in_torch(settings: dict, seconds: float) -> float:
    """Steps a second of gan_core/flat."""
    gan, steps = FlatGAN(checked(settings)), 0
    with one_thread():
        for _ in range(50):
            gan.step()
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            gan.step()
            steps += 1
        return steps / (time.perf_counter() - start)


def in_page(page: object, settings: dict, seconds: float) -> float:
    """Steps a second in Chromium."""
    code = f"async ([s, t]) => ({TIMED})(await import('/{LAB}'), s, t)"
    return page.evaluate(code, [settings, seconds])  # type: ignore[attr-defined]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    print(f"{os.cpu_count()} cores, load {load}", flush=True)
    sides: dict[str, Callable[[dict, float], float]] = {"torch": in_torch}
    if shutil.which("node"):
        sides["node"] = in_node
    if EXECUTABLE is None:
        result = measured(sides, options.rounds, options.seconds)
    else:
        from playwright.sync_api import sync_playwright

        handler = functools.partial(Quiet, directory=ROOT)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/LICENSE")
            sides["chromium"] = functools.partial(in_page, page)
            result = measured(sides, options.rounds, options.seconds)
            browser.close()
        server.shutdown()
    durable_files.make_folder(RESULT.parent)
    durable_files.write_json(
        RESULT, {"cores": os.cpu_count(), "load": load, "steps_per_second": result}
    )


def measured(
    sides: dict[str, Callable[[dict, float], float]], rounds: int, seconds: float
) -> dict[str, dict[str, float]]:
    """Median steps a second of each case and side."""
    result: dict[str, dict[str, float]] = {}
    for name, settings in CASES.items():
        found: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(rounds):
            for side, measure in sides.items():
                found[side].append(measure(settings, seconds))
        result[name] = {side: round(statistics.median(all_)) for side, all_ in found.items()}
        print(f"{name:26}", result[name], flush=True)
    return result


if __name__ == "__main__":
    main()
