"""What is folded away on Train is made when it is opened, and loses nothing when it is closed."""

from pathlib import Path

import pytest

from gan_core.runs.run_dir import RunDir
from tests.playground.train.sample_images import archive, photo
from tests.playground.train.train_page import FOLDED, buttons, healthy, page, prepare

PHOTOS = archive({f"{n}.png": photo((8 * n, 255 - 8 * n, 90), (40, 32)) for n in range(30)})


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def test_it_comes_when_opened_and_keeps_its_choices(runs: Path, launched: list[str]) -> None:
    test = page(unfolded=False, recipe="quick", r1_gamma="0.3")
    test.file_uploader(key="upload-files-0").upload("mine.zip", PHOTOS)
    test = healthy(test.run())
    inside = {"quick-r1_gamma", "image-flip", "inspect"}
    assert not inside & {each.key for each in (*test.number_input, *test.toggle, *test.button)}
    assert "**Source**" not in " ".join(element.value for element in test.markdown)
    for part in FOLDED:
        test.session_state[part] = True
    test = healthy(test.run())
    assert "**Source**" in " ".join(element.value for element in test.markdown)
    assert test.number_input(key="quick-r1_gamma").value == 0.3
    test.number_input(key="quick-r1_gamma").set_value(0.4)
    test.toggle(key="image-flip").set_value(True)
    test = healthy(test.run())
    for part in FOLDED:
        test.session_state[part] = False
    buttons(healthy(test.run()))["train"].click()
    healthy(test.run())
    config = RunDir(runs / launched[0]).config()
    assert config["settings"]["r1_gamma"] == 0.4 and config["image_choices"]["flip"] is True
