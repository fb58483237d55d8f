"""film: a run from its untrained generator to now, as an animated GIF."""

import os
from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Film:
    """Make an animated GIF of a run's sample sheets."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory."""
    out: Path
    """FILE.gif."""
    frames: int = 300
    """At most so many sheets, evenly spread over the run."""
    milliseconds: int = 120
    """How long each sheet is shown; the last one stays longer."""

    def run(self) -> None:
        """Make it, write it, and print the path written."""
        from gan_core.data import durable_files
        from gan_core.runs.animation import animation
        from gan_core.runs.run_dir import RunDir

        if self.out.suffix.lower() != ".gif":
            raise GanError(f"--out ends in .gif, not {self.out.suffix or 'nothing'}.")
        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        content = animation(RunDir(self.run_dir.resolve()), self.milliseconds, self.frames)
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        print(self.out)
