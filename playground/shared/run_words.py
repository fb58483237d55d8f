"""A run's state in words, for lists and the run page: what became of it, what it waits for.

Read from the status alone and from those of the runs before it in the queue, so a list of many runs
stays cheap. No torch in here.
"""

import contextlib
from typing import Any

from gan_core import GanError
from gan_core.queue.device_queue import ahead_of
from gan_core.queue.forecast import Expected
from gan_core.queue.tickets import lacking_machines
from gan_core.runs.run_dir import RunDir
from playground.shared import queue_cache, theme
from playground.shared.machines import dispatch
from playground.shared.plain_text import plain

ENDED = ("done", "stopped", "failed")
A_MOMENT = 30.0  # seconds; a start that may be as near needs no earliest time
MOST_OF_A_TITLE = 60  # characters; some faults name an epoch or two learning rates


def called(run: RunDir) -> str:
    """What a list calls a run beside its number: its name, else what its folder is called."""
    return run.label().name or run.id[6:]


def badge(status: dict[str, Any]) -> str:
    """The state as a coloured word for st.markdown; of an ended run with a fault, the fault."""
    if is_cancelled(status):
        return ":gray-badge[cancelled]"
    word, colour = theme.STATE_WORDS[status["state"]]
    if title := fault(status):
        return f":red-badge[{word}: {plain(title)}]"
    return f":{colour}-badge[{word}]"


def fault(status: dict[str, Any]) -> str:
    """What an ended run failed in, such as "D overpowers G"; "" where nothing lasting was found.

    Runs of earlier versions say nothing of it.
    """
    found = status.get("fault")
    if status["state"] not in ENDED or not isinstance(found, dict):
        return ""
    return str(found.get("title", ""))[:MOST_OF_A_TITLE]


def is_cancelled(status: dict[str, Any]) -> bool:
    """Whether the run left the queue before it had trained at all."""
    return status["state"] == "stopped" and "images_seen" not in status


def waiting(run: RunDir, status: dict[str, Any]) -> str:
    """`Place 3 in the queue, starts in 4 to 9 min`, of a run that waits for a worker, and what the
    scheduler says, `(Slurm: Resources)`.

    Of one whose own process waits, `Waiting for run 00047, about 4 min`, or that nothing is ahead.
    """
    if run.is_waiting():
        standing = dispatch.standing(run)
        place = _place(run, "no worker yet" if standing.problem else "a worker is being started")
        reason = f" ({standing.reason})" if standing.reason else ""
        problem = f". {standing.problem}" if standing.problem else ""
        return f"{place}{reason}{problem}"
    ahead = ahead_of(run, status.get("device"))
    if not ahead:
        return "Starting: nothing is ahead of this run"
    first, others = ahead[0], len(ahead) - 1
    first_status = first.status()
    words = f"Waiting for run {first.id[:5]}"
    if first_status["state"] == "paused":
        words += " (paused)"
    if others:
        words += f" and {others} queued {'run' if others == 1 else 'runs'}"
    times = [seconds_left(each, each.status()) for each in ahead]
    known = [seconds for seconds in times if seconds is not None]
    if not known or first_status["state"] == "paused":
        return words
    bound = "about" if len(known) == len(times) else "at least"
    return f"{words}, {bound} {_roughly(sum(known))}"


def _place(run: RunDir, without_workers: str) -> str:
    outlook = queue_cache.outlook(run.path.parent)
    expected = next((it for it in outlook.starts if it.ticket.run == run.id), None)
    if expected is None and (lacking := lacking_machines(run.ticket())):
        verb = "does" if len(lacking) == 1 else "do"
        return f"Waiting for another machine: {', '.join(lacking)} {verb} not have its images"
    if expected is None:
        return "Waiting for a worker that has the device this run needs"
    if expected.place == 1 and expected.latest == 0:
        return "Starting: nothing is ahead of this run"
    words = f"Place {expected.place} in the queue"
    sure = outlook.sure_place(run.id)
    if sure is not None and sure > expected.place:
        words += f" (at most {sure})"
    if expected.ticket.ahead:
        words += ", put first by the teacher"
    start = without_workers if expected.latest == float("inf") else _start(expected)
    return f"{words}, {start}"


def _start(expected: Expected) -> str:
    """In how long it starts, from minutes that are rounded as far as they are certain."""
    early, late = _roughly(expected.earliest), _roughly(expected.latest)
    if early == late:
        return f"starts in about {late}"
    if expected.earliest < A_MOMENT:
        return f"starts within {late}"
    if early.endswith(" min") and late.endswith(" min"):
        early = early.removesuffix(" min")
    return f"starts in {early} to {late}"


def seconds_left(run: RunDir, status: dict[str, Any]) -> float | None:
    """How long a run ahead still takes; None where its speed is not known yet."""
    left = status.get("eta_seconds")
    if status["state"] == "running" and isinstance(left, (int, float)):
        return float(left)
    with contextlib.suppress(GanError, KeyError, TypeError):  # a config that cannot be read
        budget = run.config()["budget"]
        if budget["unit"] == "minutes":
            return max(0.0, 60 * budget["amount"] - status.get("seconds", 0))
    return None


def _roughly(seconds: float) -> str:
    if seconds < 50:
        return f"{max(10, 10 * round(seconds / 10))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h"
