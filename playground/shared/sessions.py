"""Loaded generators, shared by all visitors. torch is imported when the first one is asked for."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gan_core import GanError
from gan_core.runs import run_dir

if TYPE_CHECKING:
    from gan_core.generator.session import GeneratorSession

KEPT = 8  # generators in memory; ours are 1 to 30 MB each


@dataclass(frozen=True)
class FileIdentity:
    """Changes whenever the file's content does, so that no image of an old file is kept."""

    path: str
    mtime_ns: int
    size: int


def identify(path: Path) -> FileIdentity:
    """The identity of a file as it is now. GanError when it is gone."""
    try:
        stat = path.stat()
    except OSError:
        raise GanError(f"{path.name} no longer exists; choose another model.") from None
    return FileIdentity(str(path.resolve()), stat.st_mtime_ns, stat.st_size)


class Sessions:
    """The generators used last. Thread-safe; each file is loaded once."""

    def __init__(self, kept: int = KEPT):
        self._kept = kept
        self._loaded: OrderedDict[FileIdentity, GeneratorSession] = OrderedDict()
        self._lock = threading.Lock()  # for the dictionary, held for moments
        self._loading = threading.Lock()  # for reading files, so that hits need not wait for one

    def get(self, identity: FileIdentity) -> "GeneratorSession":
        """The generator in this file. GanError when it is damaged."""
        session = self._find(identity)
        if session is not None:
            return session
        with self._loading:
            session = self._find(identity)  # somebody else may have loaded it while we waited
            if session is None:
                session = _load(identity)
                self._keep(identity, session)
        return session

    def __len__(self) -> int:
        return len(self._loaded)

    def _find(self, identity: FileIdentity) -> "GeneratorSession | None":
        with self._lock:
            if identity in self._loaded:
                self._loaded.move_to_end(identity)
            return self._loaded.get(identity)

    def _keep(self, identity: FileIdentity, session: "GeneratorSession") -> None:
        with self._lock:
            self._loaded[identity] = session
            while len(self._loaded) > self._kept:
                self._loaded.popitem(last=False)


def _load(identity: FileIdentity) -> "GeneratorSession":
    import torch

    import gan_core.training.devices  # noqa: F401  notes training's threads before they are lowered
    from gan_core.generator.session import load_generator, load_raw_generator

    # Process wide. Trainings have processes of their own and keep their cores; small images
    # are drawn fastest on one thread anyway.
    if torch.get_num_threads() != 1:
        torch.set_num_threads(1)
    path = Path(identity.path)
    if raw := run_dir.run_of_checkpoint(path):
        return load_raw_generator(*raw)
    return load_generator(path)


shared = Sessions()
