"""report: a run as one HTML file to print, send or keep, or as a model card."""

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
    """FILE.html, which needs no other file, no script and no network, or FILE.md, a model card."""

    def run(self) -> None:
        """Write the report or the card and print its path."""
        from gan_core.data import durable_files
        from gan_core.runs.report.card import card
        from gan_core.runs.report.page import report
        from gan_core.runs.run_dir import RunDir

        write = {".html": report, ".md": card}.get(self.out.suffix.lower())
        if write is None:
            raise GanError(f"--out must end in .html or .md, not {self.out.suffix or 'nothing'}.")
        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        content = write(RunDir(self.run_dir.resolve())).encode()
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        print(self.out)
