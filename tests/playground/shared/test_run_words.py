"""What the lists and the run page say of a run: its badge, and what it waits for."""

from pathlib import Path

import pytest
from filelock import FileLock

from gan_core.queue import outlook, tickets
from gan_core.runs.run_dir import STATES, RunDir
from playground.shared import queue_cache, run_words
from playground.shared.machines import dispatch
from tests.playground.train.train_page import a_run


def test_every_state_has_a_badge_and_an_old_run_a_plain_one() -> None:
    for state in STATES:
        assert run_words.badge({"state": state, "images_seen": 0}).count("-badge[") == 1
        assert run_words.fault({"state": state}) == ""


def test_the_fault_is_the_badge_of_an_ended_run_only() -> None:
    fault = {"fault": {"kind": "floor", "title": "Low [x](y) `z`"}, "images_seen": 9}
    words = run_words.badge({"state": "done", **fault})
    assert words == r":red-badge[done: Low \[x\]\(y\) \`z\`]"  # shown as it is written
    for state in ("queued", "running", "paused", "interrupted"):
        assert "Low" not in run_words.badge({"state": state, **fault})


@pytest.mark.parametrize("fault", [None, "x", [], {}, {"title": None}])
def test_a_damaged_fault_breaks_no_list(fault: object) -> None:
    assert "badge[" in run_words.badge({"state": "done", "images_seen": 9, "fault": fault})


def test_cancelled_is_a_run_that_never_began() -> None:
    assert run_words.is_cancelled({"state": "stopped"})
    assert not run_words.is_cancelled({"state": "stopped", "images_seen": 0})
    assert not run_words.is_cancelled({"state": "failed"})


@pytest.fixture
def queue(tmp_path: Path):
    """queue(*statuses): runs in these states with living processes, and one queued after them."""
    locks = []

    def queue(*statuses: dict) -> tuple[list[RunDir], str]:
        runs = [a_run(tmp_path, status.pop("state"), **status) for status in statuses]
        own = a_run(tmp_path, "queued", queued_at=99.0)
        for run in (*runs, own):
            locks.append(FileLock(run.path / "alive.lock"))
            locks[-1].acquire()
        return runs, run_words.waiting(own, own.status())

    yield queue
    for lock in locks:
        lock.release()


def test_waiting_names_the_run_that_holds_the_device_and_its_time(queue) -> None:
    (run,), words = queue({"state": "running", "eta_seconds": 240.0})
    assert words == f"Waiting for run {run.id[:5]}, about 4 min"


def test_waiting_adds_the_runs_queued_before(queue) -> None:
    statuses = ({"state": "running", "eta_seconds": 20.0}, {"state": "queued", "queued_at": 1.0})
    (first, _), words = queue(*statuses)
    # the queued one has a budget in epochs, so its time is unknown
    assert words == f"Waiting for run {first.id[:5]} and 1 queued run, at least 20 s"


def test_waiting_for_a_paused_run_gives_no_time(queue) -> None:
    (run,), words = queue({"state": "paused", "eta_seconds": 240.0})
    assert words == f"Waiting for run {run.id[:5]} (paused)"


def test_a_run_on_another_device_is_not_waited_for(queue) -> None:
    _, words = queue({"state": "running", "device": "cuda"})
    assert words.startswith("Starting")


@pytest.fixture
def in_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """in_line(person, ...): runs of two minutes that wait for the workers."""
    queue_cache._read.clear()

    def in_line(*people: str) -> list[RunDir]:
        made = [a_run(tmp_path, "queued") for _ in people]
        for run, person in zip(made, people, strict=True):
            tickets.enqueue(run, person, seconds=120)
        return made

    return in_line


def words_of(run: RunDir) -> str:
    queue_cache._read.clear()
    return run_words.waiting(run, run.status())


def test_a_run_in_the_queue_says_its_place_and_no_time_without_a_worker(in_line) -> None:
    first, second = in_line("anna", "ben")
    assert words_of(first) == "Place 1 in the queue, a worker is being started"
    assert words_of(second) == "Place 2 in the queue, a worker is being started"


def test_a_run_whose_images_lie_elsewhere_says_which_machine_lacks_them(
    in_line, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = in_line("anna")
    run.write_ticket({**run.ticket(), "not_on": {"lab-1": "lab-1 has no zoo.zip"}})
    workers = [{"device": "cpu", "host": "lab-1", "run": None}]
    monkeypatch.setattr(outlook, "live_workers", lambda root: workers)
    assert words_of(run) == "Waiting for another machine: lab-1 does not have its images"
    workers.append({"device": "cpu", "host": "lab-2", "run": None})
    assert words_of(run) == "Starting: nothing is ahead of this run"


def test_a_run_in_the_queue_says_what_the_scheduler_says(
    in_line, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = in_line("anna")
    known = dispatch.Standing(reason="Slurm: QOSMaxJobsPerUserLimit")
    monkeypatch.setattr(dispatch, "standing", lambda run: known)
    words = "Place 1 in the queue, a worker is being started (Slurm: QOSMaxJobsPerUserLimit)"
    assert words_of(run) == words
    known = dispatch.Standing("Slurm's squeue did not answer within 20 s.")
    words = "Place 1 in the queue, no worker yet. Slurm's squeue did not answer within 20 s."
    assert words_of(run) == words


def test_place_bound_and_start_come_from_the_function_that_picks(
    in_line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben, bens_second = in_line("anna", "ben", "ben")
    worker = {"device": "cpu", "run": anna.id}
    monkeypatch.setattr(outlook, "live_workers", lambda root: [worker])
    assert tickets.claim(tmp_path, "worker", "cpu").id == anna.id
    anna.change_state("running", eta_seconds=240.0)
    assert words_of(ben) == "Place 1 in the queue, starts within 4 min"
    assert words_of(bens_second) == "Place 2 in the queue, starts in 40 s to 6 min"
    anna.change_state("running", eta_seconds=840.0)
    third = in_line("ben", "ben")[-1]
    # Anna's second and third run, of earlier rounds, may still come before it.
    assert words_of(third) == "Place 4 in the queue (at most 6), starts in 2 to 20 min"
    tickets.leave(third)
    (newer,) = in_line("cem")  # a first run: before anybody's second
    assert words_of(newer).startswith("Place 2") and words_of(bens_second).startswith("Place 3")


def test_the_outlook_is_read_once_for_all_pages(in_line, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = in_line("anna", "ben")
    queue_cache._read.clear()
    reads = []

    def read(root: Path) -> outlook.Outlook:
        reads.append(root)
        return outlook.read_outlook(root)

    monkeypatch.setattr(queue_cache, "read_outlook", read)
    for run in runs * 5:
        run_words.waiting(run, run.status())
    assert len(reads) == 1
