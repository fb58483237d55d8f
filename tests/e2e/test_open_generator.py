"""A generator file is opened in a real browser: what a person sees, and who has the link."""

import pytest
import torch

from tests.e2e.browser import BROWSER_TESTS, final_image, here, until
from tests.e2e.test_explore import in_a_fresh_browser, open_tab
from tests.gan_core.generator.foreign_networks import Tutorial

pytestmark = BROWSER_TESTS
BUTTON = "Open a generator file"


def test_an_opened_file_is_drawn_linked_and_deleted(page, served, tmp_path) -> None:
    torch.save({"netG": Tutorial().state_dict()}, tmp_path / "netG.pth")
    open_tab(page, served)
    shipped = final_image(page)
    page.get_by_role("button", name=BUTTON).click()
    uploader = page.get_by_test_id("stFileUploaderDropzoneInput")
    uploader.set_input_files({"name": "a.pth", "mimeType": "", "buffer": b"<!doctype html>"})
    page.get_by_text("a.pth is a web page, so the download failed").wait_for()
    uploader.set_input_files(tmp_path / "netG.pth")
    page.get_by_text("5 transposed convolutions, 64 px, colour").wait_for()
    until(lambda: "model=file:" in here(page))
    opened = final_image(page)
    assert opened != shipped
    page.get_by_text("DCGAN from netG.pth").wait_for()
    assert in_a_fresh_browser(page, served, page.url) == opened

    page.get_by_role("button", name="Delete").click()
    until(lambda: "model=file:" not in here(page))
    assert final_image(page) == shipped


@pytest.mark.parametrize("width", [360, 390, 700, 1280])
def test_the_button_stands_beside_the_list(width, page, served) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    open_tab(page, served)
    listed = page.get_by_role("combobox", name="Generator", exact=True).bounding_box()
    button = page.get_by_role("button", name=BUTTON).bounding_box()
    assert abs(listed["y"] + listed["height"] / 2 - button["y"] - button["height"] / 2) < 4
    assert listed["x"] < button["x"] and button["x"] + button["width"] <= width
