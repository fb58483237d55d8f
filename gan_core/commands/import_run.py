"""import-run: a run out of the zip of another machine."""

from dataclasses import dataclass
from pathlib import Path

import tyro


@dataclass(frozen=True)
class ImportRun:
    """Unpack a run that `export-run` or the app packed; `train --resume` then continues it."""

    file: tyro.conf.Positional[Path]
    """FILE.zip."""
    out: Path = Path("runs")
    """Folder in which the run directory is created."""

    def run(self) -> None:
        """Check and unpack the zip, and print the run directory."""
        from gan_core.runs.import_destination import Destination
        from gan_core.runs.import_run import import_run

        print(import_run(self.file, Destination(self.out)).path)
