"""What is made of a person's images is chosen on the form, seen there, and holds in the run."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.runs.run_dir import RunDir
from playground.train.form_state import FORM
from tests.playground.train.sample_images import archive, photo
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
        "fit": "pad", "background": "black", "classes": "folders", "leave_out": "c", "subset": 6,
        "flip": True,
    }  # fmt: skip


def test_a_new_run_with_these_settings_has_the_same_choices(
    runs: Path, launched: list[str]
) -> None:
    test = with_photos()
    test.segmented_control(key="fit").set_value("squash")
    test = healthy(test.run())
    address = test.session_state[FORM].address()
    from urllib.parse import parse_qsl

    again = healthy(page(**dict(parse_qsl(address))))
    assert again.segmented_control(key="fit").value == "squash"


def test_one_look_at_all_of_them() -> None:
    test = with_photos()
    buttons(test)["inspect"].click()
    test = healthy(test.run())
    found = words(test)
    assert "12 images in 3 classes" in found and "1 damaged image" in found
    assert "fit=pad keeps them all" in found.replace("\\", "") and "a: 4" in found.replace("\\", "")


@pytest.mark.parametrize("query", [{"fit": "x"}, {"subset": "-3"}, {"background": "<b>"}])
def test_choices_that_make_no_sense_are_left_at_their_defaults(query: dict[str, str]) -> None:
    test = with_photos()
    address = {"dataset": test.session_state["dataset"], **query}
    assert not healthy(page(**address)).error
