"""Runs started as the Train page starts them: real processes on small images."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from filelock import FileLock

from gan_core import GanError
from gan_core.commands.train import create_run
from gan_core.config.request import Request
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.queue import tickets, worker
from gan_core.queue.worker import NICE
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.training.resolve import resolve_config
from playground.shared import jobs, run_words
from playground.shared.machines import dispatch, launcher
from tests.processes import children_with

TINY = ("width=4", "z_dim=4", "batch_size=8", "log_every=1")
ENDLESS = Budget("images", 1e9)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAN_RUNS", str(tmp_path / "runs"))
    yield tmp_path / "runs"
    for run in all_runs(tmp_path / "runs"):
        jobs.stop(run)
    for run in all_runs(tmp_path / "runs"):
        wait(lambda run=run: not run.is_alive())


def config(budget: Budget) -> TrainConfig:
    return resolve_config("dcgan", "silhouettes", settings=TINY, budget=budget, device="cpu")


def wait(holds: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.1)


def state(run: RunDir) -> str:
    return run.status()["state"]


def test_a_run_trains_to_its_budget_and_can_be_given_more(runs: Path) -> None:
    run = jobs.start(config(Budget("images", 80)))
    assert state(run) in ("queued", "running")
    wait(lambda: state(run) == "done")
    assert run.status()["images_seen"] == 80
    assert list(run.samples())[0] == 0 and list(run.samples())[-1] == 80
    jobs.resume(run, jobs.extended(run.status(), "images", 40))
    wait(lambda: state(run) == "done" and run.status()["images_seen"] == 120)
    rows, _ = run.stats()
    assert [row["images_seen"] for row in rows] == list(range(8, 121, 8))


def test_pause_holds_continue_goes_on_stop_saves(runs: Path) -> None:
    run = jobs.start(config(ENDLESS))
    wait(lambda: run.status().get("images_seen", 0) > 0)
    jobs.pause(run)
    wait(lambda: state(run) == "paused")
    held_at = run.status()["images_seen"]
    time.sleep(1)
    assert run.status()["images_seen"] == held_at and held_at in run.checkpoints()
    jobs.unpause(run)
    wait(lambda: run.status()["images_seen"] > held_at)
    jobs.stop(run)
    wait(lambda: state(run) == "stopped")
    assert run.status()["images_seen"] in run.checkpoints()
    assert run.status()["images_seen"] in run.generators()


def test_runs_are_queued_for_the_device_and_may_leave_the_queue(runs: Path) -> None:
    first = jobs.start(config(ENDLESS))
    wait(lambda: state(first) == "running")
    second = jobs.start(config(Budget("images", 8)))
    third = jobs.start(config(Budget("images", 8)))
    wait(lambda: len(jobs.on_device("cpu")) == 3)
    assert [run.id for run in jobs.on_device("cpu")] == [first.id, second.id, third.id]
    jobs.stop(third)
    wait(lambda: state(third) == "stopped")
    assert state(second) == "queued"
    jobs.stop(first)
    wait(lambda: state(second) == "done")


def test_a_run_is_a_session_of_its_own_at_low_priority(runs: Path) -> None:
    run = jobs.start(config(ENDLESS))
    wait(lambda: state(run) == "running")
    child = training(run)
    if os.name == "posix":
        assert os.getsid(child.pid) != os.getsid(0)  # closing the server's terminal leaves it be
        assert child.nice() >= NICE


def training(run: RunDir) -> psutil.Process:
    return children_with(run.path.name)[0]  # of the worker that the app started


def test_a_killed_run_goes_on_by_itself(runs: Path) -> None:
    run = jobs.start(config(Budget("images", 1600)))
    wait(lambda: run.status().get("images_seen", 0) > 0)
    training(run).kill()
    wait(lambda: state(run) == "done")
    assert run.status()["images_seen"] == 1600


def test_a_waiting_run_costs_no_process_and_one_worker_serves_all(runs: Path) -> None:
    first = jobs.start(config(ENDLESS))
    wait(lambda: state(first) == "running")
    waiting = [jobs.start(config(Budget("images", 8))) for _ in range(3)]
    time.sleep(1)
    assert all(state(run) == "queued" and not run.is_alive() for run in waiting)
    mine = children_with(str(runs))
    assert len(mine) == 2, mine  # the worker, and what trains
    assert run_words.waiting(waiting[1], waiting[1].status()).startswith("Place 2 in the queue")


def test_a_run_that_waits_without_a_worker_gets_one(runs: Path) -> None:
    """As after a restart of the machine."""
    run = create_run(runs, config(Budget("images", 8)))
    run.change_state("queued", device="cpu")
    tickets.enqueue(run, "anna", device="cpu")
    dispatch.look_after(runs)
    wait(lambda: state(run) == "done")


def test_any_worker_may_take_a_new_run_and_resolves_what_was_asked_for(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "serve", lambda root, device: None)
    run = jobs.start(config(ENDLESS), request=Request(TINY))
    assert run.ticket()["device"] == "" and run.ticket()["request"]["settings"] == list(TINY)
    assert tickets.claim(runs, "worker", "cuda") is not None
    note = {"host": "lab-2", "device": "cuda", "run": run.id}
    monkeypatch.setattr(jobs, "live_workers", lambda root: [note])
    assert jobs.other_machines() == ["lab-2"]


class Enough(BaseException):
    """Ends what never returns."""


def test_the_queue_is_looked_after_again_whatever_went_wrong(
    runs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = iter([GanError("The disk is full."), KeyError("device"), Enough()])

    def look(root: Path) -> None:
        raise next(wrong)

    monkeypatch.setattr(dispatch, "look_after", look)
    monkeypatch.setattr(dispatch, "LOOK_SECONDS", 0)
    with pytest.raises(Enough):
        dispatch.keep_workers()
    assert "The disk is full." in capsys.readouterr().err


def test_a_run_whose_process_is_still_ending_can_be_extended(runs: Path, monkeypatch) -> None:
    run = create_run(runs, config(Budget("images", 8)))
    run.write_status("done", images_seen=8)
    launched: list[str] = []
    monkeypatch.setattr(jobs, "launch", lambda run: launched.append(run.id))
    lock = FileLock(run.path / "alive.lock", thread_local=False)
    lock.acquire()
    leaving = threading.Timer(0.5, lock.release)
    leaving.start()
    jobs.resume(run, Budget("images", 16))
    leaving.join()
    assert launched == [run.id] and run.config()["budget"]["amount"] == 16


def test_a_run_that_has_just_ended_is_queued_anew(runs: Path, monkeypatch) -> None:
    """Its worker has not closed its ticket yet."""
    monkeypatch.setattr(jobs, "serve", lambda root, device: None)
    run = jobs.start(config(Budget("images", 8)))
    tickets.claim(runs, "worker", "cpu")
    run.write_status("done", images_seen=8)
    jobs.resume(run, Budget("images", 16))
    tickets.close_or_requeue(run, "worker", "as it should")
    assert state(run) == "queued" and run.is_waiting() and not run.ticket()["returned"]


def test_what_a_dead_worker_left_comes_back_while_another_is_busy(runs: Path, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "serve", lambda root, device: None)
    run = jobs.start(config(Budget("images", 8)))
    tickets.claim(runs, "dead", "cpu")
    busy = worker.Worker(runs, "cuda")
    busy.id = "busy"
    busy.slot = 1
    (runs / "workers").mkdir()
    with FileLock(runs / "workers" / "busy.lock"):
        busy._note(None)
        dispatch.look_after(runs)
    assert run.is_waiting()


def test_resuming_a_live_run_does_nothing(runs: Path) -> None:
    run = jobs.start(config(ENDLESS))
    wait(lambda: state(run) == "running")
    jobs.resume(run)
    assert state(run) == "running"


def test_a_failing_run_says_why(runs: Path, tmp_path: Path) -> None:
    broken = config(Budget("images", 8)).to_json()
    folder = tmp_path / "images"
    folder.mkdir()
    run = jobs.start(
        TrainConfig.from_json({**broken, "dataset": str(folder)}, type(config(ENDLESS).settings))
    )
    wait(lambda: state(run) == "failed")
    assert "images" in run.status()["error"] and "Traceback" not in run.status()["error"]


def test_a_process_that_cannot_start_is_one_sentence(runs: Path, monkeypatch) -> None:
    monkeypatch.setattr(launcher.sys, "executable", str(runs / "no-such-python"))
    with pytest.raises(GanError, match="could not start"):
        jobs.start(config(ENDLESS))
    assert state(all_runs(runs)[0]) == "failed"


def test_a_run_that_another_machine_has_taken_trains_there(runs: Path, monkeypatch) -> None:
    def serve(root: Path, device: str) -> None:
        tickets.claim(root, "worker of lab-2", device)
        raise GanError("The training process could not start (no memory).")

    monkeypatch.setattr(jobs, "serve", serve)
    run = jobs.start(config(Budget("images", 8)))
    assert run.last_state() == "queued" and tickets.is_claimed_by(run, "worker of lab-2")


def test_a_worker_does_not_get_the_teachers_passphrase(runs, monkeypatch) -> None:
    monkeypatch.setenv("GAN_TEACHER", "twelve horses")
    given: list[dict[str, str]] = []

    def started(command: list[str], **options: Any) -> Any:
        given.append(options["env"])
        raise OSError(0, "not now")

    monkeypatch.setattr(worker.subprocess, "Popen", started)
    with pytest.raises(GanError, match="could not start"):
        dispatch.serve(runs, "cpu")
    assert "twelve horses" not in given[0].values()
    assert given[0]["GAN_RUNS"] == os.environ["GAN_RUNS"]
