"""The decks a person may play: shipped ones by name, and those made of a run here. No torch."""

import functools
import re
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.generator import deck as deck_files
from gan_core.generator.deck import DESCRIPTION, SHEET, Deck
from gan_core.runs import run_dir
from playground.shared.door.visible import may_see, visible_runs
from playground.shared.model_catalog import UnknownModel

FIRST = "fashion-mnist-quick"
SHIPPED_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")  # a run's id starts with a digit
MOST_RUNS = 30  # in the list, the newest


def listed(runs_root: Path, asked: str = "") -> list[dict[str, Any]]:
    """What the page offers: id, title, images seen at each moment. The run `asked` for is among
    them, however old.

    A run whose deck can be made, or made again because it is damaged, has no moments yet.
    """
    folders = {path.name: path for path in deck_files.DECKS.glob("*")}
    names = sorted(folders, key=lambda name: (name != FIRST, name))
    rows = [_entry(name, folders[name]) for name in names if SHIPPED_NAME.fullmatch(name)]
    runs = visible_runs(runs_root)
    for run in [*runs[:MOST_RUNS], *(run for run in runs[MOST_RUNS:] if run.id == asked)]:
        row = _of_run(run)
        if not row and can_be_made(run):
            title = f"Run {run.id[:5]} {run.id[6:]}, deck to be made"
            row = {"id": run.id, "title": title, "moments": []}
        rows.append(row)
    return [row for row in rows if row]


def can_be_made(run: run_dir.RunDir) -> bool:
    """Whether the run has a trained generator, a D, and time for it: it is not training."""
    return any(run.generators()) and bool(run.checkpoints()) and not run.is_alive()


def made(run: run_dir.RunDir) -> dict[str, Any]:
    """What the page offers of the deck of a run. Raises GanError where there is none."""
    row = _of_run(run)
    if not row:
        raise _unknown(run.id)
    return row


def _of_run(run: run_dir.RunDir) -> dict[str, Any]:
    return _entry(run.id, run.deck_folder(), f"Run {run.id[:5]}: ")


def _entry(deck_id: str, folder: Path, before: str = "") -> dict[str, Any]:
    """Id, title and moments; empty where there is no deck or a damaged one."""
    try:
        about = _read(folder).about
    except (GanError, OSError):
        return {}
    return {"id": deck_id, "title": before + about["title"], "moments": about["moments"]}


def find(deck_id: str, runs_root: Path) -> Deck:
    """The deck of an id. UnknownModel for anything but the plain id of one that is here."""
    if run_dir.RUN_ID.fullmatch(deck_id):
        run = run_dir.RunDir(runs_root / deck_id)
        if not may_see(run):
            raise _unknown(deck_id)
        folder = run.deck_folder()
    elif SHIPPED_NAME.fullmatch(deck_id):
        folder = deck_files.DECKS / deck_id
    else:
        raise _unknown(deck_id)
    if not _is_deck(folder):
        raise _unknown(deck_id)
    return _read(folder)


def _is_deck(folder: Path) -> bool:
    return (folder / DESCRIPTION).is_file() and (folder / SHEET).is_file()


def _read(folder: Path) -> Deck:
    """The deck, read again where one of its files has changed."""
    stats = [(folder / name).stat() for name in (DESCRIPTION, SHEET)]
    return _kept(folder, *(stat.st_mtime_ns for stat in stats))


@functools.lru_cache(maxsize=16)
def _kept(folder: Path, *versions: int) -> Deck:
    return deck_files.read_deck(folder)


def _unknown(deck_id: str) -> UnknownModel:
    return UnknownModel(f'There is no deck "{deck_id[:60]}"; choose one from the list.')
