"""Paths in a run directory that hold on every machine which shares its folder. No torch in here.

Images below the folder of the runs, such as uploads, or below that of the data sets are stored as
`$GAN_RUNS/data/0a1b/zoo.zip` and `$GAN_DATA_ROOT/zoo.zip`: each machine has these folders where it
has mounted them. Other paths, and those of earlier versions, stay absolute.

A run that leaves in a zip takes the place of its images along where that means the same elsewhere:
below the data sets, or an upload, whose folder is its checksum. Of any other only the name goes.
"""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from gan_core.data.catalog import DATASETS, data_root

RUNS, DATA = "$GAN_RUNS", "$GAN_DATA_ROOT"
UPLOADS = "data"  # below the folder of the runs: <checksum>/<name>
UPLOAD = re.compile(r"\$GAN_RUNS/data/[0-9a-f]{32}/[^/\\\x00-\x1f]{1,200}")
PLACED = re.compile(r"\$GAN_DATA_ROOT(/[^/\\\x00-\x1f]{1,200}){1,8}")


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


def to_travel(path: str, runs: Path) -> str:
    """What the images of a run are called in its zip, from what they are called on this machine.

    Nothing in it says where on this machine they lie.
    """
    stored = to_portable(path, runs)
    if may_travel(stored):
        return stored
    name = PurePosixPath(PureWindowsPath(path).as_posix()).name
    name = re.sub(r"[\x00-\x1f]", "_", name)[-200:].strip(". ")
    return f"{DATA}/{name or 'images'}"


def may_travel(stored: str) -> bool:
    """Whether a zip may call its images so: none leads to other files of a machine."""
    if stored in DATASETS:
        return True
    is_plain = all(part.strip(". ") for part in stored.split("/"))
    return is_plain and bool(UPLOAD.fullmatch(stored) or PLACED.fullmatch(stored))


def _is_plain(parts: Iterable[str]) -> bool:
    """Whether no part leads upwards, nor would be several parts on Windows."""
    return not any(part == ".." or "\\" in part for part in parts)


def _roots(runs: Path) -> list[tuple[Path, str]]:
    return [(runs.resolve(), RUNS), (data_root().resolve(), DATA)]
