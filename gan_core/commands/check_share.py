"""check-share: is a folder fit for the runs of several processes and machines?"""

import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from gan_core import GanError

if TYPE_CHECKING:
    from gan_core.data.share_check import ShareReport


@dataclass(frozen=True)
class CheckShare:
    """Try out locks, renames, appends and delays of a folder with two processes."""

    folder: Annotated[Path, tyro.conf.Positional]
    """Folder of the runs; what is tried out lies in a folder in it, which is deleted again."""
    other: str = ""
    """Command that starts Python on another machine: "ssh node2 /opt/gan/.venv/bin/python"."""
    wait: float = 90.0
    """Longest wait for the second process to see a new file, in seconds."""
    json: bool = False
    """Print JSON, for scripts."""

    def run(self) -> None:
        """Print what holds and what does not; raises GanError if something does not."""
        from gan_core.data.share_check import check_share

        try:
            start = shlex.split(self.other, posix=os.name != "nt")
        except ValueError as error:  # a quotation that does not end
            raise GanError(f"--other {self.other} is no command ({error}).") from None
        report = check_share(self.folder, start, self.wait)
        if self.json:
            print(json.dumps(report.to_json(), indent=2))
        else:
            print("\n".join(in_words(report)))
        if failing := report.failing():
            raise GanError(f"{report.folder} is not fit to be shared: {', '.join(failing)}.")


def in_words(report: "ShareReport") -> list[str]:
    """The report as lines for the terminal."""
    here, there = report.hosts
    who = f"two processes of {here}" if here == there else f"{here} and {there}"
    lines = [f"{report.folder}: {report.file_system}; {who}"]
    for name, finding in report.findings.items():
        lines += [f"  {finding.result:<8} {name}: {finding.observed}."]
        lines += [f"           {finding.advice}"] if finding.advice else []
    if here == there:
        lines += [
            "Between machines much may differ: before a second one uses the folder, check with",
            '--other "ssh NODE PYTHON", PYTHON being that of the project there.',
        ]
    return lines
