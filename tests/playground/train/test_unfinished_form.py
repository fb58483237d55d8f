"""The form while it is being drawn: measuring the speed takes seconds, and people act before."""

from pathlib import Path

import pytest

from playground.train import estimate
from tests.playground.train.train_page import buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def test_the_button_does_not_wait_for_the_speed(
    launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(*_: object) -> float:
        raise RuntimeError("measuring")

    monkeypatch.setattr(estimate, "_measured", measured)
    test = page()
    assert test.exception and buttons(test)["train"].label == "Train"
    buttons(test)["train"].click()
    test.run()
    assert len(launched) == 1  # minutes need no speed


def test_a_choice_made_before_the_page_is_whole_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> float:
        raise RuntimeError("a click ends this run of the page")

    with monkeypatch.context() as patch:
        patch.setattr(estimate, "_measured", interrupted)
        test = page(recipe="dcgan", dataset="silhouettes")
        assert test.exception
        test.number_input(key="seed").set_value(7).run()
    healthy(test.run())
    assert test.number_input(key="seed").value == 7
    assert test.selectbox(key="recipe").value == "dcgan"
