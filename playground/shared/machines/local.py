"""Workers on this machine: one a device, which ends when no run has waited for a while."""

import os
import subprocess
import threading
from pathlib import Path

from gan_core import GanError
from gan_core.queue.device_queue import is_served
from gan_core.queue.worker import detached
from playground.shared.door import teachers
from playground.shared.machines.launcher import Placed, worker_command

IDLE_SECONDS = 20.0  # then a worker ends; the next run starts one


class Local:
    """The worker of one device of this machine; it may also have been started by hand."""

    name = ""
    slots = 1
    look_seconds = 0.0

    def __init__(self, root: Path, device: str):
        self._root, self._device = root, device
        self._process: subprocess.Popen[bytes] | None = None

    def workers(self) -> list[Placed]:
        """Whoever serves the device, or is about to."""
        process = self._process
        if process is not None and process.poll() is None:
            return [Placed(str(process.pid), "running")]
        if is_served(self._root, self._device):
            self._process = None  # it has ended because there was another
            return [Placed(self._device, "running")]
        # On Windows one that was killed has such a code, too.
        if process is not None and process.returncode > 0 and os.name != "nt":
            return [Placed(str(process.pid), "refused", "read workers/log.txt")]
        return []

    def start(self) -> None:
        """Start a process. Raises GanError where the system starts none."""
        command = worker_command(self._root, self._device, IDLE_SECONDS)
        try:
            # The teacher's passphrase is no business of it.
            log = self._root / "workers" / "log.txt"
            self._process = detached(command, log, {teachers.VARIABLE: ""})
        except OSError as error:
            raise GanError(f"The training process could not start ({error.strerror}).") from error
        # Collects the exit code; without it an ended process stays in the system's table, a zombie.
        threading.Thread(target=self._process.wait, daemon=True).start()

    def withdraw(self, worker: Placed) -> None:
        """Nothing: a process of this machine never waits for its start."""
