"""The panel that adjusts a run, what it asks the process, and adjustments that findings suggest."""

from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from gan_core.config.adjustment import Adjustment
from playground.train import adjust_panel
from tests.playground.train.train_page import a_run, buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


def widget(test: AppTest, kind: str, name: str) -> Any:
    """The one whose key begins so; the rest of the key changes with the adjustment in force."""
    (found,) = [each for each in test.get(kind) if str(each.key).startswith(name)]
    return found


def networks(test: AppTest) -> Any:
    return widget(test, "button_group", "networks")


def multiplier(test: AppTest, name: str) -> Any:
    return widget(test, "select_slider", f"lr-multiplier-{name}")


def toasts(test: AppTest) -> str:
    return " ".join(toast.value for toast in test.toast)


def test_an_adjustment_asks_the_process_and_says_what_is_in_force(runs: Path) -> None:
    run = a_run(runs)
    change = {"images_seen": 2048, "words": "x", "rate_G": 0.0, "stop_when_flat": True}
    run.append_change(change)  # as version 0.1 writes it
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        words = "Current: only D trains, stops early, since epoch 0.50."
        assert words in [caption.value for caption in test.caption]
        assert networks(test).value == "only D"
        networks(test).set_value("only G")
        test.run()
        multiplier(test, "G").set_value(2.0)
        test.run()
        buttons(test)["adjust"].click()
        healthy(test.run())
    expected = "Applied (only G trains, lr times 2, stops early); it takes effect with the next"
    assert expected in toasts(test)
    asked = {"lr_multiplier_G": 2.0, "lr_multiplier_D": 0.0, "stop_early": True}
    assert run.take_adjustment() == asked


def test_a_choice_and_apply_in_one_rerun_apply_the_choice(runs: Path) -> None:
    run = a_run(runs)
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        networks(test).set_value("only D")
        multiplier(test, "D").set_value(0.5)
        buttons(test)["adjust"].click()
        healthy(test.run())  # a slow server hears of all three at once
    assert "Applied (only D trains, lr times 0.5)" in toasts(test)
    assert run.take_adjustment() == Adjustment(0.0, 0.5).to_json()


def test_a_run_of_the_page_broken_off_after_apply_leaves_no_open_panel(runs: Path) -> None:
    run = a_run(runs)
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        # Where a run was broken off: the choice is applied, and the browser's panel still open.
        test.session_state[adjust_panel.SAID] = ("Applied.", ":material/check:")
        test.session_state[adjust_panel.PANEL] = True
        healthy(test.run())
    assert "Applied." in toasts(test) and not test.session_state[adjust_panel.PANEL]
    assert adjust_panel.SAID not in test.session_state


def test_the_panel_begins_at_the_adjustment_in_force(runs: Path) -> None:
    run = a_run(runs)
    run.append_change(
        {"images_seen": 9, "words": "", "lr_multiplier_G": 0.5, "lr_multiplier_D": 0.0}
    )
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        assert networks(test).value == "only G"
        assert multiplier(test, "G").value == 0.5
        buttons(test)["adjust"].click()
        healthy(test.run())
    asked = {"lr_multiplier_G": 0.5, "lr_multiplier_D": 0.0, "stop_early": False}
    assert run.take_adjustment() == asked


def test_a_change_in_another_window_reaches_a_panel_that_is_open(runs: Path) -> None:
    run = a_run(runs)
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        networks(test).set_value("only G")
        assert networks(test.run()).value == "only G"  # chosen here and not applied
        run.append_change({"images_seen": 9, "lr_multiplier_G": 0.0})
        assert networks(healthy(test.run())).value == "only D"
        run.request_adjustment({"lr_multiplier_D": 4.0})
        assert networks(healthy(test.run())).value == "both"
        assert multiplier(test, "D").value == 4.0


def test_on_a_paused_run_an_adjustment_waits_and_says_so(runs: Path) -> None:
    run = a_run(runs, "paused")
    with FileLock(run.path / "alive.lock"):
        test = page(run=run.id)
        networks(test).set_value("only D")
        test.run()
        test.session_state[adjust_panel.PANEL] = True
        buttons(test)["adjust"].click()
        healthy(test.run())
        assert not test.session_state[adjust_panel.PANEL]  # it has closed
        assert "takes effect when you continue" in toasts(test)
        requested = "Requested: only D trains; it takes effect when you continue."
        assert any(requested in caption.value for caption in healthy(test.run()).caption)


def test_a_finding_may_adjust_this_run(runs: Path) -> None:
    run = a_run(runs)
    wanted = Adjustment(lr_multiplier_G=0.5).to_json()
    with FileLock(run.path / "alive.lock"):
        test = AppTest.from_function(follow, args=(str(run.path), wanted)).run()
    assert "Applied (lr of G times 0.5" in toasts(healthy(test))
    assert run.take_adjustment() == wanted


@pytest.mark.parametrize("adjustment", [{"lr_multiplier_G": -1}, "x", [], {"lr_multiplier_D": 1e9}])
def test_what_is_no_adjustment_is_refused_in_a_sentence(runs: Path, adjustment: Any) -> None:
    run = a_run(runs)
    with FileLock(run.path / "alive.lock"):
        test = AppTest.from_function(follow, args=(str(run.path), adjustment)).run()
    assert toasts(healthy(test)) and "Applied" not in toasts(test)
    assert run.take_adjustment() is None


def follow(path: str, adjustment: object) -> None:
    from pathlib import Path

    from gan_core.runs.run_dir import RunDir
    from playground.train import run_page

    run_page._follow(RunDir(Path(path)), "running", {"assignments": [], "adjustment": adjustment})
    run_page.adjust_panel.say()
