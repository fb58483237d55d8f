"""Deleting a run and taking it back: what is in the trash is a run nowhere else."""

import os
import time

import pytest
from filelock import FileLock

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.queue import tickets, trash
from gan_core.runs import run_dir
from gan_core.runs.run_label import RunLabel

DAY = 24 * 3600.0


@pytest.fixture
def root(environment):
    return environment / "runs"


def ended(root, state="done"):
    run = run_dir.create(root, "shoes", {"format": 1})
    run.write_status(state)
    run.write_samples(0, b"grid")
    return run


def contents(folder):
    return {path.relative_to(folder) for path in folder.rglob("*")}


def test_a_run_goes_and_comes_back_as_it_was(root):
    run = ended(root)
    run.write_label(RunLabel("Best"))
    run.write_ticket({"state": "over", "person": "anna"})
    before = contents(run.path)
    trash.trash(run)
    assert not run_dir.all_runs(root)
    with pytest.raises(GanError, match="There is no run"):
        run_dir.find(root, run.id)
    (found,) = trash.trashed(root)
    assert found.run.id == run.id and found.run.label().name == "Best"
    assert 7 * DAY - 60 < found.seconds_left() <= 7 * DAY
    back = trash.restore(root, run.id)
    assert contents(back.path) == before and run_dir.find(root, run.id).status()["state"] == "done"
    assert not trash.trashed(root)


def test_a_run_that_trains_or_waits_stays(root):
    training, waiting, claimed = ended(root, "running"), ended(root), ended(root)
    tickets.enqueue(waiting, "anna", device="cpu")
    tickets.enqueue(claimed, "ben", device="cpu", ahead=True)
    assert tickets.claim(root, "worker", "cpu").id == claimed.id
    with FileLock(training.path / "alive.lock"):
        for run in (training, waiting, claimed):
            with pytest.raises(GanError, match="trains or waits in the queue; stop it"):
                trash.trash(run)
        training.write_status("done")
        with pytest.raises(GanError, match="is still ending"):
            trash.trash(training)
    assert len(run_dir.all_runs(root)) == 3 and not trash.trashed(root)
    assert all(run.trashed_at() == 0 for run in (training, waiting, claimed))


def test_no_worker_takes_and_no_queue_counts_what_is_in_the_trash(root):
    run = ended(root)
    tickets.enqueue(run, "anna", device="cpu")
    tickets.leave(run)
    trash.trash(run)
    queue = tickets.read_queue(root)
    assert not queue.waiting and not queue.last_rounds
    assert tickets.claim(root, "worker", "cpu") is None
    with pytest.raises(GanError):
        tickets.enqueue(run, "anna", device="cpu")
    assert not run.path.exists()


def test_what_is_in_the_trash_is_neither_resumed_nor_forked(root, make_config, capsys):
    run = ended(root)
    run.write_config(make_config().to_json())
    run.checkpoint_file(8).write_bytes(b"a state")
    trash.trash(run)
    path = str(trash.find(root, run.id).run.path)
    for words in (["--resume", path], ["--resume", path, "--enqueue"], ["--fork", f"{path}@8"]):
        assert main(["train", *words]) == 2
        assert "Run 00001 is in the trash; take it back" in capsys.readouterr().err
    assert not tickets.read_queue(root).waiting and len(trash.trashed(root)) == 1


def test_its_number_is_given_to_no_other_run_even_when_it_is_deleted(root):
    run = ended(root)
    trash.trash(run)
    assert ended(root).id == "00002-shoes"
    trash.purge(trash.find(root, run.id))
    trash.trash(run_dir.find(root, "00002-shoes"))
    assert ended(root).id == "00003-shoes"
    (root / ".number").write_bytes(b"\xff?")
    assert ended(root).id == "00004-shoes"


def test_after_its_time_it_is_deleted_and_not_before(root):
    old, new = ended(root), ended(root)
    for run in (old, new):
        trash.trash(run)
    moved = trash.find(root, old.id).run
    moved.mark_trashed(time.time() - 7 * DAY - 1)
    left_over = moved.path.with_name(".dying-00009-shoes")
    left_over.mkdir()
    (left_over / "half").write_bytes(b"")
    trash.purge_expired(root)
    assert [it.run.id for it in trash.trashed(root)] == [new.id]
    assert not moved.path.exists() and not left_over.exists()
    with pytest.raises(GanError, match="not in the trash any more"):
        trash.restore(root, old.id)


@pytest.mark.parametrize("mark", [b"", b"[]", b'{"at": NaN}', b'{"at": "x"}', b'{"at": 1e14}'])
def test_a_damaged_mark_counts_from_when_it_was_written(root, mark):
    run = ended(root)
    trash.trash(run)
    moved = trash.find(root, run.id).run
    (moved.path / "trashed.json").write_bytes(mark)
    os.utime(moved.path, (time.time() - 2 * DAY, time.time() - 2 * DAY))
    assert 4 * DAY < trash.find(root, run.id).seconds_left() < 6 * DAY
    trash.purge_expired(root)
    assert moved.path.exists()


def test_what_cannot_be_moved_is_left_whole(root, monkeypatch):
    run = ended(root)

    def fails(*_):
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(trash.os, "rename", fails)
        with pytest.raises(GanError, match="close what has it open"):
            trash.trash(run)
    assert run.trashed_at() == 0 and run.samples() and run_dir.all_runs(root)


@pytest.mark.parametrize("name", ["../00001-shoes", "00001-shoes", "", ".dying-00001-shoes", "x/y"])
def test_nothing_but_what_is_in_the_trash_is_taken_back(root, name):
    ended(root)
    with pytest.raises(GanError, match="not in the trash"):
        trash.restore(root, name)
    assert run_dir.find(root, "00001-shoes").samples()
