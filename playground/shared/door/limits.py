"""What one person, and all together, may take of a server that several use.

Each limit has a variable in the environment of the server; 0 lifts it. None holds for who is alone
on their machine, and those of a person not for the teacher. A refusal says in one sentence which
limit is reached and what to do.
"""

import contextlib
import math
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError
from gan_core.queue import tickets, trash
from gan_core.queue.sweeps import MOST_SEEDS, MOST_VALUES
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import browser, signed_in
from playground.shared.door import owners, teachers
from playground.shared.kept_files import IMAGES
from playground.shared.paths import runs_root

GIGABYTE = 1e9


@dataclass(frozen=True)
class Limit:
    """One of the limits: a number of something."""

    variable: str
    default: float

    def __call__(self) -> float:
        """The limit as it is configured; infinite where it is lifted."""
        number = _number(os.environ.get(self.variable, ""))
        return (self.default if number is None else number) or math.inf


WAITING = Limit("GAN_MOST_WAITING", 3)  # runs of a person in the queue
MINUTES = Limit("GAN_MOST_MINUTES", 60)  # that a run trains before others get the device
DISK = Limit("GAN_MOST_DISK", 5)  # gigabytes of a person's runs and uploads
REQUESTS = Limit("GAN_MOST_REQUESTS", 40)  # a second, of one browser (door/pace.py)
QUEUED = Limit("GAN_MOST_QUEUED", 200)  # runs in the queue, of all together
FREE = Limit("GAN_LEAST_FREE", 2)  # gigabytes that stay free on the disk of the runs
LIMITS = (WAITING, MINUTES, DISK, REQUESTS, QUEUED, FREE)
SIGN_IN = "GAN_RUNS_NEED_SIGN_IN"  # 1: only who has signed in starts runs

GRACE_SECONDS = 30.0  # of a run that ends by itself just then
TOO_MANY_WAIT = (
    "You already have {count} waiting, the most for one person here; wait until one has started, "
    "or take one out of the queue."
)
QUEUE_FULL = (
    "{count} runs are in the queue, the most that it takes here; try again when some have trained."
)
SWEEP_TOO_LARGE = (
    "This sweep is {runs} runs, and {most:g} of one person may wait here, of which you have {count}"
    ": choose fewer values or seeds."
)
SWEEP_OVER_QUEUE = (
    "This sweep is {runs} runs, and the queue, with {count} in it, takes {most:g}: choose fewer "
    "values or seeds, or try again when some have trained."
)
TOO_LONG = (
    "A run trains for at most {minutes:g} min at a time here; choose a smaller budget, and extend "
    "the run when it is done."
)
TOO_LARGE = (
    "Your runs and uploads take {used:.1f} GB, and one person has {most:g} GB here; delete runs "
    "and uploads that you no longer need, and empty your trash on the page Runs."
)
DISK_FULL = (
    "Only {free:.1f} GB are free on the server's disk, and {least:g} GB are kept free; ask whoever "
    "runs this playground to delete old runs."
)
NOT_SIGNED_IN = "Runs are started by people who have signed in here; sign in first."
STOPPED = (
    "Stopped after {minutes:g} min, the most for one run at a time here. Nothing is lost: Resume "
    "queues it again, behind the others."
)


def problems() -> Iterator[str]:
    """A sentence for each variable that does not do what it seems to."""
    if os.environ.get(SIGN_IN, "").strip() not in ("", "0") and not signed_in.is_offered():
        yield f"{SIGN_IN} is set, but nobody can sign in here, so everybody may start runs."
    for limit in LIMITS:
        if (text := os.environ.get(limit.variable, "").strip()) and _number(text) is None:
            yield f'{limit.variable} is "{text}", which is no number: {limit.default:g} is used.'


def require_may_queue(minutes: float | None = None, runs: int = 1) -> None:
    """Raises GanError where who asks may not put so many runs into the queue now.

    `minutes` is how long each is to train, where that is known.
    """
    if not owners.is_shared():
        return
    waiting = tickets.read_queue(runs_root()).waiting
    if (count := len(waiting)) + runs > QUEUED():
        full = QUEUE_FULL if runs == 1 else SWEEP_OVER_QUEUE
        raise GanError(full.format(count=count, runs=runs, most=QUEUED()))
    _require_free_disk()
    if teachers.is_teacher():
        return
    if needs_sign_in():
        raise GanError(NOT_SIGNED_IN)
    person = owners.person_in_queue()
    own = sum(ticket.person == person for ticket in waiting)
    if own + runs > WAITING():
        too_many = TOO_MANY_WAIT if runs == 1 else SWEEP_TOO_LARGE
        raise GanError(too_many.format(count=own, runs=runs, most=WAITING()))
    if minutes is not None and minutes > MINUTES() + 0.01:  # a total less what is done
        raise GanError(TOO_LONG.format(minutes=MINUTES()))
    require_room()


def require_room(more: int = 0) -> None:
    """Raises GanError where who asks has no room on the disk for `more` bytes."""
    if not owners.is_shared():
        return
    _require_free_disk(more)
    if teachers.is_teacher() or DISK() == math.inf:
        return
    used = (bytes_of_asker() + more) / GIGABYTE
    if used > DISK():
        raise GanError(TOO_LARGE.format(used=used, most=DISK()))


def bytes_of_asker() -> int:
    """What the runs of who asks, those in the trash too, and their uploads take on the disk.

    A checkpoint that their branches share counts once.
    """
    root = runs_root()
    runs = [*all_runs(root), *(found.run for found in trash.trashed(root))]
    own = [run.path for run in runs if owners.is_owner(run)]
    return _size([*own, *IMAGES.mine().values()])


def free_places() -> float:
    """How many more runs who asks may put into the queue now; infinite where nothing holds."""
    if not owners.is_shared():
        return math.inf
    waiting = tickets.read_queue(runs_root()).waiting
    left = QUEUED() - len(waiting)
    if not teachers.is_teacher():
        person = owners.person_in_queue()
        left = min(left, WAITING() - sum(ticket.person == person for ticket in waiting))
    return max(0, left)


def of_sweeps() -> str:
    """How many runs a sweep of who asks may be now, and who can change that; "" for any number."""
    free = free_places()
    if free >= MOST_VALUES * MOST_SEEDS:
        return ""
    words = f"Here a sweep of yours may be at most **{free:g} run{'' if free == 1 else 's'}** now"
    if teachers.is_teacher() or WAITING() > QUEUED():
        return f"{words}: the queue of all takes {QUEUED():g} (`{QUEUED.variable}` of the server)."
    return (
        f"{words}, since {WAITING():g} of one person may wait. Your teacher may queue more; "
        f"whoever runs this server changes it for everybody with `{WAITING.variable}`."
    )


def needs_sign_in() -> bool:
    """Whether who asks has to sign in before they start runs; where nobody can, nobody has to."""
    is_wanted = os.environ.get(SIGN_IN, "").strip() not in ("", "0") and signed_in.is_offered()
    return is_wanted and not browser.person() and not teachers.is_teacher()


def most_seconds() -> float | None:
    """How long a run that who asks puts into the queue may train at a time; None: as it likes."""
    if not owners.is_shared() or teachers.is_teacher() or MINUTES() == math.inf:
        return None
    return 60.0 * MINUTES()


def stop_overdue(root: Path) -> None:
    """Ask the runs to stop that have trained for as long as they may; they save everything."""
    for run in all_runs(root):
        ticket = run.ticket()
        if ticket.get("state") != tickets.CLAIMED or ticket.get("overdue"):
            continue
        if tickets.seconds_until_stopped(ticket) < -GRACE_SECONDS:
            with tickets.choosing(root):
                if run.ticket().get("state") == tickets.CLAIMED:
                    run.write_ticket({**run.ticket(), "overdue": True})
                    run.request("stop")


def why_stopped(run: RunDir) -> str:
    """The sentence for a run that was stopped by a limit; "" for any other."""
    ticket = run.ticket()
    if ticket.get("overdue") is not True or run.last_state() != "stopped":
        return ""
    return STOPPED.format(minutes=ticket["most_seconds"] / 60)


def in_words() -> str:
    """What holds for the runs of who asks, for the form; "" where nothing does."""
    most = most_seconds()
    words = []
    if most is not None:
        words.append(f"a run trains for at most {most / 60:g} min at a time")
    if owners.is_shared() and not teachers.is_teacher() and WAITING() < math.inf:
        words.append(f"at most {WAITING():g} of yours may wait")
    return f"Here {', and '.join(words)}." if words else ""


def _require_free_disk(more: int = 0) -> None:
    folder = runs_root()
    while not folder.exists():
        folder = folder.parent
    free = (shutil.disk_usage(folder).free - more) / GIGABYTE
    if FREE() < math.inf and free < FREE():
        raise GanError(DISK_FULL.format(free=max(0.0, free), least=FREE()))


def _size(paths: Iterable[Path]) -> int:
    """Bytes of these files and of all in these folders, which a process may be writing to."""
    sizes: dict[object, int] = {}
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else [path]:
            with contextlib.suppress(OSError):  # deleted meanwhile
                found = file.stat()
                if stat.S_ISREG(found.st_mode):
                    # Some drives number no files.
                    key = (found.st_dev, found.st_ino) if found.st_ino else file
                    sizes[key] = found.st_size
    return sum(sizes.values())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None
