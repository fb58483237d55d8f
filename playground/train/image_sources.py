"""What can be trained on besides the named sets: files beside them, and uploads. No widgets."""

import contextlib
import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import DATASETS, DatasetInfo, data_root
from playground.shared.paths import runs_root

NAMED = ("fashion-mnist", "mnist", "cifar10", "silhouettes")  # in the order of the form
LOOKED_AT = 200  # files of a folder; one without a picture among them is not offered
REMEMBERED = 60.0  # seconds; after that a changed folder is looked into again
ROOM = 4 * 10**9  # bytes of all uploads together; a full disk would stop every run
DOWNLOADS = ("cifar-10-python.tar.gz",)  # what torchvision leaves beside what it has unpacked


def describe(dataset: str) -> DatasetInfo:
    """What is known of a named set, or found in a folder or archive of images.

    Raises GanError, without the server's folders in it, where there is nothing to train on.
    """
    return DATASETS[dataset] if dataset in DATASETS else _described(dataset)


def beside_named() -> list[str]:
    """Paths of the archives and folders of images that lie where the named sets do."""
    from gan_core.data.image_files import ARCHIVES

    found = []
    with contextlib.suppress(OSError):
        for entry in sorted(data_root().iterdir()):
            if entry.name.startswith(".") or entry.name in DOWNLOADS:
                continue
            archive = entry.is_file() and entry.name.lower().endswith(ARCHIVES)
            if archive or (entry.is_dir() and _shows_a_picture(entry)):
                found.append(str(entry.resolve()))
    return found


def keep(name: str, file: BinaryIO) -> str:
    """Store an uploaded archive by its content and give its path; one that cannot serve is refused.

    The name is cleaned and only its ending is believed; nothing is unpacked.
    """
    from gan_core.data.image_files import ARCHIVES

    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name)[-60:].lstrip("-")
    name = f"images{name}" if name.startswith(".") else name  # hidden otherwise
    if not name.lower().endswith(ARCHIVES):
        raise GanError(f"{name} is no archive; upload one of {', '.join(ARCHIVES)}.")
    folder = _kept() / _digest(file)
    path = folder / name
    if path.is_file():
        return str(path)
    _refuse_without_room(name, file)
    durable_files.make_folder(folder)
    try:
        durable_files.write_with(path, lambda stored: shutil.copyfileobj(file, stored))
        describe(str(path))
    except GanError as error:
        durable_files.remove(path)
        with contextlib.suppress(OSError):
            folder.rmdir()
        raise GanError(_without_folders(str(error), path)) from error
    return str(path)


def is_upload(dataset: str) -> bool:
    """Whether it is one of the archives that `keep` stored."""
    return Path(dataset).is_relative_to(_kept())


def title(dataset: str) -> str:
    """A name for people: the set's own, or that of the file."""
    return DATASETS[dataset].title if dataset in DATASETS else Path(dataset).name


@st.cache_data(ttl=REMEMBERED, max_entries=64, show_spinner="Looking into the images…")
def _described(dataset: str) -> DatasetInfo:
    from gan_core.data.image_files import survey

    path = Path(dataset)
    try:
        found = survey(path)
    except GanError as error:
        raise GanError(_without_folders(str(error), path)) from error
    colour = "grey" if found.channels == 1 else "colour"
    classes = f"in {len(found.class_names)} classes" if found.class_names else "without classes"
    return DatasetInfo(
        name=dataset,
        title=path.name,
        image_size=found.image_size,
        channels=found.channels,
        count=found.count,
        test_count=0,
        class_names=found.class_names,
        licence="as its maker says",
        note=f"{found.count:,} {colour} images {classes}.",
        download_mb=0.0,
    )


def _kept() -> Path:
    return runs_root().resolve() / "data"


def _refuse_without_room(name: str, file: BinaryIO) -> None:
    stored = sum(path.stat().st_size for path in _kept().rglob("*") if path.is_file())
    if stored + file.seek(0, os.SEEK_END) > ROOM:
        raise GanError(
            f"{name} has no room: uploads may take {ROOM / 1e9:g} GB together. Ask whoever runs "
            "this playground to delete old ones from the folder data among its runs."
        )
    file.seek(0)


def _without_folders(sentence: str, path: Path) -> str:
    return sentence.replace(str(path), path.name)


def _shows_a_picture(folder: Path) -> bool:
    from gan_core.data.image_files import ENDINGS

    seen = 0
    for _, _, files in os.walk(folder):
        if any(file.lower().endswith(ENDINGS) and file[0] != "." for file in files):
            return True
        seen += len(files)
        if seen > LOOKED_AT:
            break
    return False


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()[:32]
    file.seek(0)
    return found
