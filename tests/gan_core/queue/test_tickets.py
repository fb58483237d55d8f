"""The queue on disk: who is next, what leaves it, and what comes back when a process dies."""

import os
import time

import pytest

from gan_core import GanError
from gan_core.queue import outlook, tickets
from gan_core.queue.device_queue import queued_runs, somebody_waits
from gan_core.queue.outlook import read_outlook
from gan_core.runs import run_dir

CONFIG = {
    "format": 1, "recipe": "dcgan", "dataset": "silhouettes", "image_size": 28, "settings": {},
    "budget": {"unit": "minutes", "amount": 2.0}, "device": "cpu",
}  # fmt: skip


@pytest.fixture
def queue(runs):
    """queue(person, ...): a run for each, queued in this order."""

    def queue(*people, **options):
        made = [run_dir.create(runs, f"of-{person}", CONFIG) for person in people]
        for run, person in zip(made, people, strict=True):
            tickets.enqueue(run, person, **options)
        return made

    return queue


def claim(root, device="cpu"):
    return tickets.claim(root, "worker", device)


def end(run, state):
    run.write_status(state, progress=0.5)
    tickets.close_or_requeue(run, "worker", "as it should")


def test_nobodys_second_run_is_claimed_before_everybodys_first(queue, runs):
    made = queue("anna", "anna", "anna", "ben", "cem")
    order = [made[0], made[3], made[4], made[1], made[2]]
    assert [run.id for run in queued_runs(runs)] == [run.id for run in order]
    assert [it.ticket.run for it in read_outlook(runs).starts] == [run.id for run in order]
    for run in order:
        assert claim(runs).id == run.id
        end(run, "done")
    assert claim(runs) is None


def test_a_waiting_run_needs_no_process_however_long_it_waits(queue, runs):
    (run,) = queue("anna")
    then = time.time() - 3600
    os.utime(run.path / "status.json", (then, then))
    assert run.status()["state"] == "queued" and not run.is_alive()
    assert somebody_waits(runs, "cpu") is False  # without a worker nobody can be let go first


def test_a_run_that_leaves_is_stopped_and_its_person_is_first_again(queue, runs):
    first, second, other = queue("anna", "anna", "ben")
    assert tickets.leave(first) and not tickets.leave(first)
    assert first.status()["state"] == "stopped" and not first.requested("stop")
    assert claim(runs).id == other.id  # of an earlier round
    assert claim(runs).id == second.id


def test_a_run_that_leaves_before_it_has_trained_says_nothing_of_how_early_people_stop(queue, runs):
    first, _ = queue("anna", "ben")
    tickets.leave(first)
    assert tickets.read_queue(runs).shares == []
    end(claim(runs), "stopped")
    assert tickets.read_queue(runs).shares == [0.5]


def test_a_stop_request_takes_a_waiting_run_out_of_the_order(queue, runs):
    (run,) = queue("anna")
    run.request("stop")
    assert claim(runs) is None


def test_a_run_whose_process_died_comes_back_twice_and_says_why_it_does_not(queue, runs):
    mine, other = queue("anna", "ben")
    for number in range(3):
        assert claim(runs).id == mine.id  # ahead of the other: the front of its round
        mine.change_state("running", images_seen=number)
        tickets.close_or_requeue(mine, "worker", "killed by SIGKILL")
    status = mine.status()
    assert status["state"] == "interrupted" and status["images_seen"] == 2
    assert "3 times" in status["error"] and "killed by SIGKILL" in status["error"]
    assert claim(runs).id == other.id


def test_a_claimed_run_without_a_process_is_on_its_way_back(queue, runs):
    (run,) = queue("anna")
    claim(runs)
    run.change_state("running", images_seen=8)
    then = time.time() - 60
    os.utime(run.path / "status.json", (then, then))
    assert run.status()["state"] == "queued" and run.last_state() == "running"


def test_a_forgiven_return_does_not_count(queue, runs):
    (run,) = queue("anna")
    for _ in range(5):
        assert claim(runs).id == run.id
        run.change_state("stopped")
        tickets.close_or_requeue(run, "worker", "out of time", forgiven=True)
        assert run.status()["state"] == "queued"


def test_a_run_that_has_saved_itself_for_its_worker_comes_back_though_that_died(queue, runs):
    (run,) = queue("anna")
    claim(runs)
    run.request("requeue")
    run.change_state("stopped", **run.close_requests())
    run.request("requeue")  # as a worker leaves it that is killed meanwhile
    tickets.close_or_requeue(run, "worker", "its process was gone")
    assert run.is_waiting() and run.ticket()["returns"] == 0
    assert not run.requested("requeue")
    assert claim(runs).id == run.id
    end(run, "stopped")
    assert run.ticket()["state"] == tickets.OVER


def test_a_run_that_was_put_back_is_no_longer_its_workers(queue, runs):
    (run,) = queue("anna")
    claim(runs)
    assert tickets.is_claimed_by(run, "worker") and not tickets.is_claimed_by(run, "another")
    tickets.close_or_requeue(run, "worker", "its process was gone")
    assert not tickets.is_claimed_by(run, "worker")


def test_a_run_that_is_about_to_start_keeps_its_place(queue, runs):
    (run,) = queue("anna")
    claim(runs)
    tickets.enqueue(run, "anna")
    assert tickets.is_claimed_by(run, "worker")


def test_a_run_that_has_just_ended_can_be_queued_before_its_worker_looks(queue, runs):
    (run,) = queue("anna")
    claim(runs)
    run.write_status("done")
    tickets.enqueue(run, "anna")
    tickets.close_or_requeue(run, "worker", "as it should")
    assert run.is_waiting() and not run.ticket()["returned"] and run.ticket()["round"] == 2


def test_a_run_that_still_trains_is_left_alone(queue, runs):
    (run,) = queue("anna")
    claim(runs)
    with run.lock():
        run.change_state("running")
        tickets.close_or_requeue(run, "worker", "its worker ended")
        assert run.ticket()["state"] == tickets.CLAIMED
        with pytest.raises(GanError, match="another process"):
            tickets.enqueue(run, "anna")


def test_a_run_that_gave_its_device_to_others_keeps_its_round_once(queue, runs):
    mine, *_ = queue("anna", "ben", "ben")
    claim(runs)
    mine.change_state("stopped", gave_way=True)
    tickets.close_or_requeue(mine, "worker", "")
    tickets.enqueue(mine)
    assert mine.ticket()["round"] == 1 and mine.ticket()["person"] == "anna"
    while claim(runs).id != mine.id:
        pass
    end(mine, "stopped")
    tickets.enqueue(mine)
    assert mine.ticket()["round"] == 2


def test_a_run_that_waits_for_a_gpu_is_not_claimed_for_a_cpu(queue, runs):
    (run,) = queue("anna", device="cuda")
    assert claim(runs, "cpu") is None and claim(runs, "cuda:1").id == run.id
    assert run.ticket()["at"] == "cuda:1"


def test_a_run_that_waits_by_itself_is_in_the_same_order(queue, runs):
    own = run_dir.create(runs, "by-hand", CONFIG)
    with own.lock():
        own.write_status("queued", queued_at=time.time(), device="cpu")
        first, second = queue("anna", "anna")
        assert [run.id for run in queued_runs(runs)] == [own.id, first.id, second.id]
        assert claim(runs) is None  # its own process takes the device
        assert claim(runs, "cuda").id == first.id  # which it does not wait for
        own.write_status("running", device="cpu")
        assert claim(runs).id == second.id


def test_a_claimed_or_waiting_run_that_is_trained_by_hand_is_nobody_elses(queue, runs):
    (run,) = queue("anna")
    tickets.take_over(run)
    assert claim(runs) is None and run.ticket()["state"] == tickets.OVER


def test_an_idle_worker_waits_for_the_run_that_somebody_trains_by_hand(queue, runs, monkeypatch):
    own = run_dir.create(runs, "by-hand", CONFIG)
    monkeypatch.setattr(outlook, "live_workers", lambda root: [{"device": "cpu", "run": None}])
    queue("anna")
    with own.lock():
        own.write_status("running", device="cpu", eta_seconds=90.0)
        (expected,) = read_outlook(runs).starts
    assert expected.latest == 90.0


def test_the_teacher_puts_a_run_first_once(queue, runs):
    *_, last = queue("anna", "ben", "ben")
    tickets.put_first(last)
    first = read_outlook(runs).starts[0]
    assert first.ticket.run == last.id and first.ticket.ahead
    assert claim(runs).id == last.id
    tickets.close_or_requeue(last, "worker", "")  # its process died: back, as any other run
    assert not last.ticket()["ahead"] and last.is_waiting()
    tickets.put_first(other := run_dir.create(runs, "never-queued", CONFIG))
    assert other.ticket() == {}


def test_place_and_sure_place(queue, runs):
    *_, last = queue("anna", "ben", "ben")
    seen = read_outlook(runs)
    assert [it.place for it in seen.starts] == [1, 2, 3]
    assert seen.sure_place(last.id) == 3 and seen.sure_place("unknown") is None
    assert seen.starts[0].latest == float("inf")  # no worker yet


DAMAGED = [
    b"", b"[]", b'{"state": []}', b'{"state": "waiting"}',
    b'{"state": "waiting", "round": "x", "person": 3}',
    b'{"state": "waiting", "round": NaN, "seconds": Infinity, "started_at": 1e999, "at": 5}',
]  # fmt: skip


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_ticket_stops_nobody(content, queue, runs):
    damaged, good = queue("anna", "ben")
    (damaged.path / "ticket.json").write_bytes(content)
    assert good.id in [run.id for run in (claim(runs), claim(runs)) if run]
