"""What the teacher has set for everybody on this server: teacher.json beside the runs.

Read at every poll of every page, so it is parsed again only when the file has changed.
"""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gan_core.data import durable_files
from gan_core.data.process_lock import process_lock
from playground.shared.paths import runs_root

FILE = "teacher.json"


@dataclass(frozen=True)
class Look:
    """The run that everybody is asked to look at; of one class, or of the server where "" ."""

    run: str
    class_code: str = ""


@dataclass(frozen=True)
class Desk:
    """One state of it."""

    look: Look | None = None
    cleared: tuple[str, ...] = ()
    """Ended runs that the teacher does not want to see any more."""
    fixed: tuple[tuple[str, str], ...] = ()
    """What a new run must be, by the names of the form: recipe, dataset, unit and its amount."""


def read() -> Desk:
    """As the file has it now; an empty desk where there is none, or a damaged one."""
    path = runs_root() / FILE
    try:
        stat = path.stat()
    except OSError:
        return Desk()
    version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    known = _read.get(path)
    if known is None or known[0] != version:
        known = _read[path] = (version, _desk(durable_files.read_json(path)))
    return known[1]


def change(new: Callable[[Desk], Desk]) -> Desk:
    """Replace the desk by `new(desk)`, which nobody else changes meanwhile."""
    root = runs_root()
    durable_files.make_folder(root)
    with _changing, process_lock(root / f".{FILE}.lock"):  # two servers may share the folder
        desk = new(_desk(durable_files.read_json(root / FILE)))
        durable_files.write_json(root / FILE, {**asdict(desk), "fixed": dict(desk.fixed)})
        return desk


_changing = threading.Lock()
_read: dict[Path, tuple[tuple[int, int, int], Desk]] = {}


def _desk(value: Any) -> Desk:
    values = value if isinstance(value, dict) else {}
    look, cleared, fixed = (values.get(name) for name in ("look", "cleared", "fixed"))
    of_look = look if isinstance(look, dict) else {}
    run, code = of_look.get("run"), of_look.get("class_code", "")
    return Desk(
        Look(run, code) if isinstance(run, str) and isinstance(code, str) else None,
        tuple(filter(_is_text, cleared)) if isinstance(cleared, list) else (),
        tuple(it for it in fixed.items() if _is_text(it[1])) if isinstance(fixed, dict) else (),
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
