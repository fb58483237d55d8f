"""Directions, one's own picture and files to take away, in a real browser."""

import io

import pytest
from PIL import Image

from gan_core.models import shipped
from tests.e2e.browser import executable, here, settled, until
from tests.e2e.test_explore import drag, in_a_fresh_browser, open_tab, tiles_drawn

pytest.importorskip(
    "playwright.sync_api", reason="browser tests want Playwright: pip install -e '.[browser]'"
)
pytestmark = pytest.mark.skipif(
    executable() is None,
    reason="browser tests want Chromium or Chrome: install one or set CHROMIUM to its path",
)


def test_a_direction_slider_draws_and_a_link_shows_the_same(page, served) -> None:
    open_tab(page, served, "tab=directions&point=8")
    until(tiles_drawn(page.locator(".way").first.locator("canvas")))
    before = settled(page)
    row = page.locator('.way[data-id="pca-1"]')
    row.locator("input").evaluate(
        "s => { s.value = 2; s.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    until(lambda: "point=8~dpca-1:2" in here(page))
    after = settled(page)
    assert after != before and row.locator("output").inner_text() == "+2.0"
    assert in_a_fresh_browser(page, served, here(page)) == after
    row.locator(".reset").click()
    until(lambda: "~d" not in here(page))
    assert settled(page) == before


def test_a_drawing_and_an_upload_are_found_and_become_the_picture(page, served) -> None:
    open_tab(page, served, "tab=picture")
    drag(page, page.locator(".drawing"), 40, 60)
    page.locator(".find").click()
    until(lambda: "error" in page.locator(".found").inner_text())
    until(lambda: "~e0:" in here(page))

    stream = io.BytesIO()
    Image.new("CMYK", (300, 200), (0, 0, 0, 40)).save(stream, "JPEG")
    upload = page.locator(".picture-panel input[type=file]")
    drawn = here(page)
    upload.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()})
    until(lambda: here(page) != drawn)
    upload.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    until(lambda: "This is no picture" in page.locator(".found").inner_text())


def test_the_generator_and_the_script_are_saved(page, served) -> None:
    open_tab(page, served, "tab=plane&point=3")
    with page.expect_download() as download:
        page.locator(".save-model").select_option("safetensors")
    assert download.value.suggested_filename == f"{shipped()[0]}.safetensors"
    with page.expect_download() as download:
        page.locator(".save-script").click()
    assert download.value.suggested_filename.endswith("view.py")
