"""Images that a person brought, stored beside the runs, listed for their browser. No widgets."""

import contextlib
import hashlib
import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs
from playground.shared import browser
from playground.shared.paths import runs_root

MAX_UPLOADS = 4 * 10**9  # bytes of all together; a full disk would stop every run
DIGEST = re.compile(r"[0-9a-f]{32}")
LISTED = "uploads"  # in what is kept for the browser: digests, newest last
NAMED = 3  # files named where some are left out


def keep(files: list[BinaryIO]) -> tuple[Path, str]:
    """Store one archive, or images as a zip of our own: (its path, what was left out in words).

    `files` have names; those of a folder with their path in it, whose folders become classes.
    Raises GanError where there is nothing to train on.
    """
    from gan_core.data.files import contents

    kinds = {id(file): _kind(file) for file in files}
    archives = [file for file in files if kinds[id(file)] in contents.ARCHIVES]
    images = [file for file in files if kinds[id(file)] in contents.IMAGES]
    if archives and len(files) == 1:
        return _store(archives[0].name, archives[0]), ""
    if archives:
        raise GanError("Give either one archive or images; these are both, or several archives.")
    others = [_parts(file.name)[-1] for file in files if file not in images]
    if not images:
        raise GanError(
            f"{_listed(others)} can't be used: give images ({', '.join(contents.IMAGES)}), or one "
            "zip or tar of images."
        )
    if len(images) == 1:
        raise GanError(f"{images[0].name} is one image; choose at least 2, or a zip of many.")
    left_out = f"Left out, since they are no images: {_listed(others)}." if others else ""
    return _store(_zip_name(images), _zipped(images)), left_out


def mine() -> list[Path]:
    """What this browser has uploaded and not deleted, the newest first."""
    found = (path_of(digest) for digest in reversed(_digests()))
    return [path for path in found if path is not None]


def path_of(digest: str) -> Path | None:
    """The archive stored under a checksum; None for anything else."""
    if not DIGEST.fullmatch(digest):
        return None
    files = sorted(path for path in (_kept() / digest).glob("*") if path.suffix != ".tmp")
    return files[0] if files else None


def digest_of(path: Path) -> str | None:
    """The checksum under which `path` is stored; None for what is no upload."""
    path = path.resolve()
    return path.parent.name if path.parent.parent == _kept() else None


def delete(path: Path) -> None:
    """Take an upload out of this browser's list, and off the disk unless another lists it as well.

    Raises GanError while a run trains on it or is queued to.
    """
    for run in all_runs(runs_root()):
        if run.status()["state"] in ACTIVE and dataset_of_run(run) == str(path):
            raise GanError(f"Run {run.id[:5]} needs {path.name}; stop it before you delete them.")
    digest = digest_of(path)
    browser.remember(LISTED, [kept for kept in _digests() if kept != digest])
    if digest and not browser.others_remember(LISTED, digest):
        durable_files.remove(path)
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def dataset_of_run(run: RunDir) -> str:
    """The images of a run, as its config names them; "" where that is damaged."""
    with contextlib.suppress(GanError):
        return str(run.config()["dataset"])
    return ""


def _kind(file: BinaryIO) -> str:
    from gan_core.data.files import contents

    file.seek(0)
    return contents.kind_of(file.read(contents.HEAD))


def _digests() -> list[str]:
    found = browser.remembered(LISTED)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _store(name: str, file: BinaryIO) -> Path:
    """The path of `file`, stored under its checksum; only the ending of its name is trusted."""
    from gan_core.data.files.reading import survey

    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name)[-60:].lstrip("-")
    name = f"images{name}" if name.startswith(".") else name  # hidden otherwise
    digest = _digest(file)
    path = path_of(digest) or _kept() / digest / name
    if not path.is_file():
        _refuse_without_room(name, file)
        durable_files.make_folder(path.parent)
        try:
            durable_files.write_with(path, lambda stored: shutil.copyfileobj(file, stored))
            survey(path)
        except GanError as error:
            durable_files.remove(path)
            with contextlib.suppress(OSError):
                path.parent.rmdir()
            raise GanError(str(error).replace(str(path), path.name)) from error
    browser.remember(LISTED, [*(kept for kept in _digests() if kept != digest), digest])
    return path


def _zip_name(images: list[BinaryIO]) -> str:
    """By the folder they came from, where they came from one; else by their number."""
    folders = {_parts(file.name)[0] for file in images if len(_parts(file.name)) > 1}
    return f"{folders.pop() if len(folders) == 1 else f'{len(images)}-images'}.zip"


def _zipped(images: Iterable[BinaryIO]) -> BinaryIO:
    """The images as they are, in a zip whose bytes depend on them and their names alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate(sorted(images, key=lambda file: file.name)):
            *folders, name = _parts(file.name)
            file.seek(0)
            entry = zipfile.ZipInfo("/".join([*folders, f"{number:05d}-{name}"]))
            archive.writestr(entry, file.read())
    packed.seek(0)
    return packed


def _parts(name: str) -> list[str]:
    """Folders and file of a name that a browser gave, none of which leads upwards."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return [part for part in parts if part not in ("/", "..")]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _kept() -> Path:
    return runs_root().resolve() / "data"


def _refuse_without_room(name: str, file: BinaryIO) -> None:
    stored = sum(path.stat().st_size for path in _kept().rglob("*") if path.is_file())
    if stored + file.seek(0, os.SEEK_END) > MAX_UPLOADS:
        raise GanError(
            f"There is no space for {name}: uploads may take {MAX_UPLOADS / 1e9:g} GB in total. "
            "Delete some of yours, or ask whoever runs this playground to delete old ones."
        )
    file.seek(0)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while part := file.read(1 << 20):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()[:32]
