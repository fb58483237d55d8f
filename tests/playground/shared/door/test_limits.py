"""What one person may take of a shared server; each refusal is one sentence with its reason."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from gan_core import GanError
from gan_core.config.train_config import Budget
from gan_core.data import durable_files
from gan_core.queue import tickets, trash
from gan_core.queue.outlook import seconds_left
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import browser, jobs, signed_in
from playground.shared.door import limits, owners, teachers
from playground.shared.kept_files import IMAGES
from playground.train import uploads

ROOT = Path(__file__).resolve().parents[4]
ME, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def asked_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda who: monkeypatch.setattr(browser, "browser_id", lambda: who)


@pytest.fixture(autouse=True)
def shared(runs: Path, monkeypatch: pytest.MonkeyPatch, asked_by: Callable) -> None:
    """A server that several use, with a teacher; I ask."""
    for limit in limits.LIMITS:
        monkeypatch.delenv(limit.variable, raising=False)
    monkeypatch.setenv(limits.FREE.variable, "0")  # of the machine that runs the tests
    monkeypatch.setenv(teachers.VARIABLE, "twelve horses")
    asked_by(ME)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """alone(): from now on it is one person's own machine."""
    return lambda: monkeypatch.setattr(owners, "is_shared", lambda: False)


def queued(runs: Path, count: int, person: str = "") -> list[RunDir]:
    found = [run_dir.create(runs, "toy", {}) for _ in range(count)]
    for run in found:
        tickets.enqueue(run, person or owners.person_in_queue())
    return found


def refusal(minutes: float | None = None) -> str:
    """The sentence with which who asks may queue no run; "" where they may."""
    try:
        limits.require_may_queue(minutes)
    except GanError as error:
        return str(error)
    return ""


def test_a_person_has_three_runs_in_the_queue(
    runs: Path, asked_by: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = queued(runs, 2)
    assert refusal() == ""
    mine += queued(runs, 1)
    assert "You already have 3 waiting" in refusal()
    asked_by(OTHER)
    assert refusal() == ""
    asked_by(ME)
    tickets.leave(mine[0])
    assert refusal() == ""
    monkeypatch.setenv(limits.WAITING.variable, "2")
    assert "You already have 2 waiting" in refusal()
    monkeypatch.setenv(limits.WAITING.variable, "0")
    assert refusal() == ""


def test_browsers_without_cookies_are_one_person(runs: Path, asked_by: Callable) -> None:
    asked_by("")
    queued(runs, 3)
    assert {ticket.person for ticket in tickets.read_queue(runs).waiting} == {
        owners.person_in_queue()
    }
    assert "already have 3" in refusal()


def test_the_teacher_and_who_is_alone_have_no_limit_of_a_person(
    runs: Path, alone: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(runs, 3)
    monkeypatch.setenv(limits.DISK.variable, "1e-9")
    monkeypatch.setattr(signed_in, "is_offered", lambda: True)
    monkeypatch.setenv(limits.SIGN_IN, "1")
    assert refusal(1000) and limits.most_seconds() == 3600 and limits.in_words()
    teachers.sign_in("twelve horses", "")
    assert not refusal(1000) and limits.most_seconds() is None and not limits.in_words()
    teachers.sign_out()
    alone()
    assert not refusal(1000) and limits.most_seconds() is None and not limits.in_words()


def test_the_form_says_how_many_runs_a_sweep_may_be(
    runs: Path, alone: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(runs, 1)
    assert "at most **2 runs** now, since 3 of one person may wait" in limits.of_sweeps()
    assert limits.WAITING.variable in limits.of_sweeps() and limits.free_places() == 2
    teachers.sign_in("twelve horses", "")
    assert limits.of_sweeps() == "" and limits.free_places() == 199
    monkeypatch.setenv(limits.QUEUED.variable, "5")
    assert "at most **4 runs** now: the queue of all takes 5" in limits.of_sweeps()
    teachers.sign_out()
    monkeypatch.setenv(limits.WAITING.variable, "0")
    assert "at most **4 runs** now: the queue of all takes 5" in limits.of_sweeps()
    alone()
    assert limits.of_sweeps() == "" and limits.free_places() == math.inf


def test_the_queue_of_all_is_full_for_the_teacher_as_well(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(limits.QUEUED.variable, "2")
    teachers.sign_in("twelve horses", "")
    queued(runs, 1, "anna")
    assert refusal() == ""
    queued(runs, 1, "ben")
    assert "2 runs are in the queue" in refusal()


def test_a_run_that_is_refused_leaves_nothing_behind(
    runs: Path, make_config: Callable, launched: list[str]
) -> None:
    config = make_config()
    queued(runs, 3)
    with pytest.raises(GanError, match="already have 3"):
        jobs.start(config)
    assert len(all_runs(runs)) == 3 and not launched


@pytest.mark.parametrize(
    "budget, so_far, refused",
    [
        (Budget("minutes", 60), 0, False),
        (Budget("minutes", 61), 0, True),
        (Budget("minutes", 110), 50, False),
        (Budget("minutes", 110), 49, True),
        (Budget("epochs", 1e6), 0, False),  # is stopped when its time is over
    ],
)
def test_a_budget_in_minutes_is_bounded(
    runs: Path, monkeypatch: pytest.MonkeyPatch, budget: Budget, so_far: float, refused: bool
) -> None:
    assert ("at most 60 min" in refusal(jobs._minutes(budget, so_far))) is refused


# minutes on a device


def claimed(runs: Path, most: float | None, since: float) -> RunDir:
    run = run_dir.create(runs, "toy", {})
    tickets.enqueue(run, "anna", most_seconds=most)
    assert tickets.claim(runs, "worker", "cpu") is not None
    run.write_ticket({**run.ticket(), "started_at": time.time() - since})
    run.change_state("running")
    return run


def test_a_run_that_takes_longer_is_stopped_and_says_why(runs: Path) -> None:
    run = claimed(runs, 600, since=700)
    limits.stop_overdue(runs)
    assert run.requested("stop")
    run.withdraw()
    limits.stop_overdue(runs)
    assert not run.requested("stop"), "once"
    assert limits.why_stopped(run) == ""
    run.change_state("stopped")
    tickets.close_or_requeue(run, "worker", "")
    assert "Stopped after 10 min" in limits.why_stopped(run)
    tickets.enqueue(run, "anna", most_seconds=600)
    assert limits.why_stopped(run) == ""


@pytest.mark.parametrize("most, since", [(600, 500), (600, 605), (None, 1e6)])
def test_others_are_not(runs: Path, most: float | None, since: float) -> None:
    run = claimed(runs, most, since)
    limits.stop_overdue(runs)
    assert not run.requested("stop")


def test_another_worker_gives_a_run_no_new_time(runs: Path) -> None:
    """As on Slurm, where each worker gives its run back before its job is over."""
    run = claimed(runs, 600, since=500)
    run.change_state("stopped")
    tickets.close_or_requeue(run, "worker", "", forgiven=True)
    (waiting,) = tickets.read_queue(runs).waiting
    assert 95 < (waiting.seconds or 0) < 101
    assert tickets.claim(runs, "another", "cpu") is not None
    run.change_state("running", eta_seconds=5000)
    assert 95 < seconds_left(run) < 101
    for since, is_over in ((120, False), (140, True)):  # with 30 s for who is about to end
        run.write_ticket({**run.ticket(), "started_at": time.time() - since})
        limits.stop_overdue(runs)
        assert run.requested("stop") is is_over


def test_a_run_that_died_unnoticed_has_not_trained_since(runs: Path) -> None:
    run = claimed(runs, 600, since=500)
    status = durable_files.read_json(run.path / "status.json")
    durable_files.write_json(run.path / "status.json", {**status, "updated": time.time() - 400})
    tickets.close_or_requeue(run, "worker", "its process was gone")
    assert 495 < tickets.seconds_until_stopped(run.ticket()) < 501


def test_a_damaged_ticket_keeps_no_other_run_from_being_stopped(runs: Path) -> None:
    damaged, run = claimed(runs, 600, since=700), claimed(runs, 600, since=700)
    for other, part in ((damaged, {"started_at": "then"}), (run, {})):
        other.write_ticket({**other.ticket(), **part})
    limits.stop_overdue(runs)
    assert run.requested("stop") and not damaged.requested("stop")


def test_the_queue_expects_it(runs: Path) -> None:
    run = claimed(runs, 600, since=500)
    run.change_state("running", eta_seconds=5000)
    assert 90 < seconds_left(run) < 101
    for seconds, most in ((5000, 600), (100, 600), (None, 600)):
        waits = run_dir.create(runs, "toy", {})
        tickets.enqueue(waits, "ben", seconds=seconds, most_seconds=most)
        waiting = {ticket.run: ticket for ticket in tickets.read_queue(runs).waiting}
        assert waiting[waits.id].seconds == min(seconds or 600, 600)


# the disk


def test_a_person_has_so_much_disk_for_runs_and_uploads(
    runs: Path, asked_by: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_dir.create(runs, "toy", {})
    owners.own(run)
    before = limits.bytes_of_asker()
    (run.path / "checkpoints" / "x").write_bytes(bytes(300_000))
    IMAGES.store("e" * 32, "mine.zip", lambda path: path.write_bytes(bytes(200_000)), 1)
    IMAGES.enlist("e" * 32)
    assert limits.bytes_of_asker() == before + 500_000
    monkeypatch.setenv(limits.DISK.variable, "0.0004")
    assert "one person has 0.0004 GB" in refusal()
    asked_by(OTHER)
    assert refusal() == ""
    with pytest.raises(GanError, match="one person has"):
        limits.require_room(400_001)


def test_a_checkpoint_that_a_branch_shares_counts_once(runs: Path) -> None:
    parent, branch = run_dir.create(runs, "toy", {}), run_dir.create(runs, "toy", {})
    for run in (parent, branch):
        owners.own(run)
    parent.checkpoint_file(8).write_bytes(bytes(300_000))
    before = limits.bytes_of_asker()
    durable_files.link_or_copy(parent.checkpoint_file(8), branch.checkpoint_file(8))
    assert limits.bytes_of_asker() == before >= 300_000
    parent.write_status("done")
    trash.trash(parent)
    assert 300_000 < limits.bytes_of_asker() < 310_000


def test_an_upload_counts_before_it_is_stored(
    runs: Path, image_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(limits.DISK.variable, "1e-6")
    files = [path.open("rb") for path in sorted(image_folder.rglob("*.png"))[:4]]
    with pytest.raises(GanError, match="Your runs and uploads take"):
        uploads.keep(files)
    assert uploads.mine() == [] and not list((runs / "data").glob("*"))
    for file in files:
        file.close()


def test_some_of_the_disk_stays_free(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(limits.FREE.variable)
    teachers.sign_in("twelve horses", "")
    for free, refused in ((2.1e9, False), (1.9e9, True)):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr(limits.shutil, "disk_usage", lambda path, usage=usage: usage)
        assert ("2 GB are kept free" in refusal()) is refused


# signing in, configuration, documents


def test_runs_may_need_a_person_who_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.SIGN_IN, "1")
    assert refusal() == "" and "nobody can sign in" in next(limits.problems())
    monkeypatch.setattr(signed_in, "is_offered", lambda: True)
    assert "sign in first" in refusal() and not [*limits.problems()]
    anna = signed_in.Person("x", "Anna", "")
    monkeypatch.setattr(browser, "person", lambda: anna)
    assert refusal() == ""


@pytest.mark.parametrize("text", ["three", "-1", "nan", "inf"])
def test_a_variable_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(limits.WAITING.variable, text)
    monkeypatch.setenv(limits.FREE.variable, text)
    assert limits.WAITING() == 3 and limits.FREE() == 2
    said = [*limits.problems()]
    assert len(said) == 2 and limits.WAITING.variable in said[0] and limits.FREE.variable in said[1]


def test_zero_lifts_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in limits.LIMITS:
        monkeypatch.setenv(limit.variable, "0")
        assert limit() == math.inf
    assert limits.in_words() == "" and limits.most_seconds() is None


def test_each_limit_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    for limit in limits.LIMITS:
        assert f"| `{limit.variable}` | {limit.default:g} |" in page
    assert limits.SIGN_IN in page
