"""Where the app finds its runs."""

import os
from pathlib import Path


def runs_root() -> Path:
    """The folder of all runs: GAN_RUNS where it is set, else runs/ beside where we were started."""
    return Path(os.environ.get("GAN_RUNS") or "runs").expanduser()
