"""Explore draws in the browser: right pixels, no request for a drag, the server where it must."""

import base64
import urllib.request

import numpy as np
import pytest

from gan_core.generator.session import load_generator
from gan_core.generator.shipped import generator_path, shipped
from tests.e2e.browser import (
    BROWSER_TESTS,
    current_image,
    drawn_by,
    final_image,
    set_slider,
    stopped,
    until,
)
from tests.playground.shared.browser_generator.ask import levels_apart
from tests.playground.shared.browser_generator.networks import network_text

pytestmark = BROWSER_TESTS

# Images of seeds, by a Worker of the modules that the app serves.
DRAW = """async ({ folder, network, file, count }) => {
  const load = (name) => import(`${folder}/shared/frontend/generator/${name}.js`);
  const [{ GeneratorWorker }, { inARow, latentOf }] = [
    await load("worker_client"), await load("keyframes"),
  ];
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const worker = new GeneratorWorker();
  try {
    const sizes = await worker.load(JSON.parse(network), bytes.buffer);
    const latents = Array.from({ length: count }, (_, seed) => latentOf(
      { seeds: [[seed, 1]], edits: [], directions: [], classes: [], truncation: null, scale: 1 },
      sizes,
    ));
    const { data } = await worker.images(inARow(latents));
    return { isFast: sizes.isFast, data: [...data] };
  } catch (error) {
    return { error: error.message };
  } finally { worker.stop(); }
}"""
MODULES = """() => performance.getEntriesByType("resource")
  .map(({ name }) => name.match(/.*\\/api\\/modules\\/[0-9a-f]+/)?.[0]).find(Boolean)"""


@pytest.fixture
def draw(page, served):
    """Draws images of `count` seeds with a generator in the page's browser."""
    page.goto(f"{served[0]}/?tab=seed-map")
    current_image(page)
    folder = page.evaluate(MODULES)

    def drawn(name, count, change=lambda content: content):
        path = generator_path(name)
        file = base64.b64encode(change(path.read_bytes())).decode()
        asked = {"folder": folder, "network": network_text(path), "file": file, "count": count}
        return page.evaluate(DRAW, asked)

    return drawn


def test_a_worker_draws_what_torch_draws_and_refuses_a_damaged_file(draw) -> None:
    for name in shipped():
        answer = draw(name, 5)
        assert answer["isFast"], "Chromium has WebAssembly's vectors"
        expected = load_generator(name).sample(range(5))
        assert levels_apart(np.array(answer["data"]), expected) <= 1, name
    assert "damaged" in draw("mnist", 1, lambda content: content[: len(content) // 2])["error"]
    without = draw("mnist", 1, lambda content: content.replace(b"say_class", b"say_klass"))
    assert "does not have the weights" in without["error"]


def test_a_drag_goes_on_while_the_server_is_stopped(page, served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served[0]}/?model=mnist&seed_a=3&seed_b=8")
    assert drawn_by(page).startswith("drawn in this browser, ")
    assert sum("weights/" in url for url in asked) == 1
    assert "drawn in this browser" in page.locator(".samples .caption").inner_text()
    final_image(page)
    asked.clear()
    slider = page.locator("[data-panel=interpolate] input.t")
    seen = {current_image(page)}
    with stopped(served[0]):
        with pytest.raises(OSError):
            urllib.request.urlopen(f"{served[0]}/_stcore/health", timeout=1)
        for t in (0.1, 0.35, 0.8):
            set_slider(slider, t)
            seen.add(until(lambda: (now := current_image(page)) not in seen and now))
    assert len(seen) == 4
    assert not [url for url in asked if "/api/explore/" in url]


def test_the_server_draws_what_this_browser_cannot(page, served) -> None:
    """What it says and why, and a page that works as before."""
    page.route("**/network.json*", lambda route: route.fulfill(
        json={"network": {"format": "of tomorrow"}, "digest": "0" * 64}))  # fmt: skip
    page.goto(f"{served[0]}/?model=mnist&tab=seed-map&point=@12:3")
    assert drawn_by(page) == "drawn by the server"
    by_server = final_image(page)
    assert by_server
    with page.expect_request("**/current.raw*"):
        page.locator(".seed-map-panel .map").focus()
        page.keyboard.press("ArrowRight")
    until(lambda: current_image(page) != by_server)
