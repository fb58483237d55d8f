"""The zip of a run that a person brought becomes a run of theirs. No widgets."""

import re
import shutil
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import DATASETS
from gan_core.data.portable_paths import to_local
from gan_core.runs.import_destination import (
    Destination,
    checksum,
    copy_durably,
    require_images,
    stored_path,
)
from gan_core.runs.run_dir import RunDir
from playground.shared.door import limits, owners, visible
from playground.shared.kept_files import IMAGES
from playground.shared.paths import runs_root

_one_at_a_time = threading.Lock()  # each takes a core for seconds, and up to 2 GB of the disk


class OfAsker(Destination):
    """This server's runs, for who asks: the run is theirs, and so are the images in its zip."""

    def may_use(self, dataset: str) -> bool:
        """Not what only somebody else brought."""
        try:
            owners.require_may_use(to_local(dataset, self.root))
        except GanError:
            return False
        return True

    def keep_images(self, archive: Path) -> str:
        """As an upload of theirs."""
        require_images(archive)
        digest, size = checksum(archive), archive.stat().st_size
        kept = IMAGES.store(digest, archive.name, lambda to: copy_durably(archive, to), size)
        IMAGES.enlist(digest)
        return stored_path(digest, kept)

    def prepare(self, run: RunDir) -> None:
        """Whose it is stands before it can be seen; on images of their own it begins hidden."""
        owners.own(run)
        is_own = run.config()["dataset"] not in DATASETS
        if owners.is_shared() and run.owner() and is_own:
            run.hide(visible.BY_OWNER)


def take(file: BinaryIO) -> RunDir:
    """The run in an uploaded zip, which has a name. Raises GanError where it cannot be taken."""
    from gan_core.runs.import_run import import_run
    from gan_core.runs.run_zip import open_zip

    if limits.needs_sign_in():
        raise GanError(limits.NOT_SIGNED_IN)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(file.name).name)[-60:].lstrip("-.") or "run.zip"
    root = runs_root()
    durable_files.make_folder(root)
    with _one_at_a_time, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        file.seek(0)
        with open(path, "wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
        with open_zip(path) as opened:
            limits.require_room(opened.size)
        return import_run(path, OfAsker(root))
