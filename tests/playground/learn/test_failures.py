"""The page Learn: nothing is replayed before a prediction, and after it everything is explained."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.flat import link
from playground.learn.lab_presets import find_preset
from playground.shared import browser, exhibits
from playground.shared.exhibits import all_exhibits

PAGE = str(Path(__file__).parents[3] / "playground" / "learn" / "page.py")


@pytest.fixture(autouse=True)
def _a_browser(runs, monkeypatch):
    """AppTest has no cookies, so it is told which browser it is."""
    monkeypatch.setattr(browser, "browser_id", lambda: "a" * 32)


def page(**query: str) -> AppTest:
    test = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return healthy(test.run())


def healthy(test: AppTest) -> AppTest:
    assert not test.exception, test.exception
    return test


def keys(test: AppTest) -> set[str]:
    return {button.key for button in test.button}


def words(test: AppTest) -> str:
    return "\n".join(each.value for each in (*test.markdown, *test.subheader, *test.caption))


def test_all_exhibits_are_listed_and_one_opens():
    test = page()
    assert {f"open-{exhibit.id}" for exhibit in all_exhibits()[0]} <= keys(test)
    healthy(test.button(key="open-collapse").click().run())
    assert test.query_params["exhibit"] == "collapse"
    assert test.header[0].value == "Collapse"


def test_the_replay_opens_with_the_prediction_alone():
    test = page(exhibit="collapse")
    assert "replay" not in keys(test) and test.button(key="predict").disabled
    assert not test.expander and "What to look at" not in words(test)
    (radio,) = test.radio
    assert radio.value is None and len(radio.options) == 3
    radio.set_value(1)
    healthy(test.run())
    healthy(test.button(key="predict").click().run())
    assert "replay" in keys(test) and not test.radio
    healthy(test.button(key="all-exhibits").click().run())
    healthy(test.button(key="open-collapse").click().run())
    assert "replay" in keys(test), "a prediction is asked once"


def test_after_watching_every_option_has_its_reason(monkeypatch):
    exhibit = exhibits.find_exhibit("d-won")
    monkeypatch.setattr(browser, "remembered", lambda what: {exhibit.id: 0})
    test = AppTest.from_file(PAGE, default_timeout=60)
    test.query_params["exhibit"] = exhibit.id
    test.session_state[f"after-{exhibit.id}"] = True
    healthy(test.run())
    said = words(test)
    for option in exhibit.options:
        assert option.words in said and option.reason in said
    for mark in exhibit.marks:
        assert mark.caption in said and f"at={mark.at}" in said
    assert exhibit.guess_why in said and exhibit.cure in said
    preset = find_preset(exhibit.lab)
    assert preset.fails in said and preset.cure in said
    assert f"in {preset.failed} of {preset.seeds} runs with different seeds" in said


def test_every_exhibit_is_in_the_lab_too():
    for exhibit in all_exhibits()[0]:
        preset = find_preset(exhibit.lab)
        for address in (preset.fails, preset.cure):
            link.read(address)


@pytest.mark.parametrize(
    "name", ["nothing", "../../x", "a" * 500, "<b>x</b>", "![x](//evil.example)"]
)
def test_an_unknown_exhibit_is_one_sentence_over_the_list(name):
    test = page(exhibit=name)
    assert len(test.error) == 1 and "open-collapse" in keys(test)
    assert "![" not in test.error[0].value, "a name from the address is no markup"


def test_a_prediction_survives_a_reload_and_can_be_made_again():
    test = page(exhibit="collapse")
    test.radio[0].set_value(1)
    healthy(test.run())
    healthy(test.button(key="predict").click().run())
    reloaded = page(exhibit="collapse")
    assert "replay" in keys(reloaded)
    assert "replay" not in keys(page(exhibit="d-won"))
    healthy(reloaded.button(key="predict-again").click().run())
    assert "predict" in keys(reloaded) and "predict" in keys(page(exhibit="collapse"))


@pytest.mark.parametrize("kept", [3, [], {"collapse": 3}, {"collapse": -1}, {"collapse": "0"},
                                  {"collapse": True}, {"collapse": None}])  # fmt: skip
def test_a_kept_prediction_that_is_none_is_asked_anew(kept, monkeypatch):
    monkeypatch.setattr(browser, "remembered", lambda what: kept)
    assert "predict" in keys(page(exhibit="collapse"))


def test_a_file_with_a_mistake_is_named_and_the_others_are_there(tmp_path, monkeypatch):
    for path in exhibits.CONTENT.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "collapse.toml").write_text("order = 3", "utf-8")
    monkeypatch.setattr(exhibits, "CONTENT", tmp_path)
    test = page()
    assert "collapse" in test.warning[0].value and "missing" in test.warning[0].value
    assert "open-d-won" in keys(test) and "open-collapse" not in keys(test)
