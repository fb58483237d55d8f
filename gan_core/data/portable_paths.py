"""Paths in a run directory that hold on every machine which shares its folder. No torch in here.

Images below the folder of the runs, such as uploads, or below that of the data sets are stored as
`$GAN_RUNS/data/0a1b/zoo.zip` and `$GAN_DATA_ROOT/zoo.zip`: each machine has these folders where it
has mounted them. Other paths, and those of earlier versions, stay absolute.
"""

from collections.abc import Iterable
from pathlib import Path

from gan_core.data.catalog import data_root

RUNS, DATA = "$GAN_RUNS", "$GAN_DATA_ROOT"


def to_portable(path: str, runs: Path) -> str:
    """An absolute path as it is stored; the name of a data set, and other paths, as they are."""
    place = Path(path)
    if not place.is_absolute():
        return path
    # The inner folder first: one of the two may lie in the other.
    for root, name in sorted(_roots(runs), key=lambda it: len(it[0].parts), reverse=True):
        if place.is_relative_to(root) and _is_plain(parts := place.relative_to(root).parts):
            return "/".join((name, *parts))
    return path


def to_local(stored: str, runs: Path) -> str:
    """Where a stored path lies on this machine; `runs` is the folder of the runs here."""
    name, *parts = stored.split("/")
    if name not in (RUNS, DATA) or not _is_plain(parts):
        return stored
    root = next(root for root, known in _roots(runs) if known == name)
    return str(root.joinpath(*parts))


def _is_plain(parts: Iterable[str]) -> bool:
    """Whether no part leads upwards, nor would be several parts on Windows."""
    return not any(part == ".." or "\\" in part for part in parts)


def _roots(runs: Path) -> list[tuple[Path, str]]:
    return [(runs.resolve(), RUNS), (data_root().resolve(), DATA)]
