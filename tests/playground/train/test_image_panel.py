"""What is made of a person's images is chosen on the form, seen there, and holds in the run."""

import base64
import io
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core.config.image_choices import NAMES as IMAGE_CHOICES
from gan_core.data.catalog import DATASETS
from gan_core.data.image_set import load_images
from gan_core.runs.run_dir import RunDir
from playground.train import image_preview, uploads
from playground.train.form_state import FORM
from tests.playground.train.sample_images import archive, photo, photos
from tests.playground.train.train_page import buttons, healthy, page, prepare

WIDE = archive(
    {f"{kind}/{n}.png": photo((60 * n, 40, 90), (200, 150)) for kind in "abc" for n in range(4)}
    | {"notes.txt": b"hello", "a/cut.png": photo()[:40], "x[1](b).txt": b"x"}
)


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def with_photos() -> AppTest:
    test = page()
    test.file_uploader(key="upload-files-0").upload("wide.zip", WIDE)
    return healthy(test.run())


def words(test: AppTest) -> str:
    return " ".join(element.value for element in (*test.caption, *test.markdown))


def test_what_is_left_out_is_named_where_the_images_are_chosen() -> None:
    test = with_photos()
    assert "2 text files" in words(test) and "notes.txt" in words(test)
    assert r"x\[1\]\(b\).txt" in words(test)  # a name is no link


MANY = archive({f"{n}.png": photo((8 * n, 255 - 8 * n, 90), (40, 32)) for n in range(30)})


def shown(test: AppTest) -> list[bytes]:
    """The images of the panel, in their order."""
    body = next(html.proto.body for html in test.get("html") if "as-D-sees" in html.proto.body)
    return [base64.b64decode(source) for source in re.findall(r'base64,([^"]+)"', body)]


def pixels(pngs: list[bytes]) -> np.ndarray:
    return np.stack([np.asarray(Image.open(io.BytesIO(png))) for png in pngs])


def test_24_images_are_shown_as_a_run_would_train_on_them_and_what_the_crop_loses() -> None:
    test = page()
    test.file_uploader(key="upload-files-0").upload("many.zip", MANY)
    test = healthy(test.run())
    assert len(shown(test)) == 24
    assert "cut out, which loses 20% of the pixels (**Add bars** in the image" in words(test)
    path = uploads.path_of(test.selectbox(key="dataset").value.partition(":")[2])
    trained = load_images(str(path), image_size=32, progress=None)
    assert (pixels(shown(test)) == trained.images[:24].permute(0, 2, 3, 1).numpy()).all()


def test_augmentation_is_shown_on_request_the_same_each_time_and_where_the_run_augments() -> None:
    test = page()
    test.file_uploader(key="upload-files-0").upload("many.zip", MANY)
    test = healthy(test.run())
    plain = pixels(shown(test))
    before = torch.get_rng_state()
    test.toggle(key="augmented").set_value(True)
    test = healthy(test.run())
    augmented = pixels(shown(test))
    assert augmented.shape == plain.shape
    assert (augmented == 128).all(-1).any() and not (plain == 128).all(-1).any()  # what is cut out
    assert torch.equal(torch.get_rng_state(), before)  # nobody else's numbers change
    image_preview._preview.clear()
    assert (pixels(shown(healthy(test.run()))) == augmented).all()
    test.selectbox(key="quick-augment").set_value("none")
    test = healthy(test.run())
    assert "augmented" not in {toggle.key for toggle in test.toggle}
    assert (pixels(shown(test)) == plain).all()


def test_choices_hold_for_the_preview_and_the_run(runs: Path, launched: list[str]) -> None:
    test = with_photos()
    assert "the centre square is cut out" in words(test)
    test.segmented_control(key="fit").set_value("pad")
    test = healthy(test.run())
    assert "bars make them square" in words(test)
    test.multiselect(key="leave_out").set_value(["c"])
    test.number_input(key="subset").set_value(6)
    test.toggle(key="image-flip").set_value(True)
    test = healthy(test.run())
    buttons(test)["train"].click()
    healthy(test.run())
    chosen = RunDir(runs / launched[0]).config()["image_choices"]
    assert chosen == {
        "fit": "pad", "background": "black", "classes": "folders", "leave_out": ["c"], "subset": 6,
        "flip": True, "like": "",
    }  # fmt: skip


def test_a_new_run_with_these_settings_has_the_same_choices(
    runs: Path, launched: list[str]
) -> None:
    test = with_photos()
    test.segmented_control(key="fit").set_value("squash")
    test.multiselect(key="leave_out").set_value(["c"])
    test.toggle(key="image-flip").set_value(True)
    test = healthy(test.run())
    buttons(test)["train"].click()
    healthy(test.run())
    first = RunDir(runs / launched[0]).config()
    filled = AppTest.from_function(_fill, kwargs={"config": first}, default_timeout=60).run()
    again = healthy(page(**address(healthy(filled))))
    assert again.segmented_control(key="fit").value == "squash"
    buttons(again)["train"].click()
    healthy(again.run())
    assert RunDir(runs / launched[1]).config()["image_choices"] == first["image_choices"]


def _fill(config: dict) -> None:
    from playground.train.form_state import fill_from

    fill_from(config)


def address(test: AppTest) -> dict[str, str]:
    return dict(parse_qsl(test.session_state[FORM].address()))


@pytest.mark.parametrize("left", [{"subset": "1"}, {"leave_out": "a|b|c"}])
def test_choices_that_leave_too_few_images_can_be_taken_back(left: dict[str, str]) -> None:
    chosen = address(with_photos())
    test = healthy(page(**chosen, **left))
    assert buttons(test)["train"].disabled and test.error
    assert str(Path("uploads")) not in test.error[0].value  # no folder of the server
    assert test.number_input(key="subset").value == int(left.get("subset", 0))
    if "leave_out" in left:
        assert test.multiselect(key="leave_out").value == ["a", "b", "c"]
    buttons(test)["reset"].click()
    test = healthy(test.run())
    assert not buttons(test)["train"].disabled and not test.error


def test_what_was_chosen_is_listed_and_can_be_reset() -> None:
    chosen = address(with_photos())
    test = healthy(page(**chosen, subset="6", leave_out="c", flip="true", lr_D="0.01"))
    (said,) = [each.value for each in test.caption if each.value.startswith("Changed by you")]
    assert said == (
        "Changed by you: Learning rate of D 0.01, Folders to leave out: c, Random subset: 6, "
        "Add mirrored copies: on."
    )
    buttons(test)["reset"].click()
    test = healthy(test.run())
    assert address(test) == chosen and "Changed by you" not in words(test)


def test_other_images_are_used_completely_and_become_square_as_before() -> None:
    chosen = address(with_photos())
    test = page(**chosen, subset="6", leave_out="c", classes="one", fit="pad")
    for images in ("silhouettes", chosen["dataset"]):
        test.selectbox(key="dataset").set_value(images)
        test = healthy(test.run())
    assert test.session_state[FORM].chosen.keys() & IMAGE_CHOICES == {"fit"}
    test = page(**address(test), subset="6")
    test.file_uploader(key="upload-files-0").upload("other.zip", photos())
    test = healthy(test.run())
    assert "subset" not in address(test)


def test_folders_with_commas_in_their_names_are_left_out() -> None:
    test = page()
    names = ("a", "red, blue", "c")
    images = {f"{kind}/{n}.png": photo((60 * n, 9, 9)) for kind in names for n in range(4)}
    test.file_uploader(key="upload-files-0").upload("commas.zip", archive(images))
    test = healthy(test.run())
    test.multiselect(key="leave_out").set_value(["red, blue", "c"])
    test = healthy(test.run())
    assert address(test)["leave_out"] == "red, blue|c" and "4 colour images" in words(test)
    assert test.multiselect(key="leave_out").value == ["c", "red, blue"]


def test_a_folder_whose_name_would_be_two_is_named_and_not_offered() -> None:
    test = page()
    images = {f"{kind}/{n}.png": photo((60 * n, 9, 9)) for kind in ("a", "b|c") for n in range(4)}
    test.file_uploader(key="upload-files-0").upload("bars.zip", archive(images))
    test = healthy(test.run())
    assert test.multiselect(key="leave_out").options == ["a"]
    assert r"Cannot be left out, for their names\: b\|c." in words(test)


def test_the_panel_is_in_plain_words() -> None:
    test = with_photos()
    assert "Image options, and a check of all images" in [each.label for each in test.expander]
    assert test.toggle(key="image-flip").label == "Add mirrored copies"
    assert test.toggle(key="image-classes").label == "One class for all"
    assert test.number_input(key="subset").label == "Random subset (0: all)"


def test_names_that_are_not_utf8_break_nothing(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = runs.parent / "data"
    monkeypatch.setenv("GAN_DATA_ROOT", str(data))
    odd = os.fsdecode(b"\xfcber")
    try:
        for place in (data / "fine" / odd, data / "fine" / "b", data / odd):
            place.mkdir(parents=True)
            for number in range(3):
                (place / f"{number}.png").write_bytes(photo((60 * number, 9, 9)))
    except (OSError, UnicodeError):
        pytest.skip("This file system takes no such name.")
    test = healthy(page(dataset="file:fine"))
    assert not test.error and "6 colour images in 2 classes" in words(test)
    assert "has a name that is not UTF-8" in words(test)
    assert [name for name in test.selectbox(key="dataset").options if "fine" in name] == ["fine"]


def test_a_check_of_all_of_them() -> None:
    test = with_photos()
    buttons(test)["inspect"].click()
    test = healthy(test.run())
    found = words(test)
    assert "12 images in 3 classes" in found and "1 damaged image" in found
    assert "fit=pad keeps them all" in found.replace("\\", "") and "a: 4" in found.replace("\\", "")


def test_uneven_classes_are_named_with_the_switch_to_turn_off() -> None:
    files = {f"labels=false/{n}.png": photo((8 * n, 90, 90), (32, 32)) for n in range(11)}
    files["b/0.png"] = photo((250, 90, 90), (32, 32))
    test = page()
    test.file_uploader(key="upload-files-0").upload("uneven.zip", archive(files))
    buttons(healthy(test.run()))["inspect"].click()
    found = words(healthy(test.run())).replace("\\", "")
    assert "Classes of very few images: b" in found and found.count("**Use class labels** off") == 1
    assert "labels=false/1.png" in found  # a name stays as it is


@pytest.mark.parametrize("query", [{"fit": "x"}, {"subset": "-3"}, {"background": "<b>"}])
def test_choices_that_make_no_sense_are_left_at_their_defaults(query: dict[str, str]) -> None:
    test = with_photos()
    opened = {"dataset": test.session_state["dataset"], **query}
    assert not healthy(page(**opened)).error


def of_classes(names: tuple[str, ...]) -> AppTest:
    test = page()
    files = {f"{name}/{n}.png": photo((9 * n, 9, 9), (32, 32)) for name in names for n in range(3)}
    test.file_uploader(key="upload-files-0").upload("copy.zip", archive(files))
    return healthy(test.run())


def test_a_copy_of_a_named_set_may_use_its_networks(runs: Path, launched: list[str]) -> None:
    test = of_classes(DATASETS["cifar10"].class_names)
    assert "CIFAR-10" in test.toggle(key="image-like").label
    test.toggle(key="image-like").set_value(True)
    test = healthy(test.run())
    buttons(test)["train"].click()
    healthy(test.run())
    assert RunDir(runs / launched[0]).config()["image_choices"]["like"] == "cifar10"


def test_other_images_are_not_offered_the_networks_of_a_named_set() -> None:
    test = of_classes(("cat", "dog"))
    assert "image-like" not in {toggle.key for toggle in test.toggle}
