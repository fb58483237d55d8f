"""script: the command or the Python script that trains a run again."""

import os
from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Script:
    """Print the command that trains a run again, or write it as a Python script."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory."""
    out: Path | None = None
    """FILE.py; without it the command is printed, with what it does not repeat."""

    def run(self) -> None:
        """Print the command, or write the script and print its path."""
        from gan_core.data import durable_files
        from gan_core.runs.reproduce import caveats, command, script
        from gan_core.runs.run_dir import RunDir

        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        run = RunDir(self.run_dir.resolve())
        if self.out is None:
            print("".join(f"# {sentence}\n" for sentence in caveats(run)) + command(run))
            return
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, script(run).encode())
        print(self.out)
