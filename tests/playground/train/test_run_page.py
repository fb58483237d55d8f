"""A run on the Train page, over every state a run directory can be in."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from gan_core.runs.run_dir import ACTIVE, STATES
from tests.playground.train.train_page import a_run, buttons, healthy, page, prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


@pytest.mark.parametrize("state", STATES)
def test_a_run_in_each_state_offers_what_can_be_done(state: str, runs: Path) -> None:
    run = a_run(runs, state)
    lock = FileLock(run.path / "alive.lock")
    if state in ACTIVE:
        lock.acquire()
    test = healthy(page(run=run.id))
    offered = set(buttons(test))
    expected = {
        "queued": {"stop"},
        "running": {"pause", "stop", "adjust"},
        "paused": {"continue", "stop", "adjust"},
        "stopped": {"resume", "more"},
        "done": {"more"},
        "failed": {"resume"},
        "interrupted": {"resume", "more"},
    }[state]
    assert expected | {"new-run"} == offered
    lock.release()


@pytest.mark.parametrize(("key", "request_file"), [("pause", "pause"), ("stop", "stop")])
def test_pause_and_stop_ask_the_process(key: str, request_file: str, runs: Path) -> None:
    run = a_run(runs)
    with FileLock(run.path / "alive.lock"):
        test = page(run=run.id)
        buttons(test)[key].click()
        healthy(test.run())
    assert run.requested(request_file)


def test_an_adjustment_asks_the_process_and_says_what_is_in_force(runs: Path) -> None:
    run = a_run(runs)
    change = {"images_seen": 9, "words": "only D trains", "rate_G": 0.0, "stop_when_flat": True}
    run.append_change(change)  # as version 0.1 writes it
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        assert any("only D trains" in caption.value for caption in test.caption)
        assert test.segmented_control(key="networks").value == "only D"
        test.segmented_control(key="networks").set_value("only G")
        test.run()
        test.select_slider(key="lr-multiplier-G").set_value(2.0)
        test.run()
        buttons(test)["adjust"].click()
        healthy(test.run())
    asked = {"lr_multiplier_G": 2.0, "lr_multiplier_D": 0.0, "stop_early": True}
    assert run.take_adjustment() == asked


def test_the_panel_begins_at_the_adjustment_in_force(runs: Path) -> None:
    run = a_run(runs)
    run.append_change(
        {"images_seen": 9, "words": "", "lr_multiplier_G": 0.5, "lr_multiplier_D": 0.0}
    )
    with FileLock(run.path / "alive.lock"):
        test = healthy(page(run=run.id))
        assert test.segmented_control(key="networks").value == "only G"
        assert test.select_slider(key="lr-multiplier-G").value == 0.5
        buttons(test)["adjust"].click()
        healthy(test.run())
    asked = {"lr_multiplier_G": 0.5, "lr_multiplier_D": 0.0, "stop_early": False}
    assert run.take_adjustment() == asked


def test_a_run_with_a_generator_offers_downloads(runs: Path) -> None:
    run = a_run(runs, "done")
    (run.path / "generators" / "G_ema_00000640.safetensors").write_bytes(b"")
    names = ["Bag", "Shirt"]
    run.write_about({"parameters": {"G": 1, "D": 1}, "labels": True, "class_names": names,
                     "images": 9, "device": "CPU", "threads": 1})  # fmt: skip
    test = page(run=run.id)
    test.number_input(key="zip-count").set_value(7)
    test.selectbox(key="zip-class").set_value("Shirt")
    links = [link.proto.url for link in healthy(test.run()).get("link_button")]
    assert f"./api/runs/{run.id}/animation.gif" in links
    assert f"./api/runs/{run.id}/samples.zip?count=7&seed=0&class=Shirt" in links


def test_more_adds_to_the_budget_and_starts_again(runs: Path, launched: list[str]) -> None:
    run = a_run(runs, "done")
    test = page(run=run.id)
    buttons(test)["more"].click()
    healthy(test.run())
    assert launched == [run.id] and run.config()["budget"] == {"unit": "epochs", "amount": 5.15}


def test_a_failed_run_shows_its_sentence(runs: Path) -> None:
    run = a_run(runs, "failed", error="The disk is full: free some space and resume.")
    assert [error.value for error in page(run=run.id).error] == [run.status()["error"]]


def test_a_killed_run_is_called_interrupted(runs: Path) -> None:
    run = a_run(runs, "running", updated=0)
    test = healthy(page(run=run.id))
    assert "resume" in buttons(test) and "ended unexpectedly" in test.warning[0].value


@pytest.mark.parametrize(
    "run_id", ["../../etc", "..%2f..%2fetc", "/etc", "00001-", "00001-no-such", "\x00", "a" * 5000]
)
def test_a_hostile_or_unknown_run_id_is_one_sentence(run_id: str, runs: Path) -> None:
    a_run(runs)
    test = healthy(page(run=run_id))
    assert "There is no run" in test.error[0].value and "new-run" in buttons(test)


@pytest.mark.parametrize("missing", ["config.json", "status.json", "samples", "generators"])
def test_a_half_deleted_run_never_breaks_the_page(missing: str, runs: Path) -> None:
    run = a_run(runs, "done")
    path = run.path / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    healthy(page(run=run.id))
    healthy(page())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1}', "null"])
@pytest.mark.parametrize(
    "name", ["config.json", "status.json", "about.json", "stats.jsonl", "changes.jsonl"]
)
def test_torn_and_untrusted_files_never_break_the_page(name: str, content: str, runs: Path) -> None:
    run = a_run(runs, "done")
    (run.path / name).write_text(content)
    healthy(page(run=run.id))
    healthy(page())
