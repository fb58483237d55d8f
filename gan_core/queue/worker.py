"""A worker: takes the next run of a folder, trains it in a process of its own, takes the next.

Several share one folder, on one machine or many. A worker may be killed at any moment: its run goes
on, and if that dies too, whoever looks at the queue next requeues it. No torch in here.
"""

import contextlib
import os
import platform
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from filelock import Timeout

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.process_lock import is_held, process_lock
from gan_core.queue import tickets
from gan_core.queue.device_queue import is_free, worker_lock
from gan_core.queue.process_tree import kill_tree
from gan_core.runs.run_dir import RunDir, all_runs

POLL_SECONDS = 0.5
WATCH_SECONDS = 0.1
NICE = 10  # training yields to the pages; on an idle machine it loses nothing
WORKER = "GAN_WORKER"  # environment of a process that trains: who started it
SAVING_SECONDS = 60.0  # for a run to save itself when its worker must end; then it is killed
# For a run to stop when it was asked to; then it is killed. A healthy one ends its update, makes a
# sample grid, evaluates it and saves: a second or two, with large networks on a busy CPU some ten.
STOP_SECONDS = 30.0
SLOT_SECONDS = 0.5  # who only asks whether a slot is served holds its lock for a moment


@dataclass
class Worker:
    """What serves one slot of one device."""

    root: Path
    device: str
    idle_seconds: float | None = None
    """After so long without a run it ends; None: never."""
    slots: int = 1
    """How many workers may share the device."""
    seconds: float | None = None
    """After so long it gives its run back and ends; None: never."""
    threads: int | None = None
    """Threads of each training: the share of the machine that this worker was given; None: all."""
    should_stop: Callable[[], bool] = lambda: False
    command: Callable[[RunDir], list[str]] = lambda run: [
        sys.executable, "-m", "gan_core", "train", "--resume", str(run.path.resolve()),
    ]  # fmt: skip

    def work(self) -> None:
        """Train whatever waits, until idle for too long or asked to stop.

        Raises GanError if as many workers as may serve the device already.
        """
        durable_files.make_folder(_folder(self.root))
        self.id = f"{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"
        with contextlib.ExitStack() as locks:
            self.slot = self._take_slot(locks)
            locks.enter_context(process_lock(_lock_of(self.root, self.id)).acquire(timeout=10))
            locks.callback(_forget, self.root, self.id)
            self._note(None)
            self._loop()

    def _loop(self) -> None:
        began = idle_since = time.monotonic()
        while not self._must_end(began):
            requeue_orphans(self.root, self.id)
            # Asked before the queue is locked, so that idle workers do not keep it locked.
            if tickets.read_queue(self.root).next(self.device) is not None:
                idle_since = time.monotonic()  # also while a run that it has not started trains
                if is_free(self.root, self.device, self.slot):
                    run = tickets.claim(self.root, self.id, self.device, self.slot)
                    if run is not None:
                        self._train(run, began)
                        idle_since = time.monotonic()
                        continue
            elif self._is_idle_since(idle_since):
                return
            time.sleep(POLL_SECONDS)

    def _take_slot(self, locks: contextlib.ExitStack) -> int:
        for slot in range(1, self.slots + 1):
            with contextlib.suppress(Timeout):
                lock = worker_lock(self.root, self.device, slot)
                locks.enter_context(lock.acquire(timeout=SLOT_SECONDS))
                return slot
        raise GanError(
            f"Another worker of this machine serves {self.device} in {self.root}; stop it first, "
            "or let several share the device with --slots."
        )

    def _must_end(self, began: float) -> bool:
        over = self.seconds is not None and time.monotonic() - began > self.seconds
        return over or self.should_stop()

    def _is_idle_since(self, moment: float) -> bool:
        return self.idle_seconds is not None and time.monotonic() - moment > self.idle_seconds

    def _train(self, run: RunDir, began: float) -> None:
        self._note(run)
        try:
            process = start(self.command(run), run, self._environment())
        except GanError as error:
            print(error, file=sys.stderr)
            tickets.close_or_requeue(run, self.id, str(error))
        else:
            self._watch(process, run, began)
        self._note(None)

    def _watch(self, process: subprocess.Popen[bytes], run: RunDir, began: float) -> None:
        """Wait for the end of a run's process, then close or requeue the run.

        The return does not count if it ended only because this worker must: the system may have
        asked both to end, as when a machine is switched off.
        """
        stopped, asked, kill_at, killed = False, False, float("inf"), False
        while process.poll() is None:
            if not stopped and run.requested("stop"):
                stopped, kill_at = True, min(kill_at, time.monotonic() + STOP_SECONDS)
            if self._must_end(began) and not asked:
                run.request("requeue")
                asked, kill_at = True, min(kill_at, time.monotonic() + SAVING_SECONDS)
            if time.monotonic() > kill_at:
                killed = True
                kill_tree(process)
            time.sleep(WATCH_SECONDS)
        run.withdraw("requeue")
        if stopped and killed:
            tickets.close_killed(run, self.id, hung(run))
            return
        gives_way = self._must_end(began) and not stopped
        tickets.close_or_requeue(run, self.id, in_words(process.returncode), forgiven=gives_way)

    def _environment(self) -> dict[str, str]:
        """What a process that trains gets besides; torch takes its threads from there."""
        share = {} if self.threads is None else {"OMP_NUM_THREADS": str(self.threads)}
        return {WORKER: self.id, **share}

    def _note(self, run: RunDir | None) -> None:
        durable_files.write_json(
            _folder(self.root) / f"{self.id}.json",
            {
                "host": platform.node(), "device": self.device, "slot": self.slot,
                "pid": os.getpid(), "run": None if run is None else run.id,
            },
        )  # fmt: skip


def live_workers(root: Path) -> list[dict[str, Any]]:
    """What each living worker under `root` has noted: host, device, slot, pid, run."""
    found = []
    for path in sorted(_folder(root).glob("*.json")):
        if is_held(_lock_of(root, path.stem)):
            note = durable_files.read_json(path)
            if isinstance(note, dict) and isinstance(note.get("device"), str):
                found.append(note)
    return found


def requeue_orphans(root: Path, idle_worker: str = "") -> None:
    """Requeue the runs that have died with their worker, and close those that have ended.

    A run that still trains goes on. `idle_worker` is the caller, which trains nothing now: what it
    had claimed has ended as well. A run whose images lie on no machine that has a worker is failed.
    """
    for run in all_runs(root):
        ticket = run.ticket()
        if ticket.get("state") == tickets.WAITING and run.requested("stop"):
            tickets.leave(run)
        elif ticket.get("state") == tickets.WAITING and tickets.lacking_machines(ticket):
            _give_up_if_alone(run)
        worker = str(ticket.get("worker"))
        if ticket.get("state") == tickets.CLAIMED and not run.is_alive():
            if worker == idle_worker or not is_held(_lock_of(root, worker)):
                tickets.close_or_requeue(run, worker, "its process was gone")
    for path in _folder(root).glob("*.json"):
        if not is_held(_lock_of(root, path.stem)):
            _forget(root, path.stem)


def _give_up_if_alone(run: RunDir) -> None:
    """Fail a run that machines lack the images of, unless a worker is up that may have them."""
    root = run.path.parent
    up = [(str(it["device"]), str(it.get("host"))) for it in live_workers(root)]
    for ticket in tickets.read_queue(root).waiting:
        if ticket.run == run.id and not any(ticket.suits(*each) for each in up):
            tickets.give_up(run)


def start(command: list[str], run: RunDir, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that trains `run`. Raises GanError, and marks it failed, if that fails."""
    try:
        return detached(command, run.log_file(), environment)
    except OSError as error:
        sentence = f"The training process could not start ({error.strerror})."
        run.write_status("failed", error=sentence)
        raise GanError(sentence) from error


def detached(
    command: list[str], log_file: Path, environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, at low priority, that adds to a log."""
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        options = {"creationflags": flags}
    # OMP_NUM_THREADS of a server would bind the training too; the config says how many it gets.
    kept = {k: v for k, v in os.environ.items() if k not in ("OMP_NUM_THREADS", "PYTHONPATH")}
    kept |= {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    kept |= environment or {}
    durable_files.make_folder(log_file.parent)
    with open(log_file, "ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=kept, **options
        )
    with contextlib.suppress(psutil.Error):  # it has ended already
        lower_priority(psutil.Process(process.pid))
    return process


def lower_priority(process: psutil.Process) -> None:
    """Let everything else of this machine go first."""
    if sys.platform == "win32":
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    elif process.nice() < NICE:
        process.nice(NICE)


def hung(run: RunDir) -> str:
    """What became of a run that did not stop when it was asked to."""
    words = f"It did not stop within {STOP_SECONDS:g} s, so its process was ended by force"
    saved = max(run.checkpoints(), default=None)
    if saved is None:
        return f"{words}; it had saved nothing yet."
    return f"{words}; its last checkpoint is from {saved:,} images seen."


def in_words(code: int | None) -> str:
    """How a process ended, from its exit code."""
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            memory = ", perhaps because the memory was full" if name == "SIGKILL" else ""
            return f"killed by {name}{memory}"
    return f"exit code {code}"


def _folder(root: Path) -> Path:
    return Path(root) / "workers"


def _lock_of(root: Path, worker: str) -> Path:
    return _folder(root) / f"{worker}.lock"


def _forget(root: Path, worker: str) -> None:
    for name in (f"{worker}.json", f"{worker}.lock"):
        with contextlib.suppress(OSError):
            durable_files.remove(_folder(root) / name)
