"""How soon does an image follow that the browser draws by itself, on Explore and from a file?

On Explore t is moved once a frame: from the input event to the pixels in the canvas (`drawn`), and
to the first task after the frame that shows them (`painted`): the frame of the event itself where
the image is drawn within it, else the next one, 16.7 ms later; first with the server, then with its
process stopped. Of the page that `export --out FILE.html` writes: its bytes, and the time from its
opening, offline and from the disk, to the first image and to its 40 samples. `load` is what else
ran on the machine before (the mean of a minute, where the system tells it).
"""

import dataclasses
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tyro
from playwright.sync_api import sync_playwright

from benchmarks.report import write_report
from gan_core.generator.export import to_html
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import shipped
from tests.e2e.browser import DESKTOP, drawn_by, launch, serve, stopped, until

GOALS = {
    "drag": "p95 at most 16 ms from input to paint, also with the server's process stopped",
    "exported": "at most 3 MB, first image within 1 s",
}
FIRST_SECONDS = 1.0  # of a drag; they do not count

# What a drag moves and where it is drawn, below the shadow roots of the page.
FIND = """
  const search = (root, selector) => root.querySelector(selector)
    ?? [...root.querySelectorAll('*')].map(({ shadowRoot }) =>
      shadowRoot && search(shadowRoot, selector)).find(Boolean);
  const slider = search(document, '[data-panel=interpolate] input.t');
  const current = search(document, 'canvas.current');
  const { prototype } = CanvasRenderingContext2D, put = prototype.putImageData;
"""
# An event a frame, the next one when the image of the last is on the screen.
DRAG = (
    "async (seconds) => {"
    + FIND
    + """
  // No task runs between the callbacks of a frame and its painting.
  const task = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  });
  let isInFrame = false;
  const frame = () => new Promise((go) => requestAnimationFrame(() => {
    isInFrame = true;
    task().then(() => { isInFrame = false; });
    go();
  }));
  const painted = async () => {
    if (!isInFrame) await frame();
    return task();
  };
  let isDrawn = () => undefined;
  prototype.putImageData = function (...all) {
    put.apply(this, all);
    if (this.canvas === current) isDrawn(performance.now());
  };
  const found = { drawn: [], painted: [] }, end = performance.now() + 1000 * seconds;
  for (let tick = 0; performance.now() < end; tick++) {
    await frame();
    const start = performance.now();
    const at = await new Promise((done) => {
      isDrawn = done;
      slider.value = String(0.5 + 0.49 * Math.sin(tick / 20));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    found.drawn.push(at - start);
    found.painted.push(await painted() - start);
  }
  prototype.putImageData = put;
  return found;
}"""
)
# Notes the first frame in which there is an image, and that in which all samples are there.
WATCH = """(() => {
  window.seen = {};
  const look = () => {
    const drawn = document.querySelector('canvas.current')?.width < 300; // as no drawing left it
    if (drawn) seen.first_image_ms ??= Math.round(performance.now());
    if (document.querySelectorAll('.grid [aria-label]').length === 40) {
      seen.samples_ms ??= Math.round(performance.now());
    }
    if (!seen.samples_ms || !seen.first_image_ms) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


@dataclass(frozen=True)
class BrowserDrag:
    """Drags on Explore, and exported pages, of each shipped generator."""

    seconds: float = 5.0
    """Of each drag."""


def main(options: BrowserDrag) -> None:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    result: dict[str, Any] = {"goals": GOALS, "load": load, "drag": {}, "exported": {}}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, browser = Path(name), launch(playwright)
        for model in shipped():
            result["exported"][model] = exported(browser, folder, model)
        with serve(folder) as address:
            for model in shipped():
                result["drag"][model] = dragged(browser, address, model, options.seconds)
        browser.close()
    write_report("browser_drag", dataclasses.asdict(options), result)


def dragged(browser: Any, address: str, model: str, seconds: float) -> dict[str, Any]:
    """p50 and p95 in ms."""
    page = browser.new_page(**DESKTOP)
    page.goto(f"{address}/?model={model}&tab=interpolate")
    by = drawn_by(page)
    page.evaluate(DRAG, FIRST_SECONDS)
    running = page.evaluate(DRAG, seconds)
    with stopped(address):
        without = page.evaluate(DRAG, seconds)
    page.close()
    found = {"drawn_by": by, "server running": _told(running), "server stopped": _told(without)}
    print(model, found, flush=True)
    return found


def _told(times: dict[str, list[float]]) -> dict[str, Any]:
    told: dict[str, Any] = {"events": len(times["drawn"])}
    for name, all_ in times.items():
        p50, p95 = np.percentile(all_, [50, 95])
        told[name] = {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}
    return told


def exported(browser: Any, folder: Path, model: str) -> dict[str, Any]:
    """Bytes of the page, and milliseconds from its opening."""
    path = folder / f"{model}.html"
    path.write_bytes(to_html(load_generator(model)))
    context = browser.new_context(offline=True, **DESKTOP)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(path.as_uri())
    until(lambda: page.evaluate("'samples_ms' in seen"))
    found = {"bytes": path.stat().st_size, **page.evaluate("seen")}
    context.close()
    print(model, found, flush=True)
    return found


if __name__ == "__main__":
    main(tyro.cli(BrowserDrag, description=__doc__))
