"""What the form says of settings that the recipe chooses by itself."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.playground.train.train_page import healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def test_what_the_recipe_chose_by_itself_is_said(runs: Path, image_folder: Path) -> None:
    from gan_core.training.resolve import resolve_config
    from playground.train.settings_form import auto_choice_words

    quick = resolve_config("quick", str(image_folder), device="cpu", settings=["labels=false"])
    few = auto_choice_words(quick.settings, 199)
    assert "Augmentation (translation+cutout) of up to 30% (after 60 epochs) is on" in few
    assert "small network, D at two scales" in few
    always = resolve_config(
        "quick", str(image_folder), device="cpu", settings=["augment_share=0.3"]
    )
    words = auto_choice_words(always.settings, 200)
    assert "Augmentation (translation+cutout) of 30% is on" in words
    assert "off" not in few and "Frechet" not in few
    clothes = resolve_config("quick", "fashion-mnist", device="cpu", settings=["labels=true"])
    assert "Frechet loss is on in the second half" in auto_choice_words(clothes.settings, 60_000)
    assert "clustered" not in few and "up to 2." in auto_choice_words(quick.settings, 200)
    dcgan = resolve_config("dcgan", "silhouettes", device="cpu")
    assert auto_choice_words(dcgan.settings, 4096) == ""
    words = " ".join(element.value for element in page().caption)
    assert "Chosen for this machine: " in words


def test_a_setting_that_the_recipe_chooses_says_what_it_is_in_this_run() -> None:
    def captions(test: AppTest) -> str:
        return " ".join(each.value for each in healthy(test).caption)

    test = page(recipe="quick", dataset="silhouettes")  # fewer than 5,000 images
    words = captions(test)
    assert "half of it too. In this run: two." in words
    assert "In this run: translation" in words and "In this run: 0.3." in words
    assert "0 for a constant share. In this run: 60." in words
    test.selectbox(key="quick-augment").set_value("none")
    test.selectbox(key="quick-scales").set_value("two")
    words = captions(test.run())
    assert "In this run: fp32." in words or "In this run: bf16." in words  # still left open
    assert not any(f"In this run: {value}" in words for value in ("two", "translation", "0.3"))
    assert "In this run" not in captions(page(recipe="dcgan", dataset="silhouettes"))
