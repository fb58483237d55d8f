"""report: a run as one HTML file to print, send or keep."""

import os
from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Report:
    """Write a report of a run: samples over time, curves, findings, settings, how to repeat it."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory, finished or still training."""
    out: Path
    """FILE.html; it needs no other file, no script and no network."""

    def run(self) -> None:
        """Write the report and print its path."""
        from gan_core.data import durable_files
        from gan_core.runs.report.page import report
        from gan_core.runs.run_dir import RunDir

        if self.out.suffix.lower() != ".html":
            raise GanError(f"--out must end in .html, not {self.out.suffix or 'nothing'}.")
        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        content = report(RunDir(self.run_dir.resolve())).encode()
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        print(self.out)
