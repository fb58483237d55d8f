"""Slurm's three commands as scripts on PATH, which do what a test says."""

import os
from pathlib import Path

SBATCH = """#!/bin/sh
printf '%s\\n' "$*" >> asked
env > environment
[ -e refuses ] && { cat refuses >&2; exit 1; }
number=$(( $(cat jobs | wc -l) + 1 ))
echo "$number|PENDING|Priority" >> jobs
[ -e accepts_silently ] && sleep 60
echo $number
"""
SQUEUE = """#!/bin/sh
echo "$*" >> looks
[ -e silent ] && sleep 60
[ -e fails ] && { cat fails >&2; exit 1; }
cat jobs
"""
SCANCEL = """#!/bin/sh
echo "$*" >> cancelled
"""


class StandIns:
    """A folder with the commands; `jobs` is what squeue prints."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        for name, script in (("sbatch", SBATCH), ("squeue", SQUEUE), ("scancel", SCANCEL)):
            program = folder / name
            program.write_text(script.replace("/bin/sh\n", f"/bin/sh\ncd '{folder}'\n", 1))
            program.chmod(0o755)
        self.jobs = ""

    @property
    def path(self) -> str:
        """PATH with the stand-ins before everything else."""
        return f"{self.folder}{os.pathsep}{os.environ['PATH']}"

    @property
    def jobs(self) -> str:
        return (self.folder / "jobs").read_text()

    @jobs.setter
    def jobs(self, lines: str) -> None:
        (self.folder / "jobs").write_text(lines)

    def set(self, name: str, words: str = "") -> None:
        """Make a command behave as `name` says: silent, accepts_silently, refuses, fails."""
        (self.folder / name).write_text(words)

    def unset(self, name: str) -> None:
        (self.folder / name).unlink()

    def said(self, name: str) -> list[str]:
        """What the commands were asked: asked (sbatch), looks (squeue), cancelled (scancel)."""
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []
