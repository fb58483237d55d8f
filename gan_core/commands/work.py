"""work: train the runs that wait in a folder, one after another."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError


@dataclass(frozen=True)
class Work:
    """Take the next run of a folder, train it, take the next; several workers may share a folder.

    Ctrl-C saves the run and puts it back at the front of its round.
    """

    runs: Path = Path("runs")
    """Folder of the runs; `train --enqueue` and the app queue runs there."""
    device: str = "auto"
    """auto, cpu, cuda, cuda:1 or mps."""
    idle: float | None = None
    """End after so many seconds without a run; default: never."""
    minutes: float | None = None
    """End after so many minutes; a run that still trains is saved and put back."""
    slots: int = 1
    """How many workers of this machine may share the device."""
    threads: int | None = None
    """Threads of a training on a CPU; default: one for each core."""

    def run(self) -> None:
        """Work until idle for too long, out of time, or stopped."""
        from gan_core.data import drives, durable_files
        from gan_core.queue.worker import Worker
        from gan_core.runs.stop_signals import StopSignals

        if self.slots < 1:
            raise GanError(f"A device has at least one slot, not {self.slots}; change --slots.")
        if self.threads is not None and self.threads < 1:
            raise GanError(f"A training has at least one thread, not {self.threads}.")
        durable_files.make_folder(self.runs)
        device = _device(self.device)  # before signals are caught: it may take seconds
        root = self.runs.resolve()
        if not drives.is_one_machines(root):
            drives.mark_shared(root)  # for the machine that has the drive, which sees a local one
        signals = StopSignals()
        print(f"Waiting for runs in {root} ({device})", file=sys.stderr)
        Worker(
            root,
            device,
            idle_seconds=self.idle,
            slots=self.slots,
            threads=self.threads,
            seconds=None if self.minutes is None else 60 * self.minutes,
            should_stop=lambda: signals.received,
        ).work()


def _device(name: str) -> str:
    """What a device is called on this machine, asked in a process that is gone afterwards.

    A worker may wait for days; with torch loaded it would hold hundreds of megabytes meanwhile.
    """
    if name == "cpu":
        return name
    code = (
        "import sys; from gan_core import GanError; from gan_core.training import devices\n"
        "try: print(devices.choose(sys.argv[1]))\n"
        "except GanError as error: sys.exit(str(error))"
    )
    asked = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True)
    if asked.returncode:
        lines = asked.stderr.strip().splitlines() or [f"The device {name} cannot be used."]
        raise GanError(lines[-1])
    return asked.stdout.split()[-1]
