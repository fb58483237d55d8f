"""The queue on disk: a ticket in each run directory, changed only while one lock is held.

A ticket waits until a worker claims it and is over when its run has ended. A run whose process died
comes back to the front of its round, twice at most; then it is marked interrupted, with the cause.
No torch in here.
"""

import contextlib
import math
import platform
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import LeaseSettingsMismatch

from gan_core import GanError
from gan_core.config.request import Request
from gan_core.data.process_lock import process_lock
from gan_core.queue.fair_order import ANY_DEVICE, Ticket, next_ticket, round_of_next
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs

WAITING, CLAIMED, OVER = "waiting", "claimed", "over"
LESSON_SECONDS = 2 * 3600.0  # who has had a run within it lets others go first
MOST_RETURNS = 2
CHOOSING_SECONDS = 60.0  # longer than the lease of a machine that died while it chose


@dataclass
class QueueState:
    """Everything the order depends on, at one moment."""

    waiting: list[Ticket] = field(default_factory=list)
    going: list[tuple[Ticket, RunDir]] = field(default_factory=list)
    served: set[str] = field(default_factory=set)
    last_rounds: dict[str, int] = field(default_factory=dict)
    present_round: int = 1
    shares: list[float] = field(default_factory=list)
    """Used shares of the budgets of runs that ended, 0 to 1."""
    own: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Machine and device of each waiting run that has a process of its own."""

    def next(self, device: str, workers: bool = True) -> Ticket | None:
        """The run that `device` of this machine takes when it is free.

        Without `workers` only runs that have a process of their own are started.
        """
        here = (platform.node(), device)
        may = [it for it in self.waiting if self.own.get(it.run, here if workers else None) == here]
        return next_ticket(may, self.counts(), self.served, device, here[0])

    def counts(self) -> Counter[str]:
        """How many runs each person has on devices."""
        return Counter(ticket.person for ticket, _ in self.going)


@contextlib.contextmanager
def choosing(root: Path) -> Iterator[None]:
    """Held for the moment in which a ticket changes. GanError where nobody can hold it."""
    with contextlib.ExitStack() as locks:
        try:
            lock = process_lock(Path(root) / ".queue.lock")
            locks.enter_context(lock.acquire(timeout=CHOOSING_SECONDS))
        except (OSError, LeaseSettingsMismatch) as error:
            why = getattr(error, "strerror", None) or error
            raise GanError(
                f"The queue in {root} cannot be locked ({why}); check the folder."
            ) from error
        yield


def enqueue(
    run: RunDir,
    person: str = "",
    *,
    request: Request | None = None,
    device: str = ANY_DEVICE,
    seconds: float | None = None,
    ahead: bool = False,
    most_seconds: float | None = None,
) -> None:
    """Put a run that no process trains into the queue.

    `person` tells people apart; "" makes the run one of a person of its own. `request` is resolved
    where the run will train (`gan_core.queue.resolve_claimed`). A run that has trained waits for
    its kind of device, unless another `device` is given. One that had given its device to others
    keeps its round, once. One that is in the queue, or about to start, is left alone.
    Whoever started it here stops it after `most_seconds` on a device, which the forecast expects.
    """
    root = run.path.parent
    with choosing(root):
        old, status = run.ticket(), run.status()
        is_claimed = old.get("state") == CLAIMED and run.last_state() in ACTIVE
        if run.is_waiting() or (is_claimed and not run.is_alive()):
            return
        if run.is_alive():
            raise GanError(f"{run.id} is being trained by another process; stop it first.")
        person = person or old.get("person") or run.id
        queue = read_queue(root)
        number = round_of_next(queue.present_round, queue.last_rounds.get(person, 0))
        if status.get("gave_way") and isinstance(old.get("round"), int):
            number = old["round"]
        run.withdraw()
        run.write_ticket({
            "state": WAITING, "person": person, "round": number, "queued_at": time.time(),
            "device": device or _kind_to_resume_on(run), "seconds": _left(seconds, status),
            "ahead": ahead,
            "returned": False, "returns": 0,
            "request": old.get("request") if request is None else request.to_json(),
            "had_at": old.get("started_at") or old.get("had_at"),
            "most_seconds": most_seconds,
        })  # fmt: skip
        run.change_state("queued", queued_at=time.time(), gave_way=False, requeue=False)


def leave(run: RunDir) -> bool:
    """Take a waiting run out of the queue. False if it does not wait."""
    with choosing(run.path.parent):
        if not run.is_waiting():
            return False
        _end(run)
        run.withdraw()
        run.change_state("stopped")
        return True


def put_first(run: RunDir) -> None:
    """Let a waiting run start before all others, which its place says; for the teacher."""
    with choosing(run.path.parent):
        if run.is_waiting():
            run.write_ticket({**run.ticket(), "ahead": True})


def put_back(run: RunDir) -> None:
    """Give a run that was put first its place in the fair order again."""
    with choosing(run.path.parent):
        if run.is_waiting():
            run.write_ticket({**run.ticket(), "ahead": False})


def take_over(run: RunDir) -> None:
    """Let no worker train a run that the caller, who holds its lock, trains itself."""
    if run.ticket().get("state") not in (WAITING, CLAIMED):
        return
    with choosing(run.path.parent):
        run.write_ticket({**run.ticket(), "state": OVER})


def claim(root: Path, worker: str, device: str, slot: int = 1) -> RunDir | None:
    """The run that a free device takes, now this worker's; None while nothing waits for it."""
    with choosing(root):
        picked = read_queue(root).next(device)
        if picked is None:
            return None
        run = RunDir(Path(root) / picked.run)
        if not run.is_waiting():
            return None  # one with a process of its own, which takes the device itself
        run.write_ticket(
            {
                **run.ticket(), "state": CLAIMED, "worker": worker, "at": device, "slot": slot,
                "started_at": time.time(), "ahead": False,
            }
        )  # fmt: skip
        run.change_state("queued", device=device, lacks_images="")
        return run


def is_claimed_by(run: RunDir, worker: str) -> bool:
    """Whether the run is still this worker's; for a process of it, which holds the run's lock.

    While that is held the ticket stays as it is. It may have gone to another worker before: this
    one was killed, and its process, not yet up, was thought dead.
    """
    with choosing(run.path.parent):
        ticket = run.ticket()
        return ticket.get("state") == CLAIMED and ticket.get("worker") == worker


def close_or_requeue(run: RunDir, worker: str, cause: str, forgiven: bool = False) -> None:
    """Close the ticket of a run that this worker had claimed, or requeue it if its process died.

    `cause` says how it died; a return that is `forgiven` does not count, nor does one because its
    machine lacks the images, which is then left out.
    """
    with choosing(run.path.parent):
        ticket = run.ticket()
        if ticket.get("state") != CLAIMED or ticket.get("worker") != worker or run.is_alive():
            return
        last, status = run.last_state(), run.status()
        lacking = status.get("lacks_images") if last == "queued" else None
        forgiven |= bool(lacking)
        forgiven |= status.get("requeue") is True  # it said so after its worker had died
        if last not in ACTIVE and not (forgiven and last == "stopped"):
            _end(run)
            return
        returns = int(_number(ticket.get("returns"))) + (not forgiven)
        if returns > MOST_RETURNS:
            _end(run)
            words = f"Its process ended {returns} times before it was done ({cause}); see "
            run.change_state("interrupted", error=f"{words}log.txt in the run directory.")
            return
        not_on = lacking_machines(ticket)
        if lacking:
            not_on[str(status.get("host"))] = str(lacking)
        run.withdraw("requeue")
        run.change_state("queued", requeue=False, lacks_images="")
        until = _number(status.get("updated"))  # it may have died long ago
        run.write_ticket({
            **ticket, "state": WAITING, "returned": True, "returns": returns, "started_at": None,
            "used_seconds": _used_seconds(ticket, until),
            "device": ticket.get("device") or _kind_to_resume_on(run), "not_on": not_on,
        })  # fmt: skip


def lacking_machines(ticket: dict[str, Any]) -> dict[str, str]:
    """The machines that lack a run's images, with the sentence that each of them said."""
    found = ticket.get("not_on")
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def seconds_until_stopped(ticket: dict[str, Any]) -> float:
    """Until a run is stopped that may not train for longer, below 0 if it is over its time already.

    Infinite where nobody stops it. Another worker that goes on with it gives it no new time.
    """
    most = _number(ticket.get("most_seconds"))
    return most - _used_seconds(ticket, time.time()) if most > 0 else math.inf


def _used_seconds(ticket: dict[str, Any], until: float) -> float:
    """How long a run has been on devices, until a moment, since a person queued it."""
    started = _number(ticket.get("started_at"))
    now = max(0.0, until - started) if started and ticket.get("state") == CLAIMED else 0.0
    return _number(ticket.get("used_seconds")) + now


def give_up(run: RunDir) -> None:
    """Mark a waiting run failed, since no worker is up on a machine that may have its images."""
    with choosing(run.path.parent):
        if run.is_waiting() and (said := lacking_machines(run.ticket())):
            _end(run)
            run.change_state("failed", error=list(said.values())[-1])


def close_killed(run: RunDir, worker: str, sentence: str) -> None:
    """Stop a run whose process, of this worker, was killed since it did not stop by itself.

    The caller knows that the process has ended; a lease of it may still be held.
    """
    with choosing(run.path.parent):
        ticket = run.ticket()
        if ticket.get("state") == CLAIMED and ticket.get("worker") == worker:
            _end(run)
            run.withdraw()
            if run.last_state() in ACTIVE:  # otherwise it had saved itself and was about to end
                run.change_state("stopped", error=sentence)


def _kind_to_resume_on(run: RunDir) -> str:
    """The kind of device of a run that has trained: on no other it resumes bit for bit."""
    if not run.checkpoints():
        return ""
    with contextlib.suppress(GanError):
        return str(run.config().get("device", "")).split(":")[0]
    return ""


def read_queue(root: Path) -> QueueState:
    """The queue under `root` now; a run whose process waits by itself is a person of its own."""
    now, queue, latest = time.time(), QueueState(), 0.0
    for run in all_runs(root):
        values = run.ticket()
        state = values.get("state")
        if state in (None, OVER) and run.last_state() == "queued":
            _add_own(run, queue)
            continue
        if state not in (WAITING, CLAIMED, OVER):
            continue
        ticket = _ticket(run, values)
        started = _number(values.get("started_at"))
        if state == OVER and max(started, ticket.queued_at) < now - LESSON_SECONDS:
            continue
        if state == WAITING and run.requested("stop"):
            continue  # a worker takes it out (`leave`)
        if state == WAITING:
            queue.waiting.append(ticket)
        elif state == CLAIMED:
            queue.going.append((ticket, run))
        elif (share := _number(values.get("share"), -1.0)) >= 0:  # it has trained
            queue.shares.append(min(1.0, share))
        if max(started, _number(values.get("had_at"))) > now - LESSON_SECONDS:
            queue.served.add(ticket.person)
        if started > latest:
            latest, queue.present_round = started, ticket.round
        if started or state == WAITING:
            known = queue.last_rounds.get(ticket.person, 0)
            queue.last_rounds[ticket.person] = max(known, ticket.round)
    present = queue.present_round
    queue.waiting = [it if it.round else replace(it, round=present) for it in queue.waiting]
    return queue


def _end(run: RunDir) -> None:
    progress = run.status().get("progress")
    run.write_ticket({**run.ticket(), "state": OVER, "share": progress})


def _ticket(run: RunDir, values: dict[str, Any]) -> Ticket:
    most = max(1.0, seconds_until_stopped(values))
    length = min(_number(values.get("seconds")) or math.inf, most)
    return Ticket(
        run.id,
        str(values.get("person") or run.id),
        max(1, int(_number(values.get("round"), 1))),
        _number(values.get("queued_at")),
        None if length == math.inf else length,
        str(values.get("device") or ANY_DEVICE),
        values.get("ahead") is True,
        values.get("returned") is True,
        frozenset(lacking_machines(values)),
    )


def _add_own(run: RunDir, queue: QueueState) -> None:
    """A run whose process waits for its device itself; round 0 stands for the present one."""
    status = run.status()
    if status["state"] != "queued":
        return  # its process has died
    device = str(status.get("device") or ANY_DEVICE)
    queued_at = _number(status.get("queued_at", status.get("updated")))
    queue.own[run.id] = (str(status.get("host") or platform.node()), device)
    queue.waiting.append(Ticket(run.id, run.id, 0, queued_at, None, device.split(":")[0]))


def _left(seconds: float | None, status: dict[str, Any]) -> float | None:
    return None if seconds is None else max(0.0, seconds - _number(status.get("seconds")))


def _number(value: Any, otherwise: float = 0.0) -> float:
    """A number of a file that may be damaged; NaN and giants count as damage."""
    return float(value) if isinstance(value, (int, float)) and abs(value) < 1e15 else otherwise
