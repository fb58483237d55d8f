"""The page as Streamlit runs it: what it hands to the browser; the set in Train's form."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.runs.run_dir import all_runs
from playground.draw.drawing_page import LEAST, TRAINING
from playground.shared import drawing_sets, modules
from playground.train import form_state, image_sources
from tests.playground.draw.doodles import ANNA, doodle
from tests.playground.train import train_page

PAGE = str(Path(modules.PLAYGROUND) / "draw" / "page.py")


@pytest.fixture(autouse=True)
def runs_folder(environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return train_page.prepare(environment, monkeypatch)


def opened(**query: str) -> AppTest:
    test = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception
    return test


def data_of(**query: str) -> dict:
    return data_in(opened(**query))


def data_in(test: AppTest) -> dict:
    return json.loads([*test.main.children.values()][-1].proto.json)


def captions(form: AppTest) -> str:
    return " ".join(caption.value for caption in form.caption)


def a_set(name: str = "our class", classes: tuple[str, ...] = ("cat",), count: int = LEAST) -> None:
    for number in range(count):
        drawing_sets.add(name, classes[number % len(classes)], doodle(number), ANNA)


def test_the_page_hands_over_what_the_address_names_and_the_sets_that_are_here() -> None:
    assert data_of()["sets"] == ["our class"]
    a_set("猫", count=1)
    data = data_of(set="Klasse 7b", **{"class": "Katze"})
    assert data["sets"] == ["猫"] and data["set"] == "Klasse 7b" and data["class"] == "Katze"


@pytest.mark.parametrize("what", ["set", "class"])
def test_a_name_that_is_too_long_is_not_cut_but_said_to_be(what: str) -> None:
    test = opened(**{what: "x" * 5000})
    assert data_in(test)[what] == ""
    (warning,) = test.warning
    assert f"a {what} of 5,000 characters" in warning.value and "at most 40" in warning.value
    test = opened(**{what: "x" * 40})
    assert data_in(test)[what] == "x" * 40 and not test.warning


def test_trains_form_is_filled_with_the_set_and_starts_a_run_on_it_as_it_is_now(
    launched: list[str], runs_folder: Path
) -> None:
    a_set(classes=("cat", "猫"))
    form = train_page.healthy(train_page.page(dataset="drawn:our class", **TRAINING))
    assert f"{LEAST} greyscale images in 2 classes." in captions(form)
    a_set(classes=("dog",), count=LEAST + 1)
    form = train_page.healthy(train_page.page(dataset="drawn:our class", **TRAINING))
    assert f"{2 * LEAST + 1} greyscale images in 3 classes." in captions(form)
    train_page.buttons(form)["train"].click()
    train_page.healthy(form.run())
    run = all_runs(runs_folder)[0]
    assert launched == [run.id] and run.config()["recipe"] == "quick"
    dataset = Path(run.config()["dataset"])
    assert dataset.name == "our class.zip"
    a_set(classes=("bird",), count=1)
    assert image_sources.describe(str(dataset)).count == 2 * LEAST + 1


def test_the_settings_of_the_button_are_ones_that_the_form_knows() -> None:
    assert {*TRAINING} <= form_state.NAMES


@pytest.mark.parametrize("name", ["../data", "", "no such set", "..", "x" * 5000])
def test_a_set_that_is_not_here_is_named_in_a_sentence(name: str) -> None:
    form = train_page.healthy(train_page.page(dataset=f"drawn:{name}", recipe="quick"))
    assert "not on this machine any more" in form.error[0].value
    assert all(len(option) < 100 for option in form.selectbox(key="dataset").options)


def test_the_code_of_a_school_class_is_not_the_name_of_what_is_drawn() -> None:
    assert data_of(**{"class": "amber-fox-42"})["class"] == ""
    assert data_of(**{"class": "amber fox"})["class"] == "amber fox"
