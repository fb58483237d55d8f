"""One run at a time on a device, first come, first served, however the previous run ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gan_core.queue import device_queue
from gan_core.runs import run_dir

ROOT = Path(device_queue.__file__).parents[2]
WORKER = """
import sys, time
from pathlib import Path
from gan_core.queue import device_queue
from gan_core.runs.run_dir import RunDir

device_queue.POLL_SECONDS = 0.02
run, device, log = RunDir(Path(sys.argv[1])), sys.argv[2], open(sys.argv[3], "a", buffering=1)
with run.lock():
    run.write_status("queued", queued_at=float(sys.argv[4]), device=device)
    log.write(f"waits {run.id}\\n")
    try:
        with device_queue.hold_device(run, device, lambda: run.requested("stop")):
            run.write_status("running", device=device)
            log.write(f"starts {run.id}\\n")
            while not run.requested("pause"):
                time.sleep(0.01)
            log.write(f"ends {run.id}\\n")
            run.write_status("done")
    except device_queue.Cancelled:
        log.write(f"cancelled {run.id}\\n")
        run.write_status("stopped")
assert "torch" not in sys.modules
"""


class Queue:
    """Real processes that wait for devices and write into one log."""

    def __init__(self, root):
        self.root, self.log, self.processes = root, root.parent / "log.txt", {}
        self.log.write_text("")

    def join(self, name, device="cpu", queued_at=None):
        run = run_dir.create(self.root, name, {})
        moment = time.time() if queued_at is None else queued_at
        self.processes[run.id] = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(run.path), device, str(self.log), str(moment)],
            cwd=ROOT,
        )
        self.wait_for(f"waits {run.id}")
        return run

    def wait_for(self, entry):
        deadline = time.monotonic() + 30
        while entry not in self.entries():
            assert time.monotonic() < deadline, (entry, self.entries())
            time.sleep(0.01)

    def entries(self):
        return self.log.read_text().splitlines()

    def end(self, run):
        run.request("pause")
        assert self.processes[run.id].wait(30) == 0

    def close(self):
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture
def queue(runs):
    queue = Queue(runs)
    yield queue
    queue.close()


def test_runs_start_one_by_one_in_the_order_they_were_queued(queue, runs):
    first = queue.join("first")
    queue.wait_for(f"starts {first.id}")
    # the later ones are created in reverse order
    later = [queue.join("later", queued_at=time.time() + delay) for delay in (40, 30, 20, 10)]
    in_order = [first, *reversed(later)]
    assert [run.id for run in device_queue.queued_runs(runs, "cpu")] == [
        run.id for run in in_order[1:]
    ]
    for run in in_order:
        queue.wait_for(f"starts {run.id}")
        queue.end(run)
    log = [entry for entry in queue.entries() if not entry.startswith("waits")]
    assert log == [f"{what} {run.id}" for run in in_order for what in ("starts", "ends")]
    assert device_queue.queued_runs(runs) == []


def test_a_killed_holder_frees_the_device(queue):
    first = queue.join("first")
    queue.wait_for(f"starts {first.id}")
    second = queue.join("second")
    queue.processes[first.id].kill()
    queue.wait_for(f"starts {second.id}")
    assert first.status()["state"] in ("running", "interrupted") and not first.is_alive()
    queue.end(second)


def test_a_run_killed_while_queued_does_not_block_the_queue(queue):
    first = queue.join("first")
    queue.wait_for(f"starts {first.id}")
    second, third = queue.join("second"), queue.join("third")
    queue.processes[second.id].kill()
    queue.processes[second.id].wait()
    then = time.time() - 60  # long after its start
    os.utime(second.path / "status.json", (then, then))
    queue.end(first)
    queue.wait_for(f"starts {third.id}")
    queue.end(third)


def test_a_stop_request_cancels_a_queued_run(queue, runs):
    first = queue.join("first")
    queue.wait_for(f"starts {first.id}")
    second = queue.join("second")
    second.request("stop")
    queue.wait_for(f"cancelled {second.id}")
    assert queue.processes[second.id].wait(30) == 0
    assert second.status()["state"] == "stopped" and f"starts {second.id}" not in queue.entries()
    queue.end(first)


def test_each_device_has_its_own_queue(queue, runs):
    first, other = queue.join("first"), queue.join("other", device="cuda:0")
    queue.wait_for(f"starts {first.id}")
    queue.wait_for(f"starts {other.id}")
    queue.end(first), queue.end(other)


def test_the_device_is_free_after_an_error(runs):
    run = run_dir.create(runs, "run", {})
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), device_queue.hold_device(run, "cpu"):
            raise ZeroDivisionError


def test_a_stop_requested_before_queueing_cancels_the_run(runs):
    run = run_dir.create(runs, "run", {})
    with pytest.raises(device_queue.Cancelled), device_queue.hold_device(run, "cpu", lambda: True):
        pytest.fail("the run got the device")
