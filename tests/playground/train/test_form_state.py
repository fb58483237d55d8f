"""The form keeps its word: what a person chose stays, whatever else on the form changes."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.runs.run_dir import RunDir
from playground.shared import browser
from playground.train import estimate
from playground.train.form_state import FORM, MAX_TEXT, NAMES, fill_from
from tests.playground.train.sample_images import photos
from tests.playground.train.train_page import BROWSER, buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def address(test: AppTest) -> dict[str, str]:
    """What the form puts into the address bar."""
    return dict(parse_qsl(test.session_state[FORM].address()))


def filled() -> AppTest:
    """A form in which everything a person may choose is chosen, on images of their own."""
    test = page()
    test.file_uploader(key="upload-files-0").upload("mine.zip", photos(top=("",)))
    test = healthy(test.run())
    test.number_input(key="amount-minutes").set_value(7.5)
    test.number_input(key="seed").set_value(42)
    test.number_input(key="quick-lr_D").set_value(0.01)
    test.selectbox(key="size-quick").set_value(28)
    return healthy(test.run())


def started(test: AppTest, runs: Path, launched: list[str]) -> dict:
    buttons(test)["train"].click()
    healthy(test.run())
    return RunDir(runs / launched[-1]).config()


def assert_as_filled(config: dict) -> None:
    assert Path(config["dataset"]).name == "mine.zip"
    assert config["image_size"] == 28 and config["seed"] == 42
    assert config["budget"] == {"unit": "minutes", "amount": 7.5}
    assert config["settings"]["lr_D"] == 0.01


def test_the_choices_survive_a_change_of_recipe(runs: Path, launched: list[str]) -> None:
    test = filled()
    for name in ("dcgan", "keras_dcgan", "quick"):
        test.selectbox(key="recipe").set_value(name)
        test = healthy(test.run())
    assert_as_filled(started(test, runs, launched))


def test_a_recipe_that_cannot_take_the_choices_says_so_and_changes_nothing_else(
    runs: Path, launched: list[str]
) -> None:
    test = filled()
    test.number_input(key="quick-clusters").set_value(16)
    test.selectbox(key="recipe").set_value("cgan_cifar10")
    test = healthy(test.run())
    words = " ".join(element.value for element in (*test.caption, *test.warning))
    assert "This model does not support 28 px." in words
    config = started(test, runs, launched)
    assert config["image_size"] == 32 and config["seed"] == 42
    assert config["settings"]["lr_D"] == 0.01 and not config["settings"]["labels"]
    test = page()
    test.selectbox(key="recipe").set_value("quick")
    test = healthy(test.run())
    assert test.selectbox(key="size-quick").value == 28


def test_the_choices_survive_another_page_and_a_reload(runs: Path, launched: list[str]) -> None:
    test = filled()
    shared = address(test)
    for query in (shared, {}):  # a reload has the address; another page and back has none
        assert_as_filled(started(page(**query), runs, launched))


def test_a_second_tab_and_a_restarted_server_find_the_form_of_this_browser(
    runs: Path, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled()
    assert_as_filled(started(page(), runs, launched))
    monkeypatch.setattr(browser, "browser_id", lambda: "f" * 32)
    assert address(page()) == {}


def test_a_shared_address_fills_the_form_of_another_browser(
    runs: Path, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = address(filled())
    monkeypatch.setattr(browser, "browser_id", lambda: "f" * 32)
    assert_as_filled(started(page(**shared), runs, launched))


def test_back_to_an_earlier_address_brings_its_form_back() -> None:
    test = page(recipe="dcgan", seed="3")
    test.number_input(key="seed").set_value(4)
    test = healthy(test.run())
    test.query_params["recipe"], test.query_params["seed"] = "quick", "9"
    test = healthy(test.run())
    assert test.selectbox(key="recipe").value == "quick"
    assert test.number_input(key="seed").value == 9


def test_a_new_run_with_the_settings_of_another(runs: Path, launched: list[str]) -> None:
    config = started(filled(), runs, launched)
    again = AppTest.from_function(_fill, kwargs={"config": config}, default_timeout=60).run()
    healthy(again)
    assert_as_filled(started(page(**address(again)), runs, launched))


def _fill(config: dict) -> None:
    from playground.train.form_state import fill_from

    fill_from(config)


def test_everything_of_a_run_is_in_the_form_that_repeats_it(
    runs: Path, launched: list[str]
) -> None:
    from dataclasses import replace

    from gan_core.config.train_config import Budget
    from gan_core.recipes import RECIPES
    from gan_core.training.resolve import resolve_config

    for recipe in RECIPES.values():
        wanted = resolve_config(
            recipe.name, "silhouettes", budget=Budget("epochs", 3), seed=5, device="cpu",
            settings=["lr_G=0.0003", "batch_size=24", *_channels(recipe)],
        )  # fmt: skip
        again = AppTest.from_function(_fill, kwargs={"config": wanted.to_json()}).run()
        found = started(page(**address(healthy(again))), runs, launched)
        assert found == replace(wanted, channels=found["channels"]).to_json(), recipe.name


def test_a_run_older_than_a_setting_is_repeated_without_it(runs: Path, launched: list[str]) -> None:
    from gan_core.training.resolve import resolve_config

    config = resolve_config("quick", "silhouettes", device="cpu").to_json()
    for younger in ("scales", "frechet", "upsampling"):
        del config["settings"][younger]
    again = AppTest.from_function(_fill, kwargs={"config": config}).run()
    settings = started(page(**address(healthy(again))), runs, launched)["settings"]
    older = {"scales": "one", "frechet": "off", "upsampling": "transposed"}
    assert settings == config["settings"] | older


@pytest.mark.parametrize("gamma", ["0.1", "1.0"])
def test_a_penalty_that_is_chosen_or_not_by_default_is_that_of_the_run_repeated(
    runs: Path, launched: list[str], gamma: str
) -> None:
    """At 64 px 0.1, the recipe's default, is not what it uses where nobody chose."""
    from gan_core.training.resolve import resolve_config

    words = [f"r1_gamma={gamma}"] if gamma == "0.1" else []
    config = resolve_config("quick", "silhouettes", device="cpu", image_size=64, settings=words)
    assert config.settings.r1_gamma == float(gamma)
    again = AppTest.from_function(_fill, kwargs={"config": config.to_json()}).run()
    found = started(page(**address(healthy(again))), runs, launched)
    assert found["settings"] == config.to_json()["settings"]


@pytest.mark.parametrize(
    "size, asked, shown", [("28", "", 0.1), ("64", "", 1), ("64", "0.1", 0.1), ("64", "<b>", 1)]
)
def test_the_form_shows_the_penalties_that_the_run_will_have(
    runs: Path, launched: list[str], size: str, asked: str, shown: float
) -> None:
    choices = {"r1_gamma": asked} if asked else {}
    test = page(recipe="quick", dataset="silhouettes", image_size=size, **choices)
    assert test.number_input(key="quick-r1_gamma").value == shown
    said = " ".join(element.value for element in test.caption)
    assert (
        ("Changed by you: R1 weight 0.1." in said) == (asked == "0.1") == ("reset" in buttons(test))
    )
    settings = started(test, runs, launched)["settings"]
    assert settings["r1_gamma"] == shown and settings["r2_gamma"] == (0.1 if size == "28" else 1)


def _channels(recipe: object) -> list[str]:
    return [] if 1 in recipe.channels else [f"channels={recipe.channels[0]}"]


def test_a_choice_can_be_taken_back() -> None:
    test = filled()
    assert "Learning rate of D 0.01" in " ".join(element.value for element in test.caption)
    buttons(test)["reset"].click()
    test = healthy(test.run())
    assert test.number_input(key="quick-lr_D").value == 0.002
    assert test.number_input(key="seed").value == 42  # no setting, so it stays
    assert "reset" not in buttons(test)


def test_the_amount_of_each_unit_is_kept() -> None:
    test = filled()
    for unit in ("epochs", "minutes"):
        test.segmented_control(key="unit").set_value(unit)
        test = healthy(test.run())
    assert test.number_input(key="amount-minutes").value == 7.5


@pytest.mark.parametrize(
    "query",
    [
        {"recipe": "nothing"}, {"recipe": "<b>"}, {"dataset": "/etc/passwd"}, {"seed": "-1"},
        {"dataset": "upload:../../x"}, {"minutes": "nan"}, {"minutes": "1e99"}, {"unit": "years"},
        {"unit": "epochs"}, {"image_size": "1e9"}, {"image_size": "x"}, {"lr_D": "9"},
        {"loss": "nothing"}, {"labels": "maybe"}, {"batch_size": "1.5"}, {"preset": "x"},
        {"seed": "9" * 5000}, {"__class__": "1"}, {"convert": "x"}, {"z_dim": "\u202e1"},
    ],
    ids=str,
)  # fmt: skip
def test_an_address_that_makes_no_sense_still_shows_the_form(query: dict[str, str]) -> None:
    test = healthy(page(**query))
    assert "train" in buttons(test)
    assert address(test).keys() <= NAMES


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"recipe": "<b>"}, 'There is no model "<b>"; Quick is used.'),
        ({"image_size": "1e9"}, 'The size is a number of pixels, not "1e9"; 28 px is used.'),
        ({"image_size": "28.5"}, 'not "28.5"'),
        ({"seed": "-1"}, 'not "-1"; 0 is used.'),
        ({"seed": "1.5"}, 'not "1.5"; 0 is used.'),
        ({"minutes": "nan"}, 'The number of minutes is one from 0.001 to 1,000,000,000, not "nan"'),
        ({"minutes": "1e99"}, "the form takes 5 minutes."),
        ({"images_seen": "0.5"}, 'The number of images is one from 1 to 1,000,000,000, not "0.5"'),
        ({"unit": "years"}, 'The unit is one of minutes, epochs, images, not "years"'),
        ({"unit": "epochs"}, "The address says epochs and not how many; the form takes"),
        ({"lr_D": "9"}, "Learning rate of D: 0.002 is used."),
        ({"recipe": "quick", "dataset": "silhouettes", "augment_share": "1e999"}, "0.3 is used."),
        ({"preset": "x"}, 'Preset is published or short, not "x"; the default is used.'),
        ({"batchsize": "3"}, 'The form ignores "batchsize" (did you mean "batch_size"?).'),
        ({f"seed{n}": "3" for n in range(9)}, '"seed2" (did you mean "seed"?) and 6 more.'),
        ({"leave_out": "a|" * 5000}, "Folders to leave out: 10,000 characters"),
        ({"subset": "-3"}, "Random subset: all is used."),
        ({"fit": "<b>"}, "How they become square: Crop is used."),
    ],
    ids=str,
)  # fmt: skip
def test_what_an_address_asks_for_and_cannot_be_is_named(query: dict, sentence: str) -> None:
    test = healthy(page(**query))
    words = [warning.value.replace("\\", "") for warning in test.warning]
    assert [each for each in words if sentence in each] and len(words) == 1, words


@pytest.mark.parametrize(
    "names", [("class", "lesson", "teacher", "present", "set"), ("fbclid", "gclid", "utm_source")]
)
def test_what_others_put_into_an_address_is_not_taken_for_a_mistake(names: tuple[str, ...]) -> None:
    others = dict.fromkeys(names, "amber-fox-42")
    assert not healthy(page(**others)).warning
    assert not healthy(page(recipe="quick", **others)).warning


def test_an_address_that_can_be_has_nothing_named() -> None:
    query = {"recipe": "quick", "image_size": "28", "seed": "3", "unit": "epochs", "epochs": "0.5",
             "lr_D": "0.01", "subset": "50", "preset": "short"}  # fmt: skip
    assert not healthy(page(**query)).warning


def test_many_folders_left_out_fit_into_an_address() -> None:
    names = "|".join(f"folder number {number}" for number in range(400))
    assert 6000 < len(names) < MAX_TEXT
    assert address(page(leave_out=names))["leave_out"] == names


def test_a_form_filled_from_a_run_has_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    from gan_core.recipes import RECIPES
    from gan_core.training.resolve import resolve_config

    monkeypatch.setattr(estimate, "_measured", lambda *_: 4.0)  # so the short version is proposed
    default = RECIPES["dcgan64"].settings_type.__dataclass_fields__["width"].default
    config = resolve_config("dcgan64", "silhouettes", device="cpu", settings=["channels=3"])
    again = AppTest.from_function(_fill, kwargs={"config": config.to_json()}).run()
    chosen = address(healthy(again))
    assert chosen["width"] == str(default)
    assert page(**chosen).number_input(key="dcgan64-width").value == default


def test_a_run_from_before_lists_leaves_the_same_folders_out() -> None:
    from gan_core.training.resolve import resolve_config

    config = resolve_config("quick", "silhouettes", device="cpu").to_json()
    config["image_choices"]["leave_out"] = "drafts, old"
    again = AppTest.from_function(_fill, kwargs={"config": config}).run()
    assert address(healthy(again))["leave_out"] == "drafts| old"


@pytest.mark.parametrize("config", [{}, {"recipe": "dcgan", "budget": 3}, {"image_choices": {}}])
def test_a_run_without_settings_fills_no_form(config: dict) -> None:
    with pytest.raises(GanError, match="missing or damaged"):
        fill_from(config)


def test_images_that_are_gone_are_not_replaced_in_silence(runs: Path) -> None:
    shared = address(filled())
    for path in (runs / "data").rglob("*.zip"):
        path.unlink()
    test = healthy(page(**shared))
    assert "not on this machine any more" in test.error[0].value
    assert buttons(test)["train"].disabled


def test_a_damaged_memory_of_the_browser_is_an_empty_form(runs: Path) -> None:
    for damaged in ("x", [1], {FORM: 3}, {FORM: {"recipe": 4, "seed": "5"}}):
        durable_files.make_folder(runs / "browsers")
        durable_files.write_json(runs / "browsers" / f"{BROWSER}.json", damaged)
        healthy(page())


def test_a_proposal_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "_measured", lambda *_: 4.0)
    test = page()
    for name in ("dcgan64", "quick"):  # the short version of the one says nothing of the other
        test.selectbox(key="recipe").set_value(name)
        test = healthy(test.run())
    assert test.number_input(key="quick-width").value == 0
    assert "width" not in address(test) and "minutes" not in address(test)


def test_followed_seeds_alone_in_an_address_leave_the_rest_as_it_was(
    runs: Path, launched: list[str]
) -> None:
    test = page(recipe="dcgan", dataset="silhouettes", seed="5")
    test.query_params.clear()
    test.query_params["follow"] = "42,7"
    test = healthy(test.run())
    assert test.text_input(key="follow").value == "42,7"
    config = started(test, runs, launched)
    assert (config["recipe"], config["seed"], config["followed_seeds"]) == ("dcgan", 5, [42, 7])


def test_what_are_no_seeds_is_said_and_the_first_ones_are_used(launched: list[str]) -> None:
    test = healthy(page(dataset="silhouettes", follow="3, x"))
    assert "The first seeds are used" in test.warning[0].value
    assert buttons(test)["train"].disabled is False
