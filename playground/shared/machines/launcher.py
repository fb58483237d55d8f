"""What starts workers somewhere. Which run a worker takes is decided in the queue, when it is free.

So a scheduler is asked for workers only, never for runs: one too many finds an empty queue and
leaves, and a run is stopped through its directory. The pattern is that of pilot jobs.
"""

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from playground.shared.machines.settings import Settings

IDLE_SECONDS = 60.0  # a place that was waited for is kept a little longer than one at home


@dataclass(frozen=True)
class Placed:
    """A worker that was asked for."""

    id: str
    state: Literal["waiting", "running", "refused"]
    """refused: it ended with an error, a moment ago; another would perhaps do the same."""
    reason: str = ""
    """Why it waits or has ended, in the scheduler's own words."""


class Launcher(Protocol):
    """Starts workers on one machine or on many.

    All methods may take as long as a scheduler does not answer, so no page calls them; they raise
    GanError with a sentence for the pages.
    """

    name: str
    """Who gives the reasons, such as Slurm; "" for this machine."""
    slots: int
    """How many workers there may be at once."""
    look_seconds: float
    """At least so long between two questions to the scheduler."""

    def workers(self) -> list[Placed]:
        """The workers that were asked for and have not ended, and those that have just refused."""

    def start(self) -> None:
        """Ask for one more worker."""

    def withdraw(self, worker: Placed) -> None:
        """Take back a worker that waits, if that can be done without ever ending one that runs."""


def worker_command(root: Path, device: str, idle: float) -> list[str]:
    """`python -m gan_core work`, which takes runs of `root` until none has waited for `idle` s."""
    return [
        sys.executable, "-m", "gan_core", "work", "--runs", str(root.resolve()),
        "--device", device, "--idle", f"{idle:g}",
    ]  # fmt: skip


def worker_of_cluster(root: Path, settings: Settings) -> list[str]:
    """The same for a worker that a scheduler places: on any device, within its share."""
    command = worker_command(root, "auto", IDLE_SECONDS)
    # The scheduler says how many share a machine, or a GPU of it.
    command += ["--slots", str(settings.slots), "--threads", str(max(1, int(settings.cpus)))]
    return command if settings.minutes is None else [*command, "--minutes", f"{settings.minutes:g}"]


def pool_name(root: Path) -> str:
    """What the jobs of this folder of runs are called, `gan-runs-1a2b3c`; no other has that name.

    Servers that share the folder have the name in common, so none asks for what another has.
    """
    path = str(root.resolve())
    name = re.sub(r"[^a-z0-9]+", "-", root.resolve().name.lower()).strip("-")[:20] or "runs"
    return f"gan-{name}-{hashlib.sha256(path.encode()).hexdigest()[:6]}"
