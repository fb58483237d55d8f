"""animate: the sample grids of a run, from the untrained generator on, as an animated GIF."""

import os
from dataclasses import dataclass
from pathlib import Path

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class Animate:
    """Write an animated GIF of a run's sample grids."""

    run_dir: tyro.conf.Positional[Path]
    """Run directory."""
    out: Path
    """FILE.gif."""
    frames: int = 300
    """Maximum number of frames; of more sample grids, evenly spaced ones are used."""
    milliseconds: int = 120
    """Duration of each frame; the last one is shown longer."""

    def run(self) -> None:
        """Write the animation and print its path."""
        from gan_core.data import durable_files
        from gan_core.runs.animation import animation
        from gan_core.runs.run_dir import RunDir

        if self.out.suffix.lower() != ".gif":
            raise GanError(f"--out must end in .gif, not {self.out.suffix or 'nothing'}.")
        if not os.path.isdir(self.run_dir):
            raise GanError(f"There is no run directory {self.run_dir}.")
        content = animation(RunDir(self.run_dir.resolve()), self.milliseconds, self.frames)
        durable_files.make_folder(self.out.parent)
        durable_files.write_bytes(self.out, content)
        print(self.out)
