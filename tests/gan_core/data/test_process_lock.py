"""Locks where the drive has them, and what happens where it has none."""

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import Timeout

from gan_core import GanError
from gan_core.commands import train_run
from gan_core.data import drives
from gan_core.data import process_lock as locks
from gan_core.runs import run_dir

fcntl = pytest.importorskip("fcntl", reason="Windows has no flock")
ROOT = Path(run_dir.__file__).parents[2]
# What a drive without locks answers, for a process of its own and those that it starts.
NO_FLOCK = "import fcntl\ndef flock(*_): raise OSError({0}, 'none here')\nfcntl.flock = flock\n"
HOLDER = """
import sys, time
from pathlib import Path
from gan_core.data.process_lock import process_lock
with process_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(
    params=[errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP], ids=["ENOSYS", "ENOLCK", "EOPNOTSUPP"]
)
def no_locks(request, monkeypatch, tmp_path):
    """Environment of a child; this process has no locks either."""

    def refuse(*_):
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(locks, "_said", set())
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_FLOCK.format(request.param))
    path = os.pathsep.join([str(tmp_path / "site"), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "error"}


def hold(path, environment):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], env=environment, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "held\n"
    return process


def end(process):
    process.kill()
    process.communicate()


def test_where_there_are_no_locks_a_marker_holds_and_a_killed_process_releases_it(
    no_locks, tmp_path, capsys
):
    path = tmp_path / "alive.lock"
    assert not locks.is_held(path)
    process = hold(path, no_locks)
    try:
        assert locks.is_held(path)
        with pytest.raises(Timeout), locks.process_lock(path).acquire(timeout=0):
            pass
    finally:
        end(process)
    assert not locks.is_held(path)
    lock = locks.process_lock(path)
    with lock:
        assert locks.is_held(path) and locks.is_lease(lock)
    assert not locks.is_held(path)
    said = capsys.readouterr().err
    assert said.count("without file locks") == 1 and "other machines respect" in said


def test_a_marker_counts_where_another_mount_of_the_drive_has_locks(no_locks, tmp_path):
    path = tmp_path / "alive.lock"
    process = hold(path, no_locks)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(fcntl, "flock", lambda *_: None)
            assert locks.is_held(path)
    finally:
        end(process)


def test_a_marker_of_another_machine_holds(tmp_path):
    path = tmp_path / "alive.lock"
    path.touch()
    locks.lease_of(path).write_text("4242\nanother-machine\n")
    assert locks.is_held(path)


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES, errno.ESTALE])
def test_what_cannot_be_told_counts_as_held(code, monkeypatch, tmp_path):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    (tmp_path / "alive.lock").touch()
    monkeypatch.setattr(fcntl, "flock", refuse)
    assert locks.is_held(tmp_path / "alive.lock")


@pytest.fixture
def short_leases(monkeypatch):
    monkeypatch.setattr(locks, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(locks, "BEAT_SECONDS", 0.1)


@pytest.fixture
def all_granted(monkeypatch):
    """A drive that gives its locks to everybody who asks."""
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    locks._grants_everything.cache_clear()
    yield
    locks._grants_everything.cache_clear()


def test_a_drive_that_gives_a_lock_to_two_has_one_holder(all_granted, tmp_path):
    path = tmp_path / "alive.lock"
    with locks.process_lock(path) as held:
        assert locks.is_lease(held) and locks.is_held(path)
        with pytest.raises(Timeout), locks.process_lock(path).acquire(timeout=0):
            pass
    assert not locks.is_held(path)
    assert not [*tmp_path.glob(".locks-*")]


@pytest.mark.parametrize("kind", ["nfs4", "lustre", "gpfs", "fuse.sshfs", "9p", "never-heard-of"])
def test_a_drive_of_several_machines_has_leases(kind, monkeypatch, tmp_path):
    from types import SimpleNamespace

    drive = SimpleNamespace(mountpoint=str(tmp_path), fstype=kind, opts="rw")
    root = SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw")
    monkeypatch.setattr(drives.psutil, "disk_partitions", lambda all: [root, drive])
    drives._is_local.cache_clear()
    assert locks.is_lease(locks.process_lock(tmp_path / "alive.lock"))
    assert not drives.is_one_machines(tmp_path) and drives.is_one_machines(Path("/"))
    drives._is_local.cache_clear()


def test_the_machine_that_has_the_shared_folder_uses_leases_too(tmp_path):
    (tmp_path / "run").mkdir()
    assert not locks.is_lease(locks.process_lock(tmp_path / "run" / "alive.lock"))
    drives.mark_shared(tmp_path)
    assert locks.is_lease(locks.process_lock(tmp_path / "run" / "alive.lock"))


def test_a_holder_on_another_machine_is_dead_when_it_was_silent_long_enough(
    short_leases, monkeypatch, tmp_path
):
    """The other machine is this process under another name, with and without its heartbeat."""
    drives.mark_shared(tmp_path)
    path = tmp_path / "alive.lock"
    lease = locks.process_lock(path)
    with monkeypatch.context() as there:
        there.setattr("socket.gethostname", lambda: "another-machine")
        lease.acquire()
    until = time.monotonic() + 1.5
    while time.monotonic() < until:  # it beats: alive, whatever the clocks of the machines say
        assert locks.is_held(path)
        time.sleep(0.05)
    lease._stop_heartbeat()
    began = time.monotonic()
    while locks.is_held(path):
        assert time.monotonic() < began + 20
        time.sleep(0.05)
    assert time.monotonic() - began >= 0.4  # not at once: silence takes time to be told
    lease.release(force=True)


def test_who_has_lost_a_lease_is_told(short_leases, tmp_path):
    drives.mark_shared(tmp_path)
    path, lost = tmp_path / "alive.lock", threading.Event()
    lease = locks.process_lock(path, lost.set)
    lease.acquire()
    locks.lease_of(path).unlink()
    assert lost.wait(20)
    lease.release(force=True)


def test_a_lock_from_before_the_leases_is_respected(environment, monkeypatch, capsys):
    """A process that holds the system's lock trains; then another machine marks the folder."""
    run = run_dir.create(environment / "runs", "run", {})
    monkeypatch.setattr(train_run, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(train_run, "LEASE_SECONDS", 0.1)
    with run.lock():
        drives.mark_shared(environment / "runs")
        assert locks.is_lease(run.lock())
        with pytest.raises(GanError, match="another process"):
            train_run.train_run(run)
    assert not locks.is_held(run.path / "alive.lock")


def test_what_is_not_there_is_not_held(tmp_path):
    assert not locks.is_held(tmp_path / "alive.lock")
    (tmp_path / "file").touch()
    assert not locks.is_held(tmp_path / "file" / "alive.lock")
