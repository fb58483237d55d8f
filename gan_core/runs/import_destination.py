"""Where an imported run goes, and where the images in its zip are kept: as uploads are."""

import hashlib
import shutil
from pathlib import Path

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.portable_paths import RUNS, UPLOADS
from gan_core.runs.run_dir import RunDir

DIGEST_LETTERS = 32  # of the SHA-256, as of uploads


class Destination:
    """A folder of runs, for a person who may use all that is in it."""

    def __init__(self, root: Path):
        self.root = root

    def may_use(self, dataset: str) -> bool:
        """Whether the run may continue on the images of this stored path that lie here already."""
        return True

    def keep_images(self, archive: Path) -> str:
        """Keep the images of the run; the stored path of what is kept.

        Raises GanError for what cannot be trained on.
        """
        require_images(archive)
        digest = checksum(archive)
        folder = self.root / UPLOADS / digest
        known = next(iter(sorted(folder.glob("[!.]*"))), None)
        if known is None:
            durable_files.make_folder(folder)
            known = folder / archive.name
            copy_durably(archive, known)
        return stored_path(digest, known)

    def prepare(self, run: RunDir) -> None:
        """The last change to the run before it is among the others."""


def stored_path(digest: str, kept: Path) -> str:
    """What the images kept in the folder of a checksum are called in a config."""
    return f"{RUNS}/{UPLOADS}/{digest}/{kept.name}"


def copy_durably(file: Path, to: Path) -> None:
    """`to` becomes a copy of a file, or stays as it was."""
    with open(file, "rb") as content:
        durable_files.write_with(to, lambda stream: shutil.copyfileobj(content, stream, 1 << 20))


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
