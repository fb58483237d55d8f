"""Asks for workers whenever runs wait: one loop in a thread of the server.

    wanted = min(slots, runs that wait or train) - workers asked for

Pages read what it has found out, which costs them nothing, however slow a scheduler is.
"""

import contextlib
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

from gan_core import GanError
from gan_core.data.process_lock import process_lock
from gan_core.queue.worker import live_workers, requeue_orphans
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared.door import limits
from playground.shared.machines.launcher import Launcher, Placed
from playground.shared.machines.local import Local
from playground.shared.machines.ray_jobs import RayJobs
from playground.shared.machines.settings import Settings, from_environment
from playground.shared.machines.slurm import Slurm
from playground.shared.paths import runs_root

LOOK_SECONDS = 2.0  # between two looks at whether a run waits without a worker
REFUSED_SECONDS = 120.0  # until another worker is asked for after one that ended with an error
ANY = "auto"  # whatever device a worker of a cluster finds
TROUBLE_SECONDS = 30.0  # until a scheduler that gave no good answer is asked again


@dataclass(frozen=True)
class Standing:
    """What a run's page says of the workers beside the run's place in the queue."""

    problem: str = ""
    """A sentence, where no worker can be had."""
    reason: str = ""
    """Why workers wait, such as `Slurm: Resources`."""


def wanted(slots: int, waiting: int, training: int, workers: int) -> int:
    """How many more workers to ask for; below 0, how many are too many.

    `waiting` and `training` count runs, `workers` those that were asked for, whatever they do.
    """
    return min(slots, waiting + training) - workers


class Asker:
    """Asks one launcher, and remembers what it said."""

    def __init__(self, launcher: Launcher):
        self.standing = Standing()
        self._launcher = launcher
        self._asking = threading.Lock()  # a page and the loop may ask for a local worker at once
        self._refused: set[str] | None = None  # None: nothing is known of earlier ones
        self._hold_until = 0.0
        self._next_look = 0.0
        self._waits = True  # perhaps workers of an earlier server wait

    def look(self, waiting: int, training: int) -> None:
        """Ask for what is wanting, if it is time to; a problem is left in `standing`."""
        if not self.is_due(waiting):
            return
        now, seconds = time.monotonic(), self._launcher.look_seconds
        try:
            self.ask(waiting, training)
        except GanError as error:
            self.standing = Standing(str(error), self.standing.reason)
            seconds = max(TROUBLE_SECONDS, seconds)
        self._next_look = now + seconds

    def is_due(self, waiting: int) -> bool:
        """Whether it is time to ask, and something that may have changed."""
        return time.monotonic() >= self._next_look and bool(waiting or self._waits)

    def ask(self, waiting: int, training: int) -> None:
        """Ask for what is wanting now. Raises GanError where that fails."""
        with self._asking:
            self._ask(waiting, training)

    def _ask(self, waiting: int, training: int) -> None:
        workers = self._launcher.workers()
        alive = [it for it in workers if it.state != "refused"]
        pending = [it for it in alive if it.state == "waiting"]
        problem = self._problem([it for it in workers if it.state == "refused"])
        self._waits = bool(pending)
        self.standing = Standing(problem, self._reason(pending))
        if not waiting:
            for worker in pending:
                self._launcher.withdraw(worker)
            return
        training = min(training, len(alive) - len(pending))  # others are trained by other workers
        count = wanted(self._launcher.slots, waiting, training, len(alive))
        for _ in range(0 if problem else count):
            self._launcher.start()
            self._waits = True

    def _problem(self, refused: list[Placed]) -> str:
        """Of a worker that has just ended with an error: until then no other is asked for."""
        known, self._refused = self._refused, {it.id for it in refused}
        if known is not None and self._refused - known:
            self._hold_until = time.monotonic() + REFUSED_SECONDS
        if not refused or time.monotonic() > self._hold_until:
            return ""
        by = f"{self._launcher.name}'s job {refused[-1].id}" if self._launcher.name else "A worker"
        return f"{by} ended with an error ({refused[-1].reason})."

    def _reason(self, pending: list[Placed]) -> str:
        reasons = list(dict.fromkeys(it.reason for it in pending if it.reason))
        return f"{self._launcher.name}: {', '.join(reasons)}" if reasons else ""


_askers: dict[tuple[Path, Settings, str], Asker] = {}


def keep_workers() -> None:
    """Never returns: asks for a worker whenever a run waits without one, as after a restart."""
    said = ""
    while True:
        try:
            look_after(runs_root())
        except Exception as error:  # whatever one run's files hold, the others still get their turn
            if str(error) != said:
                said = str(error)
                print(f"The queue cannot be served now: {error}", file=sys.stderr)
        time.sleep(LOOK_SECONDS)


def look_after(root: Path) -> None:
    """One look at the queue: stop what is over its time, requeue what has died, ask for workers."""
    limits.stop_overdue(root)
    requeue_orphans(root)  # here too, since all workers that live may be busy for long
    waiting = [run for run in all_runs(root) if run.is_waiting()]
    settings = from_environment()
    if settings.launcher == "local":
        for device, runs in Counter(_device_for(run) for run in waiting).items():
            _asker(root, settings, device).look(runs, 0)
        return
    asker = _asker(root, settings)
    if not asker.is_due(len(waiting)):
        return
    training = sum(worker.get("run") is not None for worker in live_workers(root))
    with contextlib.suppress(Timeout):  # another server of this folder asks just now
        with process_lock(root / ".machines.lock").acquire(timeout=0):
            asker.look(len(waiting), training)


def serve(root: Path, device: str) -> None:
    """A worker for `device` at once, where this machine has them; a cluster is asked by the loop.

    Raises GanError where none can be started.
    """
    try:
        settings = from_environment()
    except GanError:
        return  # `standing` says it, and workers that were started by hand take the run
    if settings.launcher == "local":
        _asker(root, settings, device).ask(1, 0)


def standing(run: RunDir) -> Standing:
    """What is known of the workers for a run that waits. Asks nobody."""
    try:
        settings = from_environment()
    except GanError as error:
        return Standing(str(error))
    device = _device_for(run) if settings.launcher == "local" else ANY
    asker = _askers.get((run.path.parent, settings, device))
    return asker.standing if asker else Standing()


def _asker(root: Path, settings: Settings, device: str = ANY) -> Asker:
    """The one asker of a launcher; on this machine there is a launcher for each device."""
    key = (root, settings, device)
    if key not in _askers:  # the loop and a page may come here at once
        _askers.setdefault(key, Asker(_launcher(root, settings, device)))
    return _askers[key]


def _launcher(root: Path, settings: Settings, device: str) -> Launcher:
    if settings.launcher == "ray":
        return RayJobs(root, settings)
    if settings.launcher == "slurm":
        return Slurm(root, settings)
    return Local(root, device)


def _device_for(run: RunDir) -> str:
    """The device of this machine that a waiting run is for."""
    wish = str(run.ticket().get("device") or "")
    with contextlib.suppress(GanError):
        here = str(run.config().get("device"))
        if wish in ("", here.split(":")[0]):
            return here
    return wish or "cpu"
