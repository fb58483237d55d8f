"""When workers are asked for, and what a page says of it."""

import os
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from gan_core import GanError
from gan_core.queue import tickets
from playground.shared.machines import dispatch, local
from playground.shared.machines.dispatch import Asker, Standing, wanted
from playground.shared.machines.launcher import Placed, pool_name
from tests.playground.train.train_page import a_run


class Scheduler:
    """A launcher whose workers do what the test says."""

    name = "Slurm"
    slots = 2
    look_seconds = 30.0

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self.looks = self.started = 0
        self.fails = ""

    def workers(self) -> list[Placed]:
        self.looks += 1
        if self.fails:
            raise GanError(self.fails)
        return list(self.placed)

    def start(self) -> None:
        self.started += 1
        self.placed.append(Placed(str(self.started), "waiting", "Resources"))

    def withdraw(self, worker: Placed) -> None:
        self.placed.remove(worker)


class Clock:
    """time.monotonic that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(dispatch.time, "monotonic", lambda: self.now)


def test_workers_are_wanted_for_what_waits_as_far_as_slots_go() -> None:
    assert wanted(slots=3, waiting=2, training=0, workers=0) == 2
    assert wanted(slots=3, waiting=9, training=0, workers=1) == 2
    assert wanted(slots=3, waiting=1, training=1, workers=1) == 1  # the one that trains is busy
    assert wanted(slots=3, waiting=1, training=0, workers=1) == 0  # the one that is idle takes it
    assert wanted(slots=3, waiting=0, training=1, workers=3) == -2


def test_no_more_are_asked_for_than_slots_and_runs() -> None:
    scheduler = Scheduler()
    asker = Asker(scheduler)
    asker.ask(waiting=1, training=0)
    asker.ask(waiting=1, training=0)
    assert scheduler.started == 1 and asker.standing == Standing("", "Slurm: Resources")
    asker.ask(waiting=9, training=0)
    assert scheduler.started == 2
    scheduler.placed = [Placed("1", "running")]
    asker.ask(waiting=1, training=5)  # of which four have workers that somebody started by hand
    assert scheduler.started == 3 and asker.standing == Standing()


def test_a_scheduler_is_asked_seldom_and_left_alone_when_nothing_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, scheduler = Clock(monkeypatch), Scheduler()
    scheduler.placed = [Placed("7", "waiting", "Priority")]  # of a server that was restarted
    asker = Asker(scheduler)
    asker.look(0, 0)
    assert scheduler.looks == 1 and not scheduler.placed  # no run waits, nor need the worker
    for clock.now in range(1031, 1500):
        asker.look(0, 0)
    assert scheduler.looks == 2
    for clock.now in range(1500, 1561):
        asker.look(1, 0)
    assert scheduler.looks == 5 and scheduler.started == 1  # at 1500, 1530 and 1560


def test_a_scheduler_in_trouble_is_one_sentence_and_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, scheduler = Clock(monkeypatch), Scheduler()
    scheduler.look_seconds, scheduler.fails = 5.0, "Ray cannot be asked at head (no answer)."
    asker = Asker(scheduler)
    asker.look(1, 0)
    assert asker.standing.problem == scheduler.fails
    scheduler.fails, clock.now = "", 1010.0
    asker.look(1, 0)
    assert scheduler.looks == 1
    clock.now = 1031.0
    asker.look(1, 0)
    assert asker.standing == Standing() and scheduler.started == 1


def test_after_a_worker_that_failed_no_other_is_asked_for_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, scheduler = Clock(monkeypatch), Scheduler()
    scheduler.slots = 1
    old, new = Placed("1", "refused", "exit code 2"), Placed("2", "refused", "exit code 2")
    scheduler.placed = [old]
    asker = Asker(scheduler)
    asker.ask(1, 0)
    assert scheduler.started == 1  # what failed before the server started proves nothing
    scheduler.placed = [old, new]
    asker.ask(1, 0)
    assert scheduler.started == 1
    assert asker.standing.problem == "Slurm's job 2 ended with an error (exit code 2)."
    clock.now += dispatch.REFUSED_SECONDS + 1
    asker.ask(1, 0)
    assert scheduler.started == 2 and not asker.standing.problem


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A run that waits; the launcher of its folder is a stand-in."""
    scheduler = Scheduler()
    monkeypatch.setenv("GAN_LAUNCHER", "slurm")
    monkeypatch.setattr(dispatch, "_launcher", lambda root, settings, device: scheduler)
    monkeypatch.setattr(dispatch, "_askers", {})
    run = a_run(tmp_path, "queued")
    tickets.enqueue(run, "anna")
    return run, scheduler


def test_the_loop_asks_a_cluster_and_the_page_knows_without_asking(cluster) -> None:
    run, scheduler = cluster
    root = run.path.parent
    dispatch.serve(root, "cpu")  # what a page calls: it must not wait for a scheduler
    assert dispatch.standing(run) == Standing() and scheduler.looks == 0
    scheduler.slots, scheduler.placed = 1, [Placed("4", "waiting", "Priority")]
    dispatch.look_after(root)
    assert dispatch.standing(run) == Standing("", "Slurm: Priority")
    assert scheduler.looks == 1 and scheduler.started == 0


def test_of_two_servers_of_one_folder_only_one_asks_at_a_time(cluster) -> None:
    run, scheduler = cluster
    root = run.path.parent
    with FileLock(root / ".machines.lock"):
        dispatch.look_after(root)
    assert scheduler.started == 0
    dispatch.look_after(root)
    assert scheduler.started == 1


def test_settings_that_cannot_be_understood_leave_the_queue_alone(cluster, monkeypatch) -> None:
    run, _ = cluster
    root = run.path.parent
    monkeypatch.setenv("GAN_SLOTS", "many")
    dispatch.serve(root, "cpu")
    assert "GAN_SLOTS" in dispatch.standing(run).problem
    assert len(tickets.read_queue(root).waiting) == 1


def test_a_device_that_gets_no_worker_is_no_trouble_of_runs_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedulers = {"cpu": Scheduler(), "cuda": Scheduler()}
    schedulers["cuda"].fails = "There is no GPU."
    monkeypatch.setattr(dispatch, "_launcher", lambda root, settings, device: schedulers[device])
    monkeypatch.setattr(dispatch, "_askers", {})
    runs = {device: a_run(tmp_path, "queued") for device in schedulers}
    for device, run in runs.items():
        tickets.enqueue(run, device, device=device)
    dispatch.look_after(tmp_path)
    assert {device: dispatch.standing(run).problem for device, run in runs.items()} == {
        "cpu": "", "cuda": "There is no GPU."
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="a killed worker has such an exit code, too")
def test_a_worker_of_this_machine_that_fails_is_not_started_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [sys.executable, "-S", "-c", "print('no GPU'); raise SystemExit(2)"]
    monkeypatch.setattr(local, "worker_command", lambda *words: failing)
    launcher = local.Local(tmp_path, "cpu")
    asker = Asker(launcher)
    asker.ask(1, 0)
    until = time.monotonic() + 30
    while launcher.workers()[0].state == "running":
        assert time.monotonic() < until
        time.sleep(0.02)
    asker.ask(1, 0)
    asker.ask(1, 0)
    assert asker.standing.problem == "A worker ended with an error (read workers/log.txt)."
    assert (tmp_path / "workers" / "log.txt").read_text().count("no GPU") == 1


def test_folders_have_jobs_of_different_names_and_servers_of_one_folder_the_same(
    tmp_path: Path,
) -> None:
    here, there = tmp_path / "a" / "My runs!", tmp_path / "b" / "My runs!"
    assert pool_name(here) == pool_name(here / ".." / "My runs!") != pool_name(there)
    assert pool_name(here).startswith("gan-my-runs-")
