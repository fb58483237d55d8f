"""A served app and a headless Chromium, for the browser tests and the browser benchmarks."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
# The installed browser: CHROMIUM, or the first known name on the path.
EXECUTABLE = os.environ.get("CHROMIUM") or next(
    (found for name in NAMES if (found := shutil.which(name))), None
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WANTED = {
    "Playwright: pip install -e '.[browser]'": importlib.util.find_spec("playwright"),
    "Chromium or Chrome: install one or set CHROMIUM to its path": EXECUTABLE,
}
MISSING = next((what for what, found in WANTED.items() if not found), None)
# What every module of browser tests is marked with.
BROWSER_TESTS = pytest.mark.skipif(MISSING is not None, reason=f"browser tests want {MISSING}")
DESKTOP = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLOW = 120_000  # ms; a busy machine may take this long to import torch and start a run
PIXELS = "canvas => canvas.width > 0 && canvas.toDataURL()"


def launch(playwright: Any) -> Any:
    """A headless browser that asks nothing of any host but ours."""
    return playwright.chromium.launch(executable_path=EXECUTABLE, args=list(QUIET))


@contextmanager
def new_page(browser: Any, **options: Any) -> Iterator[Any]:
    """A page in a context of its own, with the options of one.

    No script may fail in it, and nothing may be asked for that the app's policy forbids.
    """
    context = browser.new_context(**DESKTOP | options)
    context.set_default_timeout(SLOW)
    broken: list[str] = []
    context.on("weberror", lambda failure: broken.append(str(failure.error)))
    context.on("console", lambda said: broken.extend(violation(said.text)))
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not broken, broken


def violation(said: str) -> list[str]:
    """What the browser says on its console, where it is that the policy forbade something."""
    return [said] if "Content Security Policy" in said else []


@contextmanager
def serve(
    folder: Path, base_path: str = "", cwd: Path = ROOT, port: int = 0, **environment: str
) -> Iterator[str]:
    """The app, served with its runs under `folder`; gives its address and ends it afterwards."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "playground" / "app.py")]
    variables = {**os.environ, "GAN_RUNS": str(folder / "runs"), **environment}
    with open(folder / f"server-{port}.log", "wb") as log:
        server = subprocess.Popen(
            [*command, "--server.port", str(port), "--server.baseUrlPath", base_path],
            cwd=cwd, env=variables, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://localhost:{port}" + (f"/{base_path}" if base_path else "")
    try:
        _wait_until_healthy(address, server, folder / f"server-{port}.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def stopped(address: str) -> Iterator[None]:
    """The process that serves this address does nothing meanwhile, as with SIGSTOP."""
    port = address.split(":")[2].split("/")[0]
    [server] = [each for each in psutil.Process().children() if port in each.cmdline()]
    server.suspend()
    try:
        yield
    finally:
        server.resume()


def _wait_until_healthy(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, f"the server ended: {log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(holds: Callable[[], object], seconds: float = 120) -> object:
    """What `holds` gives as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.1)
    return found


def here(page: Any) -> str:
    """The address in the browser now; page.url lags behind changes a script makes."""
    return page.evaluate("decodeURIComponent(location.href)")


def current_image(page: Any) -> str:
    """The pixels of the current image on Explore, once it is drawn."""
    canvas = page.locator(".latent-canvas canvas.current")
    canvas.wait_for()
    page.locator(".latent-canvas .stage:not([data-loading])").wait_for()
    return until(lambda: canvas.evaluate(PIXELS))


def drawn_by(page: Any) -> str:
    """Who draws the images on Explore, in the page's words, once that has been decided."""
    page.locator(".latent-canvas[data-drawn]").wait_for()
    return page.locator(".latent-canvas").get_attribute("data-drawn")


def final_image(page: Any) -> str:
    """The current image once it has stopped changing: drawing trails the slider by a request.

    Who draws has been decided, so that equal links have equal images to the last grey level.
    """
    drawn_by(page)
    before = current_image(page)
    while True:
        page.wait_for_timeout(700)
        now = current_image(page)
        if now == before:
            return now
        before = now


def top_of(locator: Any) -> float:
    """Where an element begins, in pixels below the window's upper edge."""
    return locator.bounding_box()["y"]


def saved_file(page: Any, button: str, folder: Path) -> Path:
    """The file that a link in the dialog downloads; its tab, which nobody sees, is left out."""
    link = page.get_by_role("link", name=button)
    link.evaluate("link => link.removeAttribute('target')")
    with page.expect_download() as download:
        link.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def set_slider(locator: Any, value: float) -> None:
    """Move a slider at once, as a script can and no hand."""
    move = (
        "(it, value) => { it.value = value; it.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    locator.evaluate(move, value)


def swipe(page: Any, places: Sequence[tuple[float, float]]) -> None:
    """One movement of a finger through these places of the window."""
    touches = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    send("touchStart", places[0])
    for place in places[1:]:
        send("touchMove", place)
        page.wait_for_timeout(16)  # a frame
    send("touchEnd")
    page.wait_for_timeout(300)  # until it rests
