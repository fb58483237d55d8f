"""Files of a run directory that are numbered by images seen. No torch in here."""

import contextlib
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from gan_core.data import durable_files

NUMBER = re.compile(r"_([0-9]{8,})\.")
FOLDERS = ("samples", "generators", "checkpoints", "averages")
KEPT_CHECKPOINTS = 2  # the newest, and the one before in case that is damaged


class NumberedFiles:
    """Sample grids, generators, averages and checkpoints of one run."""

    def __init__(self, path: Path):
        self.path = Path(path)

    def write_samples(self, images_seen: int, png: bytes) -> None:
        durable_files.write_bytes(self._file("samples", "fakes", images_seen, "png"), png)

    def samples(self) -> dict[int, Path]:
        """Sample grids by images seen, in order; 0 is the untrained generator."""
        return self._numbered("samples", "fakes", "png")

    def write_raw(self, images_seen: int, png: bytes) -> None:
        durable_files.write_bytes(self._file("samples", "raw", images_seen, "png"), png)

    def raw(self) -> dict[int, Path]:
        """Sample grids of G instead of G_ema, with the same seeds, by images seen."""
        return self._numbered("samples", "raw", "png")

    def write_nearest(self, images_seen: int, png: bytes) -> None:
        durable_files.write_bytes(self._file("samples", "nearest", images_seen, "png"), png)

    def nearest(self) -> dict[int, Path]:
        """Grids of the training image nearest to each sample, by images seen."""
        return self._numbered("samples", "nearest", "png")

    def generator_file(self, images_seen: int) -> Path:
        return self._file("generators", "G_ema", images_seen, "safetensors")

    def generators(self) -> dict[int, Path]:
        return self._numbered("generators", "G_ema", "safetensors")

    def checkpoint_file(self, images_seen: int) -> Path:
        return self._file("checkpoints", "state", images_seen, "pt")

    def checkpoints(self) -> dict[int, Path]:
        return self._numbered("checkpoints", "state", "pt")

    def averages_file(self, images_seen: int) -> Path:
        return self._file("averages", "averages", images_seen, "safetensors")

    def averages(self) -> dict[int, Path]:
        """Snapshots of the two averages that any EMA length is made of, by images seen."""
        return self._numbered("averages", "averages", "safetensors")

    def offered_file(self, images_seen: int) -> Path:
        return self._file("averages", "offered", images_seen, "safetensors")

    def offered(self) -> dict[int, Path]:
        """The generator of the EMA length chosen at the end of the run, where one was better."""
        return self._numbered("averages", "offered", "safetensors")

    def write_choice(self, choice: dict[str, Any]) -> None:
        durable_files.write_json(self._choice_file(), choice)

    def choice(self) -> dict[str, Any]:
        """What `gan_core.runs.average_choice` found; empty before the end of a run."""
        found = durable_files.finite(durable_files.read_json(self._choice_file()))
        return found if isinstance(found, dict) else {}

    def forget_choice(self) -> None:
        """Delete it with its generator, since a run that goes on gets another end."""
        for path in (self._choice_file(), *self.offered().values()):
            durable_files.remove(path)

    def moments(self) -> list[int]:
        """Images seen at the checkpoints beside which lies a sample grid, rising."""
        grids = self.samples()
        return [images_seen for images_seen in self.checkpoints() if images_seen in grids]

    def drop_old_checkpoints(self, keep: Collection[int] = ()) -> None:
        """Delete all but the newest ones and those at the images seen in `keep`."""
        for images_seen, path in list(self.checkpoints().items())[:-KEPT_CHECKPOINTS]:
            if images_seen not in keep:
                durable_files.remove(path)

    def forget_files_after(self, images_seen: int) -> None:
        """Delete all of them that were written after `images_seen`."""
        grids = (self.samples(), self.raw(), self.nearest())
        for files in (*grids, self.generators(), self.checkpoints(), self.averages()):
            for number, path in files.items():
                if number > images_seen:
                    durable_files.remove(path)

    def _choice_file(self) -> Path:
        return self.path / "averages" / "choice.json"

    def _file(self, folder: str, stem: str, images_seen: int, ending: str) -> Path:
        return self.path / folder / f"{stem}_{images_seen:08d}.{ending}"

    def _numbered(self, folder: str, stem: str, ending: str) -> dict[int, Path]:
        inside, found = self.path / folder, dict[int, Path]()
        with contextlib.suppress(OSError):  # the folder is made with its first file
            for name in os.listdir(inside):
                if name.startswith(f"{stem}_") and name.endswith(f".{ending}"):
                    if number := NUMBER.search(name):
                        found[int(number[1])] = inside / name
        return dict(sorted(found.items()))
