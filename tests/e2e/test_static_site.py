"""The static site in a browser: from a disk without a network, and below a path of a host."""

import functools
import threading
from http.server import ThreadingHTTPServer

import numpy as np
import pytest

from gan_core.generator.session import load_generator
from gan_core.generator.static_site import write_site
from tests.e2e.browser import BROWSER_TESTS, PHONE, new_page, set_slider, until
from tests.e2e.test_engine import Quiet

pytestmark = BROWSER_TESTS
LEVELS = """canvas => [...canvas.getContext("2d")
  .getImageData(0, 0, canvas.width, canvas.height).data]
  .filter((_, k) => k % 4 === 0)"""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """(address on the disk, address below a path of a host)."""
    root = tmp_path_factory.mktemp("host")
    site = root / "school" / "gan"
    write_site(site)
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(root))
    )  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site.as_uri(), f"http://127.0.0.1:{server.server_port}/school/gan"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", [0, 1], ids=["disk", "host"])
def test_a_generator_draws_and_a_run_plays_back(browser, hosted, place) -> None:
    folder = hosted[place]
    with new_page(browser, offline=place == 0, **PHONE if place else {}) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{folder}/index.html")
        page.get_by_role("link", name="Fashion-MNIST by quick").click()
        until(lambda: page.locator(".speed").inner_text().startswith("An image takes"))
        drawn = page.locator("[data-end=a] canvas").evaluate(LEVELS)
        expected = load_generator("fashion-mnist").sample([0]).ravel().astype(int)
        assert np.abs(np.array(drawn) - expected).max() <= 1
        page.get_by_role("link", name="All generators").click()
        page.get_by_role("link", name="Collapse").click()
        predict(page)
        check_replay(page)
        check_what_to_look_at(page)
        assert all(url.startswith((folder, "data:")) for url in asked)


def predict(page) -> None:
    """There is nothing to watch before the prediction, and nothing is explained."""
    assert not page.locator(".play").is_visible() and page.locator(".predict").is_disabled()
    page.get_by_label("16 blurred images that stay different.").check()
    page.locator(".predict").click()
    assert page.locator(".predicted").inner_text() == "16 blurred images that stay different."
    assert not page.get_by_text("Blur is no collapse.").is_visible()


def check_what_to_look_at(page) -> None:
    """Findings are marked on the timeline; the texts lead to their moments."""
    moment = page.locator(".moment")
    page.get_by_role("button", name="Collapse, after 14,976 images seen").click()
    assert float(moment.input_value()) == 14976
    assert page.get_by_role("heading", name="Collapse").count() >= 2
    page.get_by_text("After watching: what happened").click()
    first = page.locator(".reasons li").first
    assert "Blur is no collapse." in first.inner_text() and "✗" in first.inner_text()
    assert page.locator(".boxes b").inner_text() == "1"
    page.get_by_role("button", name="After 9,600 images, D's output").click()
    assert page.locator(".when").inner_text() == "9,600 images seen"
    assert page.locator("g.box:not(.to-come)").count() == 1
    page.get_by_role("button", name="Predict again").click()
    assert page.locator(".prediction").is_visible() and not page.locator(".play").is_visible()


def check_replay(page) -> None:
    """Nothing is known at the beginning; played or dragged to the end, all is."""
    grid, moment = page.locator("img.generated"), page.locator(".moment")
    first = grid.get_attribute("src")
    assert page.locator(".finding:visible").count() == 0 and page.locator(".none").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    width = "() => document.querySelector('clipPath rect').getAttribute('width')"
    before = float(page.evaluate(width))
    set_slider(page.locator(".seconds"), 3)
    page.locator(".play").click()
    until(lambda: float(moment.input_value()) >= 16_000)
    until(lambda: page.locator(".play").inner_text() == "▶")
    assert grid.get_attribute("src") != first
    assert page.get_by_role("heading", name="Collapse").count() >= 2, "the run's and the finding's"
    assert float(page.evaluate(width)) > before + 300
    set_slider(moment, 800)
    assert "768 images seen" in page.locator(".grid-words").inner_text()
    assert page.locator(".when").inner_text() == "800 images seen"
    assert page.locator(".finding:visible").count() == 0
