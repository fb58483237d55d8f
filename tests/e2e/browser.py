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
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest

from tests.e2e.seen_image import SeenImage
from tests.processes import children_with

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
WITHOUT_WINDOWS = ("chromium-headless-shell", "chrome-headless-shell")  # less to do


def installed(*names: str) -> str | None:
    """CHROMIUM, or the first of these names on the path."""
    found = (path for name in names if (path := shutil.which(name)))
    return os.environ.get("CHROMIUM") or next(found, None)


EXECUTABLE = installed(*NAMES, *WITHOUT_WINDOWS)  # what people have, for the benchmarks
IN_TESTS = installed(*WITHOUT_WINDOWS, *NAMES)
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
# What every module of browser tests is marked with. One of hundreds fails on a busy machine now and
# then; it is tried once more, and the summary says why.
BROWSER_TESTS = [
    pytest.mark.skipif(MISSING is not None, reason=f"browser tests want {MISSING}"),
    pytest.mark.flaky(reruns=1),
]
LAN = "192.0.2.7"  # stands for this machine as a class has it: no localhost, so no secure context
DESKTOP = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLOW = 120_000  # ms; a busy machine may take this long to import torch and start a run
PIXELS = "canvas => canvas.width > 0 && canvas.toDataURL()"


def launch(playwright: Any, executable: str | None = EXECUTABLE, *options: str) -> Any:
    """A headless browser that asks nothing of any host but ours."""
    return playwright.chromium.launch(executable_path=executable, args=[*QUIET, *options])


@contextmanager
def new_page(browser: Any, **options: Any) -> Iterator[Any]:
    """A page with the options of a context; it remembers nothing of a page before it.

    No script may fail in it, and nothing may be asked for that the app's policy forbids. Pages are
    emptied and used again, since one that has compiled the app's scripts needs half the processor
    time for its next visit. Unless the options say otherwise nothing is animated, for the same end.
    """
    options = {"reduced_motion": "reduce"} | options
    idle = _idle.setdefault(browser, {}).setdefault(repr(sorted(options.items())), [])
    page = idle.pop() if idle else browser.new_context(**DESKTOP | options).new_page()
    context = page.context
    for each in (context, page):
        each.set_default_timeout(SLOW)
    broken: list[str] = []
    listeners = {
        "weberror": lambda failure: broken.append(str(failure.error)),
        "console": lambda said: broken.extend(violation(said.text)),
    }
    for event, listener in listeners.items():
        context.on(event, listener)
    changes: list[str] = []
    _note(page, changes)
    try:
        yield page
        emptied = _emptied(page, kept=not changes)
        context.set_offline(options.get("offline", False))
    except BaseException as error:
        for page in context.pages:
            error.add_note(state_of(page))
        context.close()
        raise
    for event, listener in listeners.items():
        context.remove_listener(event, listener)
    idle.append(emptied)
    assert not broken, broken


_idle: WeakKeyDictionary[Any, dict[str, list[Any]]] = WeakKeyDictionary()
# What stays with a page wherever it goes; one that was changed in this way is not used again.
LASTING = (
    "add_init_script",
    "emulate_media",
    "expose_function",
    "on",
    "once",
    "route",
    "set_viewport_size",
)


def _note(page: Any, changes: list[str]) -> None:
    """From now on `changes` names every lasting change of this page."""

    def noting(name: str) -> Callable[..., Any]:
        method = getattr(type(page), name)

        def changed(*args: Any, **options: Any) -> Any:
            changes.append(name)
            return method(page, *args, **options)

        return changed

    for name in LASTING:
        setattr(page, name, noting(name))


def close_contexts(browser: Any) -> None:
    """Close every context of a browser with its pages, those that `new_page` keeps included."""
    _idle.pop(browser, None)
    for context in browser.contexts:
        context.close()


def state_of(page: Any) -> str:
    """Where a page is and what it says, for whoever reads of a failure."""
    try:
        words = page.evaluate("document.body.innerText")
    except Exception as failure:  # the browser may be what failed
        words = str(failure)
    return f"{page.url} says: {' '.join(words.split())[:1500]}"


def _emptied(page: Any, kept: bool) -> Any:
    """An empty page in the context of `page`, the same one if it may be `kept`.

    All that its pages stored is cleared, but for the HTTP cache.
    """
    context = page.context
    for each in context.pages:
        kept = _forget(each) and kept
        if each is not page:
            each.close()
    if not kept:
        page.close()
    context.clear_cookies()
    context.clear_permissions()
    return page if kept else context.new_page()


def _forget(page: Any) -> bool:
    """Leave an empty page, and clear what its site stored; false where it may still know some."""
    origin = urlsplit(page.url)
    if page.is_closed() or origin.scheme != "http":
        return False
    page.evaluate("sessionStorage.clear(), window.name = ''")  # the tab's own
    page.goto("about:blank")  # a page that is left may still store something
    address = f"{origin.scheme}://{origin.netloc}"
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    session.send("Page.resetNavigationHistory")
    session.detach()
    return True


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
    [server] = children_with(f"--server.port {port}")
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


def final_image(page: Any) -> SeenImage:
    """The current image once who draws is decided, all is drawn, and nothing changes any more."""
    drawn_by(page)
    idle = page.locator(".latent-canvas .stage[aria-busy=false]")
    before = None
    while True:
        idle.wait_for()
        now = current_image(page)
        if now == before:
            return SeenImage(now)
        before = now
        page.wait_for_timeout(500)  # until a hand rests


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
