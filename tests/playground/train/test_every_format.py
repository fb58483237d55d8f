"""Every format by the page: the panel shows, and the run trains on, the pixels of the file."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core.config.image_choices import image_choices_from
from gan_core.data.files.pixels import formats
from gan_core.data.image_set import load_images
from gan_core.runs.run_dir import RunDir
from tests.gan_core.data.every_format import NAMES, SIDE, WANTED, sample
from tests.playground.train.train_page import buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def shown(test: AppTest) -> np.ndarray:
    """The images of the panel, [N, H, W] or [N, H, W, 3]."""
    body = next(html.proto.body for html in test.get("html") if "as-D-sees" in html.proto.body)
    sources = re.findall(r'base64,([^"]+)"', body)
    return np.stack([np.asarray(Image.open(io.BytesIO(base64.b64decode(s)))) for s in sources])


@pytest.mark.parametrize("name", NAMES)
def test_an_upload_is_shown_and_trained_on_pixel_for_pixel(
    name: str, runs: Path, launched: list[str]
) -> None:
    if name in WANTED:
        pytest.importorskip(WANTED[name])
        formats()  # registers what reads HEIC
    given = sample(name)
    test = page()
    test.file_uploader(key="upload-files-0").upload(given.name, given.content)
    test = healthy(test.run())
    assert shown(test).shape == given.pixels.shape and (shown(test) == given.pixels).all()
    buttons(test)["train"].click()
    healthy(test.run())
    config = RunDir(runs / launched[0]).config()
    trained = load_images(
        config["dataset"], image_size=config["image_size"], channels=config["channels"],
        choices=image_choices_from(config["image_choices"]), progress=None,
    ).images  # fmt: skip
    expected = given.pixels.reshape(len(trained), SIDE, SIDE, -1)
    assert (trained.permute(0, 2, 3, 1).numpy() == expected).all()
