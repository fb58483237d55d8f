"""Images that a person brought, stored beside the runs, listed for their browser. No widgets."""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs
from playground.shared import packing
from playground.shared.door import limits
from playground.shared.kept_files import IMAGES as KEPT
from playground.shared.paths import runs_root

NAMED = 3  # files named where some are left out
MAX_PART = 200  # characters of a folder or file in an archive of ours


def keep(files: list[BinaryIO]) -> tuple[Path, str]:
    """Store one archive or array, or images as a zip of our own: (its path, what was left out).

    `files` have names; those of a folder with their path in it, whose folders become classes.
    Raises GanError where there is nothing to train on.
    """
    from gan_core.data.files import contents

    kinds = [_kind(file) for file in files]
    images = [file for file, kind in zip(files, kinds, strict=True) if kind in contents.IMAGES]
    if len(files) == 1:
        return _keep_one(files[0], is_image=bool(images)), ""
    if any(kind in contents.ARCHIVES + contents.ARRAYS for kind in kinds):
        raise GanError(
            "Give either one archive or array alone, or images; these are both, or several."
        )
    others = [
        _parts(file.name)[-1]
        for file, kind in zip(files, kinds, strict=True)
        if kind not in contents.IMAGES
    ]
    if not images:
        raise GanError(
            f"{_listed(others)} can't be used: give images ({', '.join(contents.IMAGES)}), or one "
            "zip or tar of images."
        )
    if len(images) == 1:
        raise _one_image(images[0])
    left_out = f"Left out, since they cannot be read as images: {_listed(others)}."
    return _keep_images(images), left_out if others else ""


def mine() -> list[Path]:
    """What this browser has uploaded and not deleted, the newest first."""
    return list(KEPT.mine().values())


def path_of(digest: str) -> Path | None:
    """The archive stored under a checksum; None for anything else."""
    return KEPT.path_of(digest)


def digest_of(path: Path) -> str | None:
    """The checksum under which `path` is stored; None for what is no upload."""
    return KEPT.digest_of(path)


def delete(path: Path) -> None:
    """Take an upload out of this browser's list, and off the disk unless another lists it as well.

    Raises GanError while a run trains on it or is queued to.
    """
    for run in all_runs(runs_root()):
        if run.status()["state"] in ACTIVE and dataset_of_run(run) == str(path):
            raise GanError(f"Run {run.id[:5]} needs {path.name}; stop it before you delete them.")
    if digest := digest_of(path):
        KEPT.delete(digest)


def dataset_of_run(run: RunDir) -> str:
    """The images of a run, as its config names them; "" where that is damaged."""
    with contextlib.suppress(GanError):
        return str(run.config()["dataset"])
    return ""


def _kind(file: BinaryIO) -> str:
    from gan_core.data.files import contents

    file.seek(0)
    return contents.kind_of(file.read(contents.HEAD))


def _keep_one(file: BinaryIO, is_image: bool) -> Path:
    """Store an archive, an array or a table; whether it is one shows when it is surveyed."""
    size = _size(file)
    if not size:
        raise GanError(f"{_parts(file.name)[-1]} is empty (0 bytes); copy or download it again.")
    if is_image:
        raise _one_image(file)

    def copy(path: Path) -> None:
        file.seek(0)
        durable_files.write_with(path, lambda stored: shutil.copyfileobj(file, stored))

    return _keep(_digest(file), file.name, copy, size)


def _keep_images(images: list[BinaryIO]) -> Path:
    """Store images as they are, in one zip."""
    images = sorted(images, key=lambda file: file.name)  # in whatever order they were chosen

    def entries() -> Iterator[tuple[str, bytes]]:
        for number, file in enumerate(images):
            *folders, name = _parts(file.name)
            file.seek(0)
            yield "/".join([*folders, f"{number:05d}-{name}"]), file.read()

    size = sum(map(_size, images))
    return _keep(
        packing.digest(entries),
        _zip_name(images),
        lambda path: packing.write_zip(path, entries),
        size,
    )


def _keep(digest: str, name: str, write: Callable[[Path], None], size: int) -> Path:
    """Store and list what can be trained on; only the ending of its name is trusted."""
    from gan_core.data.files.reading import survey

    def write_and_survey(path: Path) -> None:
        write(path)
        try:
            survey(path)
        except GanError as error:
            raise GanError(str(error).replace(str(path), path.name)) from error

    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name)[-60:].lstrip("-")
    name = f"images{name}" if name.startswith(".") else name  # hidden otherwise
    limits.require_room(size)
    path = KEPT.store(digest, name or "images", write_and_survey, size)
    KEPT.enlist(digest)
    return path


def _one_image(file: BinaryIO) -> GanError:
    return GanError(f"{_parts(file.name)[-1]} is one image; choose at least 2, or a zip of many.")


def _zip_name(images: list[BinaryIO]) -> str:
    """By the folder they came from, where they came from one; else by their number."""
    folders = {_parts(file.name)[0] for file in images if len(_parts(file.name)) > 1}
    return f"{folders.pop() if len(folders) == 1 else f'{len(images)}-images'}.zip"


def _parts(name: str) -> list[str]:
    """Folders and file of a name that a browser gave, at least one; none leads upwards.

    What is no letter at all (half of a surrogate pair, from a name in another encoding) is a "?".
    """
    readable = name.replace("\\", "/").encode("utf-8", "replace").decode("utf-8")
    parts = [part for part in PurePosixPath(readable).parts if part not in ("/", "//", "..")]
    return [part[-MAX_PART:] for part in parts] or ["unnamed"]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while part := file.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()[:32]
