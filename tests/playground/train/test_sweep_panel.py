"""A sweep from the form: what the dialog offers, and what it queues."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.runs.run_dir import RunDir
from playground.shared.door import limits
from playground.train import sweep_panel
from tests.playground.train.train_page import buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


@pytest.fixture
def moved_to(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sweeps whose page was opened."""
    found: list[str] = []
    monkeypatch.setattr(
        sweep_panel.st, "switch_page", lambda _, query_params: found.append(query_params["sweep"])
    )
    return found


def dialog() -> AppTest:
    test = page(dataset="silhouettes", recipe="dcgan", seed="4", lr_D="0.001")
    buttons(test)["sweep"].click()
    return healthy(test.run())


def test_it_proposes_values_around_that_of_the_form_and_queues_them(
    launched: list[str], runs: Path, moved_to: list[str]
) -> None:
    test = dialog()
    assert test.text_input(key="sweep-values-lr_D").value == "0.0005, 0.001, 0.002"
    words = " ".join(each.value for each in test.markdown)
    assert "3 values × 2 seeds = 6 runs" in words and "30 min" in words
    buttons(test)["sweep-start"].click()
    healthy(test.run())
    configs = [RunDir(runs / run).config() for run in launched]
    assert [(it["settings"]["lr_D"], it["seed"]) for it in configs] == [
        (5e-4, 4), (1e-3, 4), (2e-3, 4), (5e-4, 5), (1e-3, 5), (2e-3, 5),
    ]  # fmt: skip
    assert moved_to == [launched[0]]


def test_what_is_no_sweep_is_said_and_has_no_button(launched: list[str]) -> None:
    test = dialog()
    test.text_input(key="sweep-values-lr_D").set_value("0.001, high")
    test.run()
    assert "must be a number" in test.error[-1].value
    assert "sweep-start" not in buttons(test) and not launched


def test_where_few_may_wait_it_says_so_first_and_does_not_start_more(
    launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "free_places", lambda: 3)
    test = dialog()
    assert "at most **3 runs** now" in test.info[-1].value
    assert test.number_input(key="sweep-seeds").value == 1, "three values, as many as may wait"
    assert not buttons(test)["sweep-start"].disabled
    test.text_input(key="sweep-values-lr_D").set_value("1e-4, 2e-4, 3e-4, 4e-4, 5e-4")
    test.run()
    assert "That is 2 runs too many" in test.warning[-1].value
    assert buttons(test)["sweep-start"].disabled and not launched
