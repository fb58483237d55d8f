"""The exported page in a browser: from a disk, without a network, every control."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.generator.export import to_html
from gan_core.generator.session import load_generator
from tests.e2e.browser import BROWSER_TESTS, DESKTOP, PHONE, PIXELS, set_slider, until
from tests.gan_core.generator.tiny_models import tiny_session

pytestmark = BROWSER_TESTS


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    path = tmp_path_factory.mktemp("home") / "gallery.html"
    path.write_bytes(to_html(load_generator("fashion-mnist")))
    return path.as_uri()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def home(browser, exported, request):
    context = browser.new_context(offline=True, accept_downloads=True, **request.param)
    said: list[str] = []
    context.on("weberror", lambda failure: said.append(str(failure.error)))
    context.on("console", lambda message: said.append(message.text))
    page = context.new_page()
    page.goto(exported)
    until(lambda: page.locator(".speed").inner_text())
    until(lambda: page.locator(".grid [aria-label]").count() == 40)
    yield page
    context.close()
    assert not said, said


def drawn(page, selector):
    return page.locator(selector).first.evaluate(PIXELS)


def saved(page, selector):
    with page.expect_download() as download:
        page.locator(selector).click()
    return np.array(Image.open(BytesIO(Path(download.value.path()).read_bytes())).convert("L"))


def test_every_control_works(home) -> None:
    assert home.locator(".speed").inner_text().endswith(" ms."), "without WebAssembly"
    assert home.evaluate("document.documentElement.scrollWidth <= innerWidth")
    samples = load_generator("fashion-mnist").sample(range(40))[..., 0].astype(int)
    sheet = saved(home, ".save-grid")[::4, ::4]
    cells = sheet.reshape(4, 28, 10, 28).swapaxes(1, 2).reshape(40, 28, 28)
    assert np.abs(cells - samples).max() <= 1

    seen = {drawn(home, ".current")}
    for act in (
        lambda: set_slider(home.locator(".t"), 0.2),
        lambda: home.locator(".method").select_option("lerp"),
        lambda: home.locator(".grid button").nth(7).click(),
        lambda: (home.locator("[data-end=b]").click(), home.locator(".grid button").nth(8).click()),
    ):
        act()
        assert drawn(home, ".current") not in seen
        seen.add(drawn(home, ".current"))
    home.locator(".play").click()
    until(lambda: float(home.locator(".t").input_value()) > 0.25)
    home.locator(".play").click()
    assert saved(home, ".save-current").shape == (280, 280)

    mixed = drawn(home, ".mixed")
    set_slider(home.get_by_role("slider", name="Bag"), 1)
    assert drawn(home, ".mixed") != mixed and home.get_by_text("50%").count() == 2
    home.locator(".grid button").nth(9).click()
    assert home.get_by_text("50%").count() == 2, "another B is no other A"
    home.locator(".own-class").click()
    assert drawn(home, ".mixed") == mixed
    assert saved(home, ".save-mixed").shape == (280, 280)

    first = drawn(home, ".grid canvas")
    set_slider(home.locator(".truncation"), 0.3)
    until(lambda: drawn(home, ".grid canvas") != first)
    assert home.locator(".samples output").inner_text() == "0.30"
    home.locator(".only").select_option("9")
    home.locator(".another").click()
    assert home.locator(".first").input_value() != "0"


def test_without_classes_nothing_speaks_of_them(browser, tmp_path) -> None:
    path = tmp_path / "plain.html"
    path.write_bytes(to_html(tiny_session(num_classes=0)))
    page = browser.new_page()
    page.goto(path.as_uri())
    until(lambda: page.locator(".speed").inner_text())
    assert page.locator(".classes").is_hidden() and page.locator(".class-choice").is_hidden()
    page.close()
