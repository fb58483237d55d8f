"""A run on the Train page, over every state a run directory can be in."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from gan_core import GanError
from gan_core.config.request import Request
from gan_core.queue import tickets, trash
from gan_core.runs.run_dir import ACTIVE, STATES, RunDir
from playground.shared.state import DECK_TO_MAKE, RUN
from playground.train import form_state, run_page, run_settings
from tests.playground.train import sample_runs
from tests.playground.train.sample_runs import grid_of
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
    assert expected == offered
    deletion = [] if state in ACTIVE else [run_page.DELETE]
    assert menu(test).options == [run_page.NEW_LIKE_THIS, run_page.NEW, *deletion]
    lock.release()


@pytest.mark.parametrize("has_login", [False, True])
def test_another_person_s_run_is_locked_and_where_there_is_a_login_it_is_named(
    has_login: bool, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_page.owners, "may_change", lambda run: False)
    monkeypatch.setattr(run_page.signed_in, "has_login", lambda: has_login)
    locked = healthy(page(run=a_run(runs, "done").id)).button(key="locked")
    assert locked.disabled and ("sign in again" in locked.help) == has_login


def menu(test: AppTest) -> Any:
    return test.menu_button(key="run-menu")


def test_new_run_with_these_settings_fills_the_form_with_them(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, filled = a_run(runs, "done"), []

    def fill_from(config: dict[str, Any]) -> None:
        filled.append(config)
        RUN.set("")

    monkeypatch.setattr(form_state, "fill_from", fill_from)
    test = page(run=run.id)
    menu(test).set_value(run_page.NEW_LIKE_THIS)
    healthy(test.run())
    assert filled == [run.config()] and "run" not in test.query_params


def test_a_new_run_leaves_the_page_of_this_one(runs: Path) -> None:
    run = a_run(runs, "done")
    test = page(run=run.id)
    menu(test).set_value(run_page.NEW)
    assert "run" not in healthy(test.run()).query_params


def test_a_run_that_left_the_queue_is_cancelled_and_can_be_queued_again(
    runs: Path, launched: list[str]
) -> None:
    run = a_run(runs, "queued")
    run.write_status("stopped", queued_at=1.0, device="cpu")
    test = healthy(page(run=run.id))
    assert any("cancelled" in text.value for text in test.markdown)
    (again,) = [button for button in test.button if button.key == "resume"]
    assert again.label == "Queue again" and again.proto.type == "secondary"
    assert set(buttons(test)) == {"resume"}  # nothing to extend
    again.click()
    healthy(test.run())
    assert launched == [run.id]  # whose launch would put it into the queue


def test_a_run_that_failed_to_learn_ends_with_its_fault_for_a_badge(runs: Path) -> None:
    run = a_run(runs, "done", fault={"kind": "d_overpowers", "title": "D overpowers G"})
    for test in (page(run=run.id), page()):
        assert any(":red-badge[done: D overpowers G]" in text.value for text in test.markdown)
    run = a_run(runs, "done")
    assert any(":blue-badge[done]" in text.value for text in page(run=run.id).markdown)


@pytest.mark.parametrize(("key", "request_file"), [("pause", "pause"), ("stop", "stop")])
def test_pause_and_stop_ask_the_process(key: str, request_file: str, runs: Path) -> None:
    run = a_run(runs)
    with FileLock(run.path / "alive.lock"):
        test = page(run=run.id)
        buttons(test)[key].click()
        healthy(test.run())
    assert run.requested(request_file)


def test_a_run_with_a_generator_offers_downloads(runs: Path) -> None:
    run = a_run(runs, "done")
    (run.path / "generators" / "G_ema_00000640.safetensors").write_bytes(b"")
    names = ["Bag", "Shirt"]
    run.write_about({"parameters": {"G": 1, "D": 1}, "labels": True, "class_names": names,
                     "images": 9, "device": "CPU", "threads": 1})  # fmt: skip
    test = page(run=run.id)
    menu(test).set_value(run_page.DOWNLOAD)
    healthy(test.run())
    test.number_input(key="zip-count").set_value(7)
    test.selectbox(key="zip-class").set_value("Shirt")
    menu(test).set_value(run_page.DOWNLOAD)  # AppTest closes a dialog at each run
    links = [link.proto.url for link in healthy(test.run()).get("link_button")]
    assert f"./api/runs/{run.id}/animation.gif" in links
    assert f"./api/runs/{run.id}/samples.zip?count=7&seed=0&class=Shirt" in links


@pytest.mark.parametrize(("state", "offers"), [("done", True), ("failed", False)])
def test_a_run_with_a_generator_and_a_D_leads_to_its_game(
    state: str, offers: bool, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(runs, state)
    (run.path / "generators" / "G_ema_00000640.safetensors").write_bytes(b"")
    assert run_page.PLAY not in menu(page(run=run.id)).options
    (run.path / "checkpoints").mkdir(exist_ok=True)
    (run.path / "checkpoints" / "state_00000640.pt").write_bytes(b"")
    test = page(run=run.id)
    assert (run_page.PLAY in menu(test).options) == offers
    if offers:
        left: list[Any] = []
        monkeypatch.setattr(
            run_page.st, "switch_page", lambda *to, query_params: left.append((*to, query_params))
        )
        menu(test).set_value(run_page.PLAY)
        healthy(test.run())
        assert left == [("game/page.py", {"deck": run.id})]
        assert test.session_state[DECK_TO_MAKE] == run.id


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Pages that were opened, with their query parameters."""
    found: list[Any] = []

    def leave(to: str, query_params: dict[str, str]) -> None:
        found.append((to, query_params))
        run_page.st.stop()

    monkeypatch.setattr(run_page.st, "switch_page", leave)
    return found


def pressed(run: RunDir, entry: str) -> AppTest:
    test = page(run=run.id)
    menu(test).set_value(entry)
    return healthy(test.run())


def test_a_run_is_compared_with_the_newest_other_of_its_images(runs: Path, left: list[Any]) -> None:
    run, alike, other = (a_run(runs, "done") for _ in range(3))
    (run.path / "generators" / "G_ema_00000640.safetensors").write_bytes(b"")
    other.write_config({**other.config(), "dataset": "mnist"})
    alike.write_samples(640, grid_of(9))
    pressed(run, run_page.COMPARE)
    assert left == [("compare/page.py", {"a": run.id, "b": alike.id})]
    trash.trash(alike)
    pressed(run, run_page.COMPARE)
    assert left[1] == ("compare/page.py", {"a": run.id, "b": other.id})
    trash.trash(other)
    assert "There is no other run yet" in pressed(run, run_page.COMPARE).toast[0].value


def test_a_deleted_run_is_in_the_trash_and_the_page_runs_says_so(
    runs: Path, left: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(runs, "done")
    pressed(run, run_page.DELETE)
    assert left == [("runs/page.py", {"deleted": run.id})]
    assert [it.run.id for it in trash.trashed(runs)] == [run.id]
    other = a_run(runs, "done")
    monkeypatch.setattr(run_page.owners, "may_change", lambda run: False)
    assert run_page.DELETE not in menu(page(run=other.id)).options


def test_more_adds_to_the_budget_and_starts_again(runs: Path, launched: list[str]) -> None:
    run = a_run(runs, "done")
    test = page(run=run.id)
    buttons(test)["more"].click()
    healthy(test.run())
    assert launched == [run.id] and run.config()["budget"] == {"unit": "epochs", "amount": 5.15}


def test_the_settings_are_a_table_with_the_changed_ones_first(runs: Path) -> None:
    run = a_run(runs, "done")
    config = run.config()
    config["settings"] |= {"lr_D": 0.01, "labels": True}
    run.write_config(config)
    test = page(run=run.id)
    assert not [text for text in test.markdown if "| Setting |" in text.value]  # folded: no torch
    test.session_state["run-settings"] = True
    (table,) = [text.value for text in healthy(test.run()).markdown if "| Setting |" in text.value]
    first, second, third = table.splitlines()[2:5]
    assert first == "| Learning rate of D | **0.01** | 0.0002 |"
    assert second == "| Use class labels | **on** | off |" and "**" not in third
    (asked,) = [text.value for text in test.markdown if "| Requested |" in text.value]
    assert "| Duration | 3 epochs |" in asked


def test_a_default_that_is_chosen_for_the_machine_is_no_change() -> None:
    row = run_settings.Row("precision", "bf16", "auto")
    assert not row.is_changed
    assert run_settings.cells([row]) == [("Number format", "bf16", "chosen for the machine")]
    assert run_settings.cells([run_settings.Row("width", 32, None)]) == [("Width", "32", "")]


def test_what_is_chosen_where_a_run_trains_is_said_to_be_open_until_then(runs: Path) -> None:
    config = a_run(runs, "queued").config()
    config |= {"recipe": "quick", "settings": {"precision": "bf16", "size": "m"}}
    request = Request(("precision=auto", "size=m"))
    found = {row[0]: row[1] for row in run_settings.cells(run_settings.rows(config, request))}
    assert found["Number format"] == run_settings.OPEN != found["Network size"]
    assert run_settings.OPEN not in str(run_settings.cells(run_settings.rows(config)))
    run = a_run(runs, "queued")
    tickets.enqueue(run, request=request)
    test = page(run=run.id)
    test.session_state["run-settings"] = True
    assert any(run_settings.OPEN in text.value for text in healthy(test.run()).caption)


def test_names_in_the_tables_are_text_and_escaped_once(runs: Path) -> None:
    run = a_run(runs, "done")
    config = run.config()
    config["image_choices"] |= {"leave_out": "a_b|<i>", "subset": 5}
    config["settings"] |= {"precision": "x_y"}
    run.write_config({**config, "dataset": "/data/my_[x].zip"})
    run.write_about({**sample_runs.about(), "notes": ["2 files (a_b)."]})
    test = page(run=run.id)
    test.session_state["run-settings"] = True
    words = "\n".join(text.value for text in healthy(test.run()).markdown)
    assert r"| my\_\[x\].zip |" in words and r"| Folders to leave out | a\_b\|\<i\> |" in words
    assert r"| Note | 2 files \(a\_b\). |" in words and r"**x\_y**" in words
    assert "| Random subset | 5 |" in words and "\\\\" not in words


def test_a_width_that_the_size_chooses_is_not_called_zero() -> None:
    row = run_settings.Row("width", 0, 32)
    assert run_settings.cells([row]) == [("Width", "**chosen by size**", "32")]


def test_a_run_that_cannot_fill_the_form_says_so(runs: Path) -> None:
    run = a_run(runs, "done")
    run.write_config({name: v for name, v in run.config().items() if name != "seed"})
    with pytest.raises(GanError, match="missing or damaged"):
        form_state.fill_from(run.config())
    test = page(run=run.id)
    menu(test).set_value(run_page.NEW_LIKE_THIS)
    test = healthy(test.run())
    assert "missing or damaged" in test.toast[0].value and test.query_params["run"] == run.id


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
