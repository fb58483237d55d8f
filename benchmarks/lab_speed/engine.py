"""Steps a second of the lab's engine in node and in Chromium, and of gan_core/flat in torch."""

import functools
import json
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any

from gan_core.flat.settings import checked
from gan_core.flat.step import FlatGAN, one_thread
from tests.e2e.browser import ROOT
from tests.e2e.test_engine import Quiet

CASES: dict[str, dict[str, Any]] = {
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
Side = Callable[[dict[str, Any], float], float]


def measured(browser: Any, rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """Median steps a second of each case and side, which take turns within each round."""
    sides: dict[str, Side] = {"torch": in_torch}
    if shutil.which("node"):
        sides["node"] = in_node
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=ROOT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/LICENSE")
        sides["chromium"] = functools.partial(in_page, page)
        return {name: _case(name, sides, rounds, seconds) for name in CASES}
    finally:
        page.close()
        server.shutdown()


def _case(name: str, sides: dict[str, Side], rounds: int, seconds: float) -> dict[str, float]:
    found: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, measure in sides.items():
            found[side].append(measure(CASES[name], seconds))
    medians = {side: round(statistics.median(all_)) for side, all_ in found.items()}
    print(f"{name:26}", medians, flush=True)
    return medians


def in_node(settings: dict[str, Any], seconds: float) -> float:
    """Steps a second in node."""
    code = (
        f"const modules = await import({json.dumps((ROOT / LAB).as_uri())});"
        f"console.log(({TIMED})(modules, {json.dumps(settings)}, {seconds}));"
    )
    command = [str(shutil.which("node")), "--input-type=module", "-e", code]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def in_torch(settings: dict[str, Any], seconds: float) -> float:
    """Steps a second of gan_core/flat: eager, one thread."""
    gan, steps = FlatGAN(checked(settings)), 0
    with one_thread():
        for _ in range(50):
            gan.step()
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            gan.step()
            steps += 1
        return steps / (time.perf_counter() - start)


def in_page(page: Any, settings: dict[str, Any], seconds: float) -> float:
    """Steps a second on the main thread of a page with nothing else on it."""
    code = f"async ([s, t]) => ({TIMED})(await import('/{LAB}'), s, t)"
    return page.evaluate(code, [settings, seconds])
