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

NAMED = tuple(DATASETS)
FILES_CHECKED = 200  # of a folder; one without an image among them is not offered
CACHE_SECONDS = 60.0  # after that a changed folder is read again
MAX_UPLOADS = 4 * 10**9  # bytes of all together; a full disk would stop every run
DOWNLOADS = ("cifar-10-python.tar.gz",)  # what torchvision leaves beside what it has unpacked


def describe(dataset: str) -> DatasetInfo:
    """What is known of a named set, or found in a folder or archive of images.

    Raises GanError, without the server's folders in it, where there is nothing to train on.
    """
    return DATASETS[dataset] if dataset in DATASETS else _described(dataset)


def beside_named() -> list[str]:
    """Paths of the archives and folders of images in the folder of the named sets."""
    from gan_core.data.image_files import ARCHIVES

    found = []
    with contextlib.suppress(OSError):
        for entry in sorted(data_root().iterdir()):
            if entry.name.startswith(".") or entry.name in DOWNLOADS:
                continue
            archive = entry.is_file() and entry.name.lower().endswith(ARCHIVES)
            if archive or (entry.is_dir() and _holds_an_image(entry)):
                found.append(str(entry.resolve()))
    return found


def keep(name: str, file: BinaryIO) -> str:
    """Store an uploaded archive under its checksum and give its path; refuse unusable ones.

    The name is cleaned and only its ending is trusted; nothing is unpacked.
    """
    from gan_core.data.image_files import ARCHIVES

    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name)[-60:].lstrip("-")
    name = f"images{name}" if name.startswith(".") else name  # hidden otherwise
    if not name.lower().endswith(ARCHIVES):
        raise GanError(f"{name} is not an archive; upload one of {', '.join(ARCHIVES)}.")
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
    """Whether `dataset` is an archive that `keep` stored."""
    return Path(dataset).is_relative_to(_kept())


def title(dataset: str) -> str:
    """The title of a named set, or the name of a file."""
    return DATASETS[dataset].title if dataset in DATASETS else Path(dataset).name


@st.cache_data(ttl=CACHE_SECONDS, max_entries=64, show_spinner="Reading the images…")
def _described(dataset: str) -> DatasetInfo:
    from gan_core.data.image_files import survey

    path = Path(dataset)
    try:
        found = survey(path)
    except GanError as error:
        raise GanError(_without_folders(str(error), path)) from error
    colour = "greyscale" if found.channels == 1 else "colour"
    classes = f"in {len(found.class_names)} classes" if found.class_names else "without classes"
    return DatasetInfo(
        name=dataset,
        title=path.name,
        image_size=found.image_size,
        channels=found.channels,
        count=found.count,
        test_count=0,
        class_names=found.class_names,
        licence="see its source",
        note=f"{found.count:,} {colour} images {classes}.",
        download_mb=0.0,
    )


def _kept() -> Path:
    return runs_root().resolve() / "data"


def _refuse_without_room(name: str, file: BinaryIO) -> None:
    stored = sum(path.stat().st_size for path in _kept().rglob("*") if path.is_file())
    if stored + file.seek(0, os.SEEK_END) > MAX_UPLOADS:
        raise GanError(
            f"There is no space for {name}: uploads may take {MAX_UPLOADS / 1e9:g} GB in total. "
            "Ask whoever runs this playground to delete old ones from the folder data in its runs."
        )
    file.seek(0)


def _without_folders(sentence: str, path: Path) -> str:
    return sentence.replace(str(path), path.name)


def _holds_an_image(folder: Path) -> bool:
    from gan_core.data.image_files import ENDINGS

    seen = 0
    for _, _, files in os.walk(folder):
        if any(file.lower().endswith(ENDINGS) and file[0] != "." for file in files):
            return True
        seen += len(files)
        if seen > FILES_CHECKED:
            break
    return False


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while part := file.read(1 << 20):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()[:32]
