"""The trash: a folder beside the runs, from which a run can be taken back until it is deleted.

A run in it is none anywhere: no queue, list or address finds it. It is moved as a whole, under the
lock of the queue, so that no worker takes it meanwhile. No torch in here.
"""

import contextlib
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.queue.tickets import choosing
from gan_core.runs import run_dir
from gan_core.runs.run_dir import ACTIVE, RUN_ID, RunDir

FOLDER = "trash"
KEPT_SECONDS = 7 * 24 * 3600.0  # in the trash; then a run is deleted for good
DYING = ".dying-"  # how the name of a run begins while its files are deleted
IN_USE = "Run {number} trains or waits in the queue; stop it before you delete it."
ENDING = "The process of run {number} is still ending; try again in a moment."
OPEN = "Run {number} cannot be moved ({why}); close what has it open and try again."
IN_TRASH = "Run {number} is in the trash; take it back on the page Runs first."
NOT_THERE = "Run {number} is not in the trash any more; reload the page."


@dataclass(frozen=True)
class Trashed:
    """A run in the trash."""

    run: RunDir
    at: float  # since when, in seconds since 1970

    def seconds_left(self, now: float | None = None) -> float:
        """Until it is deleted for good."""
        now = time.time() if now is None else now
        return KEPT_SECONDS - max(0.0, now - self.at)


def trash(run: RunDir) -> None:
    """Move a run into the trash. Raises GanError, and moves nothing, while it trains or waits."""
    root, number = run.path.parent, run.id[:5]
    with choosing(root):
        if not run.path.is_dir():
            raise run_dir.unknown(run.id)
        if run.status()["state"] in ACTIVE:
            raise GanError(IN_USE.format(number=number))
        if run.is_alive():
            raise GanError(ENDING.format(number=number))
        run_dir.keep_number(run)
        run.mark_trashed(time.time())
        durable_files.make_folder(root / FOLDER)
        try:
            os.rename(run.path, root / FOLDER / run.id)
        except OSError as error:  # on Windows, while a file of it is open
            run.unmark_trashed()
            raise GanError(OPEN.format(number=number, why=error.strerror)) from error


def require_outside(run: RunDir) -> None:
    """Raises GanError for a run in the trash: what trains there would be deleted with it."""
    if run.path.parent.name == FOLDER and run.trashed_at():
        raise GanError(IN_TRASH.format(number=run.id[:5]))


def restore(root: Path, run_id: str) -> RunDir:
    """Take a run out of the trash, as it was. Raises GanError where it is not there."""
    found, back = find(root, run_id), Path(root) / run_id
    if back.exists():  # somebody copied it there
        raise GanError(f"There is a run {run_id} already; rename its folder first.")
    try:
        os.rename(found.run.path, back)
    except FileNotFoundError:
        raise _not_there(run_id) from None
    except OSError as error:
        raise GanError(OPEN.format(number=run_id[:5], why=error.strerror)) from error
    run = RunDir(back)
    run.unmark_trashed()
    return run


def trashed(root: Path) -> list[Trashed]:
    """Every run in the trash, the last deleted first."""
    folder = Path(root) / FOLDER
    found = [Trashed(run, _since(run)) for run in run_dir.all_runs(folder)]
    return sorted(found, key=lambda it: -it.at)


def find(root: Path, run_id: str) -> Trashed:
    """The run `run_id` in the trash. Raises GanError for an id that is invalid or not there."""
    path = Path(root) / FOLDER / run_id
    if not RUN_ID.fullmatch(run_id) or not path.is_dir():
        raise _not_there(run_id)
    run = RunDir(path)
    return Trashed(run, _since(run))


def purge(found: Trashed) -> None:
    """Delete a run in the trash for good. It is gone at once, its files a little later."""
    path = found.run.path
    dying = path.with_name(f"{DYING}{path.name}")
    try:
        os.rename(path, dying)
    except FileNotFoundError:
        raise _not_there(path.name) from None
    except OSError as error:
        raise GanError(OPEN.format(number=path.name[:5], why=error.strerror)) from error
    _delete(dying)


def purge_expired(root: Path) -> None:
    """Delete what has been in the trash for its time, and what a crash left half deleted."""
    for found in trashed(root):
        if found.seconds_left() <= 0:
            with contextlib.suppress(GanError):  # open elsewhere: the next call deletes it
                purge(found)
    for dying in (Path(root) / FOLDER).glob(f"{DYING}*"):
        _delete(dying)


def _delete(path: Path) -> None:
    if path.is_symlink():  # a run that lies on another drive: only the link is ours
        durable_files.remove(path)
    else:
        shutil.rmtree(path, ignore_errors=True)


def _since(run: RunDir) -> float:
    """A mark that is damaged or from the future counts from when it was written."""
    at, now = run.trashed_at(), time.time()
    if 0 < at <= now:
        return at
    with contextlib.suppress(OSError):
        return min(now, run.path.stat().st_mtime)
    return now


def _not_there(run_id: str) -> GanError:
    return GanError(NOT_THERE.format(number=run_id[:5]))
