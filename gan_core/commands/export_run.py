"""export-run: a run as one zip, for another machine."""

import os
from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class ExportRun:
    """Pack a run into one zip, with which another machine continues it bit for bit."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory; the run may be training."""
    out: Path
    """FILE.zip."""
    images: bool = False
    """Also the folder or archive it trains on, and the grids that show images of it. A named data
    set is never in the zip."""

    def run(self) -> None:
        """Write the zip and print its path."""
        from gan_core.data import durable_files
        from gan_core.runs.export_run import export_run
        from gan_core.runs.run_dir import RunDir

        if self.out.suffix.lower() != ".zip":
            raise GanError(f"--out must end in .zip, not {self.out.suffix or 'nothing'}.")
        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        run = RunDir(self.run_dir.resolve())
        durable_files.make_folder(self.out.parent)
        durable_files.write_with(self.out, lambda to: export_run(run, to, self.images))
        print(self.out)
