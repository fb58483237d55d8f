"""export-run: a run as one zip, for another machine, or as an event file for TensorBoard."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro

from gan_core import GanError

if TYPE_CHECKING:
    from gan_core.runs.run_dir import RunDir


@dataclass(frozen=True)
class ExportRun:
    """Pack a run into one zip, with which another machine continues it bit for bit, or write its
    curves, metrics and sample grids for TensorBoard.
    """

    run_dir: tyro.conf.Positional[Path]
    """Run directory; the run may be training."""
    out: Path | None = None
    """FILE.zip."""
    tensorboard: Path | None = None
    """Folder for `tensorboard --logdir`, in which the run gets one of its own."""
    images: bool = False
    """Also the folder or archive it trains on, and the grids that show images of it. A named data
    set is never in the zip."""

    def run(self) -> None:
        """Write what was asked for and print its path."""
        from gan_core.runs.run_dir import RunDir
        from gan_core.runs.tensorboard import export_events

        if self.out is None and self.tensorboard is None:
            raise GanError("Say what to export: --out FILE.zip, or --tensorboard FOLDER.")
        if self.out is not None and self.out.suffix.lower() != ".zip":
            raise GanError(f"--out must end in .zip, not {self.out.suffix or 'nothing'}.")
        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        run = RunDir(self.run_dir.resolve())
        run.config()  # refuses a folder that is no run
        if self.out is not None:
            self._zip(run, self.out)
        if self.tensorboard is not None:
            print(export_events(run, self.tensorboard))

    def _zip(self, run: "RunDir", out: Path) -> None:
        from gan_core.data import durable_files
        from gan_core.runs.export_run import export_run

        durable_files.make_folder(out.parent)
        durable_files.write_with(out, lambda to: export_run(run, to, self.images))
        print(out)
