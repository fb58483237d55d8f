"""Workers: each run is trained once, whoever is killed; settings are resolved there."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.worker_kills import kill_at_random
from gan_core import GanError
from gan_core.__main__ import main
from gan_core.queue import tickets, worker
from gan_core.queue.device_queue import hold_device, worker_lock
from gan_core.queue.outlook import read_outlook
from gan_core.queue.worker import WORKER, Worker, in_words, live_workers
from gan_core.runs import run_dir

ROOT = Path(__file__).parents[3]
TINY = ("width=4", "z_dim=4", "batch_size=8", "log_every=1")


def enqueue(root, images, *more):
    command = ["train", "dcgan", "--dataset", "silhouettes", "--images", str(images), "--out"]
    assert main([*command, str(root), "--enqueue", *more, "--set", *TINY]) == 0
    return run_dir.all_runs(root)[0]


def work(root, *options):
    # Beside other tests a second thread would wait more than it works.
    command = [sys.executable, "-m", "gan_core", "work", "--runs", str(root), "--device", "cpu"]
    command += ["--threads", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([*command, *options], cwd=ROOT, env=environment)


def wait(holds, seconds=90):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)


def test_each_run_is_trained_exactly_once_whoever_is_killed(tmp_path):
    found = kill_at_random(tmp_path, runs=3, workers=2, kills=8)
    assert not found["not exactly once"] and not found["lost"], found
    assert found["kills"] == 8


TOY = """
import sys, time
from pathlib import Path
from gan_core.queue.device_queue import hold_device
from gan_core.runs.run_dir import RunDir
run = RunDir(Path(sys.argv[1]))
with run.lock(), hold_device(run, "cpu", slot=run.ticket()["slot"], is_next=True):
    run.write_status("running")
    while len(sys.argv) > 2 and not Path(sys.argv[2]).exists():
        time.sleep(0.02)
    run.write_status("done")
"""


def test_four_people_with_two_runs_each_start_in_rounds_and_at_the_place_that_is_shown(
    runs, monkeypatch
):
    """Two workers for real; each toy trains until it is let go, that which began first."""
    monkeypatch.chdir(ROOT)
    people = [person for person in ("anna", "ben", "cem", "dora") for _ in range(2)]
    made = [run_dir.create(runs, person, {}) for person in people]
    for run, person in zip(made, people, strict=True):
        tickets.enqueue(run, person)

    def command(run):
        return [sys.executable, "-c", TOY, str(run.path), str(run.path / "may-end")]

    workers = [Worker(runs, "cpu", idle_seconds=0, slots=2, command=command) for _ in range(2)]
    threads = [threading.Thread(target=each.work) for each in workers]
    for thread in threads:
        thread.start()
    left, started, shown = list(made), [], []
    while left:
        wait(lambda: sum(it.last_state() == "running" for it in left) == min(2, len(left)))
        shown.append([it.ticket.run for it in read_outlook(runs).starts])
        going = [it for it in left if it.last_state() == "running"]
        oldest = min(going, key=lambda it: it.ticket()["started_at"])
        started.append(oldest.id)
        left.remove(oldest)
        (oldest.path / "may-end").touch()
        wait(lambda oldest=oldest: oldest.ticket()["state"] == tickets.OVER)
    for thread in threads:
        thread.join(90)
    names = {run.id: person for run, person in zip(made, people, strict=True)}
    assert [names[run] for run in started] == ["anna", "ben", "cem", "dora"] * 2
    assert [len(places) for places in shown] == [6, 5, 4, 3, 2, 1, 0, 0]
    assert all(places == started[8 - len(places) :] for places in shown)


def test_a_worker_gives_its_share_of_the_machine_to_what_it_trains(runs, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")  # of a server: no business of a training
    told = "import os; Path(sys.argv[1], 'told').write_text(os.environ.get('OMP_NUM_THREADS', ''))"
    for threads, words in ((None, ""), (3, "3")):
        run = run_dir.create(runs, "anna", {})
        tickets.enqueue(run, "anna")
        command = [sys.executable, "-c", TOY + told, str(run.path)]
        Worker(runs, "cpu", 0, threads=threads, command=lambda run, it=command: it).work()
        assert (run.path / "told").read_text() == words


def test_an_enqueued_run_is_resolved_and_trained_as_if_started_here(
    runs, tmp_path, capsys, without_times, monkeypatch
):
    monkeypatch.chdir(ROOT)
    run = enqueue(runs, 80, "--person", "anna")
    assert capsys.readouterr().out.splitlines()[-1] == str(run.path)
    assert run.status()["state"] == "queued" and not run.is_alive()
    asked = run.config()
    run.write_config({**asked, "threads": 99, "device": "cuda"})  # as of a machine with a GPU
    assert work(runs, "--idle", "0").wait(120) == 0
    assert run.status()["state"] == "done" and run.ticket()["state"] == tickets.OVER
    assert run.config()["device"] == "cpu" and run.config()["threads"] != 99
    command = ["train", "dcgan", "--dataset", "silhouettes", "--images", "80", "--device", "cpu"]
    on_one_thread = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, "-m", "gan_core", *command, "--out", tmp_path / "here", "--set", *TINY],
        cwd=ROOT, env=on_one_thread, check=True, capture_output=True,
    )  # fmt: skip
    (here,) = run_dir.all_runs(tmp_path / "here")
    assert run.config()["threads"] == here.config()["threads"] == 1  # sums have one order
    assert without_times(run.stats()[0]) == without_times(here.stats()[0])


def test_a_paused_run_gives_its_device_to_who_waits_and_a_stopped_worker_puts_its_run_back(
    runs, monkeypatch
):
    monkeypatch.chdir(ROOT)
    first = enqueue(runs, 10**9, "--person", "anna")
    own = work(runs)
    try:
        wait(lambda: first.status().get("images_seen", 0) > 0)
        first.request("pause")
        wait(lambda: first.status()["state"] == "paused")
        second = enqueue(runs, 10**9, "--person", "ben")
        wait(lambda: second.status().get("images_seen", 0) > 0)
        status = first.status()
        assert status["state"] == "stopped" and status["gave_way"] is True
        assert status["images_seen"] in first.checkpoints()
        assert not first.requested("pause")
        if os.name == "nt":
            return  # a console event would reach this process, too
        own.terminate()
        assert own.wait(60) == 0
        assert second.status()["state"] == "queued" and second.is_waiting()
        assert second.ticket()["returned"] and second.ticket()["returns"] == 0
        assert max(second.checkpoints()) == second.status()["images_seen"]
    finally:
        own.kill()
        own.wait()
        for run in run_dir.all_runs(runs):
            run.request("stop")
        wait(lambda: not any(run.is_alive() for run in run_dir.all_runs(runs)))


SAVING = """
import sys, time
from pathlib import Path
from gan_core.runs.run_dir import RunDir
run = RunDir(Path(sys.argv[1]))
with run.lock():
    run.change_state("running")
    while not run.requested(sys.argv[2]):
        time.sleep(0.02)
    time.sleep(0.5)
    run.change_state("stopped", **run.close_requests())
"""


@pytest.mark.parametrize("asked", ["requeue", "stop"])
def test_a_stop_while_the_worker_ends_still_stops_the_run(asked, runs, monkeypatch):
    monkeypatch.chdir(ROOT)
    run = run_dir.create(runs, "toy", {})
    tickets.enqueue(run, "anna")

    ends = []

    def must_end():
        if asked == "stop" and run.requested("requeue"):
            run.request("stop")
        if run.last_state() == "running":
            ends.append(True)
        return bool(ends)

    command = [sys.executable, "-c", SAVING, str(run.path), asked]
    Worker(runs, "cpu", should_stop=must_end, command=lambda _: command).work()
    assert run.is_waiting() == (asked == "requeue")
    assert run.status()["state"] == ("queued" if asked == "requeue" else "stopped")


def test_a_process_whose_run_was_put_back_does_not_train_it(runs, monkeypatch, capsys):
    """Its worker was killed while it started."""
    run = enqueue(runs, 8)
    monkeypatch.setenv(WORKER, "killed")
    assert main(["train", "--resume", str(run.path)]) == 2
    assert "given to another worker" in capsys.readouterr().err
    assert run.is_waiting() and not run.generators()


HANGS = """
import signal, subprocess, sys, time
from pathlib import Path
from gan_core.runs.run_dir import RunDir
run = RunDir(Path(sys.argv[1]))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with run.lock():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (run.path / "checkpoints" / "state_00000800.pt").touch()
    run.change_state("running", images_seen=900, child=child.pid)
    time.sleep(600)
"""


def test_a_run_that_hangs_when_it_is_stopped_is_ended_and_the_next_one_starts(runs, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.2)
    run, other = (run_dir.create(runs, name, {}) for name in ("hangs", "toy"))
    for each in (run, other):
        tickets.enqueue(each, each.id)

    def command(claimed):
        script = HANGS if claimed.id == run.id else TOY
        return [sys.executable, "-c", script, str(claimed.path)]

    work = threading.Thread(target=Worker(runs, "cpu", idle_seconds=0, command=command).work)
    work.start()
    wait(lambda: run.last_state() == "running")
    child = run.status()["child"]
    run.request("stop")
    work.join(90)
    status = run.status()
    assert status["state"] == "stopped" and not run.requested("stop")
    assert "did not stop within 0.2 s" in status["error"] and "800 images" in status["error"]
    assert run.ticket()["state"] == tickets.OVER
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
    assert other.status()["state"] == "done"


def test_a_worker_waits_for_the_device_as_long_as_a_run_waits(runs):
    own = run_dir.create(runs, "own", {})
    tickets.enqueue(run_dir.create(runs, "toy", {}), "anna")
    looks = []
    with hold_device(own, "cpu", is_next=True):
        stop = lambda: looks.append(1) or len(looks) > 2  # noqa: E731
        Worker(runs, "cpu", idle_seconds=0, should_stop=stop).work()
    assert len(looks) > 2


def test_who_only_asks_for_a_moment_whether_a_slot_is_served_refuses_nobody(runs):
    fcntl = pytest.importorskip("fcntl", reason="Windows has no flock")
    runs.mkdir()
    with worker_lock(runs, "cpu") as lock:
        path = lock.lock_file
    with open(path, "ab") as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        threading.Timer(0.1, fcntl.flock, (asking, fcntl.LOCK_UN)).start()
        Worker(runs, "cpu", idle_seconds=0).work()


@pytest.mark.parametrize(
    "options, said",
    [(("--enqueue", "--device", "gpu"), "gpu"), (("--person", "anna"), "--enqueue")],
)
def test_what_would_wait_for_ever_or_mean_nothing_is_refused(options, said, runs, capsys):
    command = ["train", "dcgan", "--dataset", "silhouettes", "--out", str(runs), *options]
    assert main(command) == 2
    assert said in capsys.readouterr().err and not run_dir.all_runs(runs)


def test_no_worker_without_a_slot(capsys, runs):
    assert main(["work", "--runs", str(runs), "--device", "cpu", "--slots", "0"]) == 2
    assert "at least one slot" in capsys.readouterr().err


def test_one_worker_serves_a_slot(runs):
    runs.mkdir()
    with worker_lock(runs, "cpu"), pytest.raises(GanError, match="Another worker"):
        Worker(runs, "cpu").work()
    with worker_lock(runs, "cpu"):
        Worker(runs, "cpu", slots=2, idle_seconds=0).work()


def test_a_run_that_cannot_be_started_says_so_and_the_worker_goes_on(runs):
    run = run_dir.create(runs, "toy", {})
    tickets.enqueue(run, "anna")
    trains = []

    def look():
        trains.append([each["run"] for each in live_workers(runs)])
        return False

    Worker(
        runs, "cpu", idle_seconds=0, should_stop=look,
        command=lambda _: [str(runs / "no-such-program")],
    ).work()  # fmt: skip
    assert trains[-1] == [None]
    assert run.status()["state"] == "failed" and "could not start" in run.status()["error"]


@pytest.mark.parametrize(
    "code, words", [(1, "exit code 1"), (-9, "killed by SIGKILL"), (-11, "killed by SIGSEGV")]
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
def test_how_a_process_ended_is_said_in_words(code, words):
    assert in_words(code).startswith(words)
