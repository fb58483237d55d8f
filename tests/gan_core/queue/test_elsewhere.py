"""A run that was queued on one machine and trains on another: its device, images and arithmetic."""

import platform

import pytest

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.commands.train_run import train_run
from gan_core.config.request import Request
from gan_core.data.catalog import MissingImages
from gan_core.queue import tickets, worker
from gan_core.queue.outlook import read_outlook
from gan_core.queue.resolve_claimed import resolve_claimed
from gan_core.queue.worker import WORKER, requeue_orphans
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir
from tests.gan_core.data.sample_files import encoded, write

TINY = ("width=4", "z_dim=4", "batch_size=8", "log_every=1")


@pytest.fixture
def queued(runs, environment, capfd):
    """A run on four photos below GAN_DATA_ROOT that waits for a worker."""
    photos = write(environment / "data" / "zoo", {f"{n}.png": encoded() for n in range(4)})
    command = ["train", "dcgan", "--dataset", str(photos), "--images", "16", "--out", str(runs)]
    assert main([*command, "--enqueue", "--set", *TINY]) == 0
    return run_dir.all_runs(runs)[0]


@pytest.fixture
def claimed(queued, monkeypatch):
    """The same, claimed by a worker, whose process this one is from now on."""
    tickets.claim(queued.path.parent, "worker", "cpu")
    monkeypatch.setenv(WORKER, "worker")
    return queued


def test_a_worker_with_other_mount_points_trains_it(claimed, environment, monkeypatch, signals):
    there = environment / "mnt"
    there.mkdir()
    monkeypatch.setenv("GAN_DATA_ROOT", str((environment / "data").rename(there / "sets")))
    run = RunDir(claimed.path.parent.rename(there / "runs") / claimed.id)
    assert train_run(run) == "done"
    assert run.config()["dataset"] == str(there / "sets" / "zoo")


def test_a_machine_without_its_images_leaves_it_to_others(
    claimed, environment, monkeypatch, signals
):
    (environment / "data").rename(environment / "not mounted")
    with pytest.raises(MissingImages, match=f"{platform.node()} has no .*zoo.*GAN_DATA_ROOT"):
        train_run(claimed)
    root = claimed.path.parent
    tickets.close_or_requeue(claimed, "worker", "exit code 2")
    assert claimed.is_waiting() and claimed.status()["state"] == "queued"
    assert claimed.ticket()["returns"] == 0
    assert tickets.claim(root, "worker", "cpu") is None
    other = {"device": "cpu", "host": "another", "run": None}
    monkeypatch.setattr(worker, "live_workers", lambda root: [other])
    monkeypatch.setattr("gan_core.queue.outlook.live_workers", lambda root: [other])
    requeue_orphans(root)
    assert [it.ticket.run for it in read_outlook(root).starts] == [claimed.id]
    monkeypatch.setattr(platform, "node", lambda: "another")
    assert tickets.claim(root, "other worker", "cpu").id == claimed.id


def test_where_no_worker_is_left_that_may_have_its_images_it_fails_and_says_so(
    claimed, environment, signals
):
    (environment / "data").rename(environment / "not mounted")
    with pytest.raises(MissingImages):
        train_run(claimed)
    tickets.close_or_requeue(claimed, "worker", "exit code 2")
    requeue_orphans(claimed.path.parent)
    status = claimed.status()
    assert status["state"] == "failed" and "GAN_DATA_ROOT" in status["error"]
    (environment / "not mounted").rename(environment / "data")
    tickets.enqueue(claimed)
    assert tickets.claim(claimed.path.parent, "worker", "cpu").id == claimed.id


def test_what_was_asked_for_is_resolved_at_the_claim_and_kept(claimed):
    config = claimed.config()
    asked = Request.from_json(claimed.ticket()["request"])
    assert asked.settings == TINY
    claimed.write_config({**config, "device": "cuda", "threads": 99})  # as a machine with a GPU
    resolve_claimed(claimed, "cpu")
    assert claimed.config() == {**config, "device": "cpu"}
    assert Request.from_json(claimed.ticket()["request"]) == asked


def test_settings_copied_from_another_run_get_the_threads_of_this_machine(runs, make_config):
    run = run_dir.create(runs, "copy", {**make_config().to_json(), "threads": 99})
    tickets.enqueue(run)
    tickets.claim(runs, "worker", "cpu")
    resolve_claimed(run, "cpu")
    assert run.config()["threads"] != 99 and run.config()["settings"]["width"] == 4


def test_a_run_that_has_trained_keeps_what_was_resolved_and_waits_for_its_kind(claimed, signals):
    train_run(claimed)
    root = claimed.path.parent
    before = {**claimed.config(), "threads": 99, "device": "cuda"}
    claimed.write_config(before)
    claimed.change_state("running")
    tickets.close_or_requeue(claimed, "worker", "killed")
    assert tickets.claim(root, "worker", "cpu") is None
    assert tickets.claim(root, "worker", "cuda:1").id == claimed.id
    resolve_claimed(claimed, "cuda:1")
    assert claimed.config() == {**before, "device": "cuda:1"}


@pytest.mark.parametrize("device", ["", "cpu"])
def test_another_kind_of_device_is_taken_only_if_it_is_named(device, claimed, signals):
    train_run(claimed)
    claimed.write_config({**claimed.config(), "device": "cuda"})
    tickets.close_or_requeue(claimed, "worker", "")
    tickets.enqueue(claimed, device=device)
    found = tickets.claim(claimed.path.parent, "worker", "cpu")
    assert (found is not None) == (device == "cpu")


@pytest.mark.parametrize("moved", [False, True])
def test_a_run_that_continues_on_another_kind_of_machine_says_so(moved, claimed, signals):
    train_run(claimed)
    about = claimed.about()
    if moved:
        claimed.write_about({**about, "device": "NVIDIA H100"})
    command = ["train", "--resume", str(claimed.path), "--images", "32"]
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(WORKER)
        assert main(command) == 0
    words = [row["words"] for row in claimed.changes()[0]]
    here = about["device"]
    assert words == ([f"continues on {here}, not bit for bit as on NVIDIA H100"] if moved else [])


@pytest.mark.parametrize("values", [None, [], {}, {"settings": "x"}, {"settings": None}])
def test_a_damaged_request_is_none(values):
    assert Request.from_json(values) is None
    assert Request.from_json({"settings": ["a=1"], "image_size": "x"}) == Request(("a=1",))


def test_an_unreadable_config_is_failed_not_requeued(claimed):
    claimed.write_config({**claimed.config(), "recipe": "gone"})
    with pytest.raises(GanError, match="gone"):
        resolve_claimed(claimed, "cpu")
    assert claimed.status()["state"] == "failed"
