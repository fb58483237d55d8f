"""The whole app below a path: behind a proxy that strips it, and behind one that keeps it.

Behind the latter the server is told by server.baseUrlPath. Every other test runs at the root.
"""

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import BROWSER_TESTS, SLOW, current_image, here, serve, until
from tests.e2e.path_proxy import behind
from tests.playground.train import sample_runs

pytestmark = BROWSER_TESTS
GOLDEN = Path(__file__).parents[1] / "golden" / "version_0_1" / "runs"
FINISHED, OTHER = "00003-silhouettes-dcgan-seed5", "00001-silhouettes-quick-seed5"
PLACES = ("stripping proxy", "keeping proxy")
LOADED = "image => image.complete && image.naturalWidth > 0"


# Where the server does not know its path, an address that is not relative misses it.
ONE_PLACE = pytest.mark.parametrize("visitor", ["stripping proxy"], indirect=True)


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Iterator[Path]:
    """Finished runs, and one that a process holds as if it trained."""
    folder = tmp_path_factory.mktemp("paths")
    shutil.copytree(GOLDEN, folder / "runs")
    with FileLock(sample_runs.sample_run(folder / "runs", "running").path / "alive.lock"):
        yield folder


@pytest.fixture(scope="module")
def servers(runs) -> Iterator[dict[str, tuple[str, list[str]]]]:
    """By place: the address of the app, and what was asked for outside its path."""
    with ExitStack() as stack:
        root = stack.enter_context(serve(runs))
        kept = stack.enter_context(serve(runs, base_path="p"))
        stripping, strip = stack.enter_context(behind(root, "/p", strip=True))
        keeping, keep = stack.enter_context(behind(kept.removesuffix("/p"), "/p", strip=False))
        yield {
            "stripping proxy": (stripping, strip.strays),
            "keeping proxy": (keeping, keep.strays),
        }


@pytest.fixture(scope="module", params=PLACES)
def visitor(request, servers, browser) -> Iterator[tuple[object, str, list[str]]]:
    """A browser context, the app's address, and what was asked for outside its path."""
    address, strays = servers[request.param]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context, address, strays
    context.close()


@pytest.fixture
def place(visitor) -> Iterator[tuple[object, str]]:
    """A page and the app's address, with no bad answer to anything that is ours afterwards."""
    context, address, strays = visitor
    page = context.new_page()
    page.set_default_timeout(SLOW)
    bad: list[str] = []
    page.on("response", lambda answer: bad.extend(fault(answer)))
    page.on("pageerror", lambda error: bad.append(str(error)))
    yield page, address
    page.close()
    assert not bad, bad
    assert not strays, f"asked for outside the path: {strays}"


def fault(answer) -> Iterator[str]:
    """What is wrong with the answer to a request of ours."""
    if "/api/" in urlsplit(answer.url).path:
        kind = answer.headers.get("content-type", "")
        if answer.status >= 400 or kind.startswith("text/html"):
            yield f"{answer.status} {kind} {answer.url}"


def test_explore_draws_drags_downloads_and_uploads(place) -> None:
    page, address = place
    page.goto(f"{address}/")
    before = current_image(page)
    page.locator(".latent-canvas input.t").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    until(lambda: current_image(page) != before)
    until(lambda: here(page).startswith(f"{address}/?"))  # written when the hand rests
    page.locator(".downloads").hover()
    with page.expect_download() as saved:
        page.locator(".download-image").click()
    assert Image.open(saved.value.path()).format == "PNG"
    links = page.locator(".downloads a")
    addresses = links.evaluate_all("links => links.map((link) => link.href)")
    assert len(addresses) >= 6 and all(link.startswith(f"{address}/api/") for link in addresses)
    for link in addresses:
        answer = page.request.get(link)
        assert answer.ok and "text/html" not in answer.headers["content-type"], link

    page.get_by_role("tab", name="Your image").click()
    page.locator(".inversion-panel input[type=file]").set_input_files(
        {"name": "mine.png", "mimeType": "image/png", "buffer": png()}
    )
    with page.expect_response(lambda answer: "/api/explore/invert" in answer.url) as sent:
        page.locator(".find-match").click()
    assert sent.value.ok


@ONE_PLACE
def test_a_live_run_shows_curves_grids_downloads_and_opens_in_explore(place, runs) -> None:
    page, address = place
    run = all_runs(runs / "runs")[0]  # the newest
    page.goto(f"{address}/train?run={run.id}")
    page.locator(".live-plot .main-svg").first.wait_for()
    until(lambda: page.locator(".live-grid").evaluate(LOADED))
    points = "plot => plot.data[0].x.length"
    first = page.locator(".live-plot").evaluate(points)
    run.append_stats(sample_runs.record(len(run.stats()[0]), sample_runs.BALANCED))
    until(lambda: page.locator(".live-plot").evaluate(points) > first)

    page.goto(f"{address}/train?run={FINISHED}")
    until(lambda: page.locator(".live-grid").evaluate(LOADED))
    page.locator(".st-key-run-menu button").click()
    page.get_by_role("menuitem", name="Download").click()
    links = page.locator("a[href*='/api/runs/']")
    until(lambda: links.count() >= 3)
    for link in links.evaluate_all("links => links.map((link) => link.href)"):
        assert link.startswith(f"{address}/api/runs/{FINISHED}/"), link
        answer = page.request.get(link)
        assert answer.ok and "text/html" not in answer.headers["content-type"], link

    page.keyboard.press("Escape")
    page.locator(".live-grid").click(position={"x": 5, "y": 5})
    page.locator(".latent-canvas").wait_for()
    until(lambda: f"run:{FINISHED}" in here(page))
    assert here(page).startswith(f"{address}/?")
    current_image(page)


@ONE_PLACE
def test_two_runs_are_compared(place) -> None:
    page, address = place
    page.goto(f"{address}/compare?a={FINISHED}&b={OTHER}")
    images = page.locator(".compared img")
    until(lambda: images.count() == 2)
    until(lambda: all(images.nth(index).evaluate(LOADED) for index in range(2)))
    page.locator(".compared a").first.click()
    page.locator(".live-run").wait_for()
    assert here(page).startswith(f"{address}/train?run=")


@ONE_PLACE
def test_an_archive_of_images_is_uploaded(place) -> None:
    page, address = place
    page.goto(f"{address}/train")
    page.get_by_role("button", name="Images of your own").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "mine.zip", "mimeType": "application/zip", "buffer": archive()}
    )
    page.get_by_text("20 greyscale images").first.wait_for()


def png() -> bytes:
    pixels = np.zeros((40, 40), np.uint8)
    pixels[8:32, 14:26] = 220
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for number in range(20):
            written.writestr(f"{'ab'[number % 2]}/{number}.png", png())
    return stream.getvalue()
