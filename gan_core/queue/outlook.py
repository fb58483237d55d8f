"""Place and expected start of every waiting run, from what is on disk now. No torch in here."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.queue.device_queue import holders
from gan_core.queue.fair_order import latest_place
from gan_core.queue.forecast import UNKNOWN_SECONDS, Device, Expected, forecast
from gan_core.queue.tickets import QueueState, read_queue, seconds_until_stopped
from gan_core.queue.worker import live_workers
from gan_core.runs.run_dir import RunDir


@dataclass(frozen=True)
class Outlook:
    """The queue at one moment, and what is expected of it."""

    queue: QueueState
    devices: list[Device]
    starts: list[Expected]
    """Every waiting run in the order of the starts; without a worker there is no time."""

    def sure_place(self, run_id: str) -> int | None:
        """The place a waiting run is sure of (`latest_place`); None if there is none."""
        queue, devices = self.queue, max(1, len(self.devices))
        mine = next((it for it in queue.waiting if it.run == run_id), None)
        if mine is None:
            return None
        return latest_place(
            mine, queue.waiting, queue.counts(), queue.served, queue.last_rounds,
            queue.present_round, devices,
        )  # fmt: skip


def read_outlook(root: Path, newcomers: int = 0) -> Outlook:
    """The outlook of the queue under `root`; `newcomers` have not queued their first run yet."""
    queue = read_queue(root)
    people = {ticket.run: ticket.person for ticket, _ in queue.going}
    devices = []
    for worker in live_workers(root):
        kind, host = worker["device"].split(":")[0], str(worker.get("host", ""))
        run = RunDir(Path(root) / str(worker["run"])) if worker.get("run") else None
        if run is None and queue.waiting:  # perhaps a run that no worker has started holds it
            held = [it for it in holders(root, worker["device"]) if it.id not in people]
            run = next(iter(held), None)
        if run is None:
            devices.append(Device(kind, host=host))
        else:
            devices.append(Device(kind, people.get(run.id, run.id), seconds_left(run), host))
    starts = forecast(queue.waiting, devices, queue.served, queue.shares, newcomers)
    return Outlook(queue, devices, starts)


def seconds_left(run: RunDir) -> float:
    """Until a run that trains has used its whole budget, or must stop for others."""
    left = run.status().get("eta_seconds")
    if not isinstance(left, (int, float)):
        left = budget_seconds(run) or UNKNOWN_SECONDS
    return max(0.0, min(float(left), seconds_until_stopped(run.ticket())))


def budget_seconds(run: RunDir) -> float | None:
    """How long the whole budget of a run takes; None where that depends on its speed."""
    with contextlib.suppress(GanError, KeyError, TypeError):
        budget: dict[str, Any] = run.config()["budget"]
        if budget["unit"] == "minutes":
            return 60.0 * float(budget["amount"])
    return None
