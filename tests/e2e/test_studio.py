"""Directions, one's own picture and files to take away, in a real browser."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
import safetensors.torch
import torch
from PIL import Image

from gan_core.generator.search_samples import balanced, draws
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import shipped
from tests.e2e.browser import executable, here, settled, until
from tests.e2e.test_explore import drag, in_a_fresh_browser, open_tab
from tests.gan_core.generator.test_inversion import bomb

pytest.importorskip(
    "playwright.sync_api", reason="browser tests want Playwright: pip install -e '.[browser]'"
)
pytestmark = pytest.mark.skipif(
    executable() is None,
    reason="browser tests want Chromium or Chrome: install one or set CHROMIUM to its path",
)


def test_a_direction_slider_draws_and_a_link_shows_the_same(page, served) -> None:
    open_tab(page, served, "tab=directions&point=8")
    strip = page.locator(".way .pixels").first
    until(lambda: strip.evaluate("image => image.naturalWidth") == 7 * 28)  # seven pictures
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
    upload.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": bomb()})
    until(lambda: "pixels; make it smaller" in page.locator(".found").inner_text())
    before = here(page)
    dot = io.BytesIO()
    Image.new("RGBA", (1, 1), (255, 255, 255, 128)).save(dot, "PNG")
    upload.set_input_files({"name": "c.png", "mimeType": "image/png", "buffer": dot.getvalue()})
    until(lambda: here(page) != before)


def saved(page, click) -> tuple[str, bytes]:
    """Name and content of the file that `click` makes the page save."""
    with page.expect_download() as download:
        click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_generator_is_saved_in_each_form_and_opens_elsewhere(page, served) -> None:
    open_tab(page, served, "tab=plane&point=3")
    forms, session = page.locator(".save-model"), load_generator(shipped()[0])
    z, c = draws(2, session.z_dim), balanced(2, session.num_classes)
    expected = session.G(z, c).numpy()
    files = {
        form: saved(page, lambda form=form: forms.select_option(form))
        for form in ("safetensors", "onnx", "pt")
    }
    assert [name for name, _ in files.values()] == [f"{shipped()[0]}.{form}" for form in files]
    assert safetensors.torch.load(files["safetensors"][1]).keys() == session.G.state_dict().keys()
    traced = torch.jit.load(io.BytesIO(files["pt"][1]))
    np.testing.assert_allclose(traced(z, c).detach().numpy(), expected, atol=1e-4)
    runtime = pytest.importorskip("onnxruntime").InferenceSession(files["onnx"][1])
    drawn = runtime.run(["images"], {"z": z.numpy(), "c": c.numpy()})[0]
    np.testing.assert_allclose(drawn, expected, atol=1e-4)


def test_film_latents_and_script_are_saved_from_a_walk(page, served) -> None:
    open_tab(page, served, "tab=walk&keys=1;2&ways=9:slerp:linear")
    name, film = saved(page, page.locator(".save-film").click)
    with av.open(io.BytesIO(film)) as container:
        assert name.endswith(".mp4") and len(list(container.decode(video=0))) == 10
    name, gif = saved(page, page.locator(".save-walk").click)
    assert name.endswith(".gif") and Image.open(io.BytesIO(gif)).n_frames == 10
    name, content = saved(page, page.locator(".save-latents").click)
    with np.load(io.BytesIO(content)) as latents:
        session = load_generator(shipped()[0])
        assert name.endswith(".npz") and latents["z"].shape == (10, session.z_dim)
        assert np.array_equal(latents["images"][0], session.sample([1])[0])
    name, text = saved(page, page.locator(".save-script").click)
    assert name.endswith("view.py") and compile(text, name, "exec")
