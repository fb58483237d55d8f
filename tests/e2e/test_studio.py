"""Directions, an image of one's own and downloads, in a real browser."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
import safetensors.torch
import torch
from PIL import Image

from gan_core.generator.search_samples import balanced_classes, sample_z
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import shipped
from tests.e2e.browser import BROWSER_TESTS, final_image, here, set_slider, until
from tests.e2e.test_explore import drag, in_a_fresh_browser, open_tab
from tests.gan_core.generator.test_inversion import bomb

pytestmark = BROWSER_TESTS


def test_a_direction_slider_draws_and_a_link_shows_the_same(page, served) -> None:
    open_tab(page, served, "tab=directions&point=8")
    strip = page.locator(".direction .pixels").first
    until(lambda: strip.evaluate("image => image.naturalWidth") == 7 * 28)  # seven images
    before = final_image(page)
    row = page.locator('.direction[data-id="pca-1"]')
    page.locator(".unnamed summary").click()
    set_slider(row.locator("input"), 2)
    until(lambda: "point=8~dpca-1:2" in here(page))
    after = final_image(page)
    assert after != before and row.locator("output").inner_text() == "+2.0"
    assert in_a_fresh_browser(page, served, here(page)) == after
    row.locator(".reset").click()
    until(lambda: "~d" not in here(page))
    assert final_image(page) == before


def test_the_match_of_a_drawing_or_an_upload_becomes_the_current_image(page, served) -> None:
    open_tab(page, served, "tab=inversion")
    drag(page, page.locator(".drawing"), 40, 60)
    page.locator(".find-match").click()
    until(lambda: "error" in page.locator(".search-result").inner_text())
    until(lambda: "~e0:" in here(page))

    stream = io.BytesIO()
    Image.new("CMYK", (300, 200), (0, 0, 0, 40)).save(stream, "JPEG")
    upload = page.locator(".inversion-panel input[type=file]")
    drawn = here(page)
    upload.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()})
    until(lambda: here(page) != drawn)
    upload.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no image"})
    until(lambda: "This is not an image" in page.locator(".search-result").inner_text())
    upload.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": bomb()})
    until(lambda: "pixels; make it smaller" in page.locator(".search-result").inner_text())
    before = here(page)
    dot = io.BytesIO()
    Image.new("RGBA", (1, 1), (255, 255, 255, 128)).save(dot, "PNG")
    upload.set_input_files({"name": "c.png", "mimeType": "image/png", "buffer": dot.getvalue()})
    until(lambda: here(page) != before)


def downloaded(page, click) -> tuple[str, bytes]:
    """Name and content of the file that `click` downloads."""
    with page.expect_download() as download:
        click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_generator_is_downloaded_in_each_form_and_opens_elsewhere(page, served) -> None:
    open_tab(page, served, "tab=seed-map&point=3")
    forms, session = page.locator(".download-generator"), load_generator(shipped()[0])
    z, c = sample_z(2, session.z_dim), balanced_classes(2, session.num_classes)
    expected = session.G(z, c).numpy()
    files = {
        form: downloaded(page, lambda form=form: forms.select_option(form))
        for form in ("safetensors", "onnx", "pt")
    }
    assert [name for name, _ in files.values()] == [f"{shipped()[0]}.{form}" for form in files]
    assert safetensors.torch.load(files["safetensors"][1]).keys() == session.G.state_dict().keys()
    traced = torch.jit.load(io.BytesIO(files["pt"][1]))
    np.testing.assert_allclose(traced(z, c).detach().numpy(), expected, atol=1e-4)
    runtime = pytest.importorskip("onnxruntime").InferenceSession(files["onnx"][1])
    drawn = runtime.run(["images"], {"z": z.numpy(), "c": c.numpy()})[0]
    np.testing.assert_allclose(drawn, expected, atol=1e-4)


def test_animation_latents_and_script_of_a_walk_are_downloaded(page, served) -> None:
    open_tab(page, served, "tab=walk&keys=1;2&ways=9:slerp:linear")
    name, mp4 = downloaded(page, page.locator(".download-mp4").click)
    with av.open(io.BytesIO(mp4)) as container:
        assert name.endswith(".mp4") and len(list(container.decode(video=0))) == 10
    name, gif = downloaded(page, page.locator(".download-gif").click)
    assert name.endswith(".gif") and Image.open(io.BytesIO(gif)).n_frames == 10
    name, content = downloaded(page, page.locator(".download-latents").click)
    with np.load(io.BytesIO(content)) as latents:
        session = load_generator(shipped()[0])
        assert name.endswith(".npz") and latents["z"].shape == (10, session.z_dim)
        assert np.array_equal(latents["images"][0], session.sample([1])[0])
    name, text = downloaded(page, page.locator(".download-script").click)
    assert name.endswith("view.py") and compile(text, name, "exec")
