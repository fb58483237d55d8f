"""Where the images in the zip of a run are kept: beside the runs, as an upload is."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.portable_paths import RUNS, UPLOADS

DIGEST_LETTERS = 32  # of the SHA-256, as of uploads


def keep_beside(root: Path) -> Callable[[Path], str]:
    """What `gan_core.runs.import_run` keeps images with, for who may use all of `root`."""

    def keep(archive: Path) -> str:
        require_images(archive)
        digest = checksum(archive)
        folder = root / UPLOADS / digest
        known = next(iter(sorted(folder.glob("[!.]*"))), None)
        if known is None:
            durable_files.make_folder(folder)
            known = folder / archive.name
            with open(archive, "rb") as file:
                durable_files.write_with(known, lambda to: shutil.copyfileobj(file, to, 1 << 20))
        return f"{RUNS}/{UPLOADS}/{digest}/{known.name}"

    return keep


def require_images(archive: Path) -> None:
    """Raises GanError for what cannot be trained on."""
    from gan_core.data.files.reading import survey

    try:
        survey(archive)
    except GanError as error:
        raise GanError(str(error).replace(str(archive), archive.name)) from error


def checksum(archive: Path) -> str:
    """The name of the folder of an upload."""
    digest = hashlib.sha256()
    with open(archive, "rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()[:DIGEST_LETTERS]
