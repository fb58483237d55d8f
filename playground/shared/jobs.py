"""Start, stop, pause and continue runs. Each is a process of its own that outlives the server."""

import os
import subprocess
import sys
import threading
import time
from typing import Any

import psutil

from gan_core import GanError
from gan_core.commands.train import create_run
from gan_core.config.adjustment import Adjustment
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs
from playground.shared.door import owners, teachers
from playground.shared.paths import runs_root

ENDING_SECONDS = 10.0  # from the last status to the end of the process
NICE = 10  # training yields to the pages; on an idle machine it loses nothing
# Threads of torch that wait for each other spin first, by default for so long that a run whose core
# is wanted by the pages or by another run comes to a tenth of its speed. Shorter costs 2-8% alone.
SHORT_SPIN = {"GOMP_SPINCOUNT": "10000"}


def start(config: TrainConfig) -> RunDir:
    """A new run in the queue, with its process waiting for the device."""
    run = create_run(runs_root(), config)
    owners.own(run)
    launch(run)
    return run


def resume(run: RunDir, budget: Budget | None = None) -> None:
    """Put an ended run back into the queue; `budget` is its new total. A live one is left alone."""
    from gan_core.runs.training_run import change_budget

    if not _has_ended(run):
        return
    if budget is not None:
        change_budget(run, budget)
    run.withdraw()
    run.change_state("queued", queued_at=time.time())
    launch(run)


def _has_ended(run: RunDir) -> bool:
    """Whether no process works on `run`; one that has written its last status gets time to end."""
    until = time.monotonic() + ENDING_SECONDS
    while run.is_alive():
        if run.status()["state"] in ACTIVE:
            return False
        if time.monotonic() > until:
            raise GanError("The run's process is still ending; try again in a moment.")
        time.sleep(0.05)
    return True


def stop(run: RunDir) -> None:
    """Ask the process to save everything and end."""
    run.request("stop")


def pause(run: RunDir) -> None:
    """Ask the process to save and hold; it keeps the device for at most half an hour."""
    run.request("pause")


def unpause(run: RunDir) -> None:
    """Let a paused process continue at once."""
    run.withdraw("pause")


def adjust(run: RunDir, adjustment: Adjustment) -> None:
    """Ask the process to adjust its training, from its next log entry on."""
    run.request_adjustment(adjustment.to_json())


def extended(status: dict[str, Any], unit: str, more: float) -> Budget:
    """The total budget that lets a run of this status train for `more` of a unit."""
    so_far = {
        "minutes": status.get("seconds", 0) / 60,
        "epochs": status.get("epoch", 0),
        "images": status.get("images_seen", 0),
    }
    return Budget(unit, so_far[unit] + more)


def launch(run: RunDir) -> None:
    """Start the process that works on `run`, in a session of its own and at low priority."""
    command = [sys.executable, "-m", "gan_core", "train", "--resume", str(run.path.resolve())]
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        detached = {"creationflags": flags}
    try:
        with open(run.log_file(), "ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                **detached,
            )
        _lower_priority(psutil.Process(process.pid))
    except psutil.Error:
        pass  # it has ended already: its status says why
    except OSError as error:
        sentence = f"The training process could not start ({error.strerror})."
        run.write_status("failed", error=sentence)
        raise GanError(sentence) from error
    # Collects the exit code; without it an ended process stays in the system's table as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()


def _lower_priority(process: psutil.Process) -> None:
    if sys.platform == "win32":
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(NICE)


def on_device(device: str) -> list[RunDir]:
    """Runs that train on `device` or are queued for it, the training one first."""
    found = []
    for run in all_runs(runs_root()):
        status = run.status()
        if status.get("device") == device and status["state"] in ("running", "paused", "queued"):
            found.append((status["state"] == "queued", status.get("queued_at", 0), run.id, run))
    return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:3])]


def _environment() -> dict[str, str]:
    # OMP_NUM_THREADS of the server would bind the training too; the config says how many it gets.
    # The teacher's passphrase is no business of it.
    dropped = ("OMP_NUM_THREADS", "PYTHONPATH", teachers.VARIABLE)
    kept = {k: v for k, v in os.environ.items() if k not in dropped}
    return {**SHORT_SPIN, **kept, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
