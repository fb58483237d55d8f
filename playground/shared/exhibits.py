"""Recorded runs that fail on purpose: where they lie, and how a page and a route find them.

A recording is a run directory that is shipped. Its id, `exhibit:<name>`, matches no run of anybody,
so nothing that lists, adjusts, resumes or deletes runs ever comes across one.
"""

from collections.abc import Iterable
from pathlib import Path

from gan_core import GanError
from gan_core.runs.run_dir import RunDir
from playground.shared.door.visible import find_visible
from playground.shared.exhibit_content import ID, Exhibit, read_exhibit

_PROJECT = Path(__file__).resolve().parents[2]
RECORDINGS = _PROJECT / "pretrained" / "exhibits"
CONTENT = _PROJECT / "playground" / "learn" / "failures"
PREFIX = "exhibit:"


def is_exhibit(run_id: str) -> bool:
    return run_id.startswith(PREFIX)


def run_id_of(name: str) -> str:
    """The id under which the recording of an exhibit is shown."""
    return f"{PREFIX}{name}"


def find_recording(run_id: str) -> RunDir:
    """The recording with this id. Raises GanError for an invalid or unknown one."""
    name = run_id.removeprefix(PREFIX)
    if not is_exhibit(run_id) or not ID.fullmatch(name) or not (RECORDINGS / name).is_dir():
        raise GanError(f'There is no exhibit "{name[:40]}"; choose one on the page Learn.')
    run = RunDir(RECORDINGS / name)
    run.id = run_id
    return run


def find_shown(run_id: str) -> RunDir:
    """Any run that a page can show who asks: a person's, or a recording. Raises GanError."""
    return find_recording(run_id) if is_exhibit(run_id) else find_visible(run_id)


def find_exhibit(name: str) -> Exhibit:
    """What is said about an exhibit. Raises GanError for an unknown or damaged one."""
    path = CONTENT / f"{name}.toml"
    if not ID.fullmatch(name) or not path.is_file():
        raise GanError(f'There is no exhibit "{name[:40]}"; choose one on the page Learn.')
    return read_exhibit(path)


def all_exhibits(paths: Iterable[Path] | None = None) -> tuple[list[Exhibit], list[str]]:
    """(exhibits in their order, what is wrong with the files that could not be used)."""
    found, mistakes = [], []
    for path in sorted(CONTENT.glob("*.toml") if paths is None else paths):
        try:
            exhibit = read_exhibit(path)
            find_recording(run_id_of(exhibit.id))
            found.append(exhibit)
        except GanError as wrong:
            mistakes.append(str(wrong))
    return sorted(found, key=lambda exhibit: exhibit.order), mistakes
