"""One run at a time on a device, first come first served, whatever becomes of the one before."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gan_core.runs import device_queue, run_dir

ROOT = Path(device_queue.__file__).parents[2]
WORKER = """
import sys, time
from pathlib import Path
from gan_core.runs import device_queue
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
        log.write(f"gives up {run.id}\\n")
        run.write_status("stopped")
assert "torch" not in sys.modules
"""


class Line:
    """Real processes that wait for devices and write what happens to them into one log."""

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
def line(runs):
    line = Line(runs)
    yield line
    line.close()


def test_the_line_moves_one_by_one_in_the_order_of_arrival(line, runs):
    first = line.join("first")
    line.wait_for(f"starts {first.id}")
    # their numbers count down as the moments of their arrival count up
    later = [line.join("later", queued_at=time.time() + moment) for moment in (40, 30, 20, 10)]
    arrived = [first, *reversed(later)]
    assert [run.id for run in device_queue.queued_runs(runs, "cpu")] == [
        run.id for run in arrived[1:]
    ]
    for run in arrived:
        line.wait_for(f"starts {run.id}")
        line.end(run)
    happened = [entry for entry in line.entries() if not entry.startswith("waits")]
    assert happened == [f"{what} {run.id}" for run in arrived for what in ("starts", "ends")]
    assert device_queue.queued_runs(runs) == []


def test_a_killed_holder_frees_the_device(line):
    first = line.join("first")
    line.wait_for(f"starts {first.id}")
    second = line.join("second")
    line.processes[first.id].kill()
    line.wait_for(f"starts {second.id}")
    assert first.status()["state"] in ("running", "interrupted") and not first.is_alive()
    line.end(second)


def test_one_that_was_killed_while_waiting_holds_nobody_up(line):
    first = line.join("first")
    line.wait_for(f"starts {first.id}")
    second, third = line.join("second"), line.join("third")
    line.processes[second.id].kill()
    line.processes[second.id].wait()
    then = time.time() - 60  # its start is long past
    os.utime(second.path / "status.json", (then, then))
    line.end(first)
    line.wait_for(f"starts {third.id}")
    line.end(third)


def test_a_stop_ends_the_waiting(line, runs):
    first = line.join("first")
    line.wait_for(f"starts {first.id}")
    second = line.join("second")
    second.request("stop")
    line.wait_for(f"gives up {second.id}")
    assert line.processes[second.id].wait(30) == 0
    assert second.status()["state"] == "stopped" and f"starts {second.id}" not in line.entries()
    line.end(first)


def test_another_device_is_another_line(line, runs):
    first, other = line.join("first"), line.join("other", device="cuda:0")
    line.wait_for(f"starts {first.id}")
    line.wait_for(f"starts {other.id}")
    line.end(first), line.end(other)


def test_the_device_is_free_after_an_error(runs):
    run = run_dir.create(runs, "run", {})
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), device_queue.hold_device(run, "cpu"):
            raise ZeroDivisionError


def test_a_stop_asked_for_before_the_first_look_is_heeded(runs):
    run = run_dir.create(runs, "run", {})
    with pytest.raises(device_queue.Cancelled), device_queue.hold_device(run, "cpu", lambda: True):
        pytest.fail("it had its turn all the same")
