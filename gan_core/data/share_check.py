"""Is a folder fit to be shared by the processes, and the machines, that work on one queue of runs?

Each property is tried out, since what a mount promises and what it does differ: an NFS home may
grant every lock to everybody. No torch in here.
"""

import contextlib
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import share_properties as properties
from gan_core.data.drives import mount_of
from gan_core.data.share_partner import Partner
from gan_core.data.share_properties import ShareFinding


@dataclass(frozen=True)
class ShareReport:
    """What `check_share` found about a folder: a finding for each property, in order."""

    folder: str
    file_system: str
    hosts: tuple[str, str]
    findings: dict[str, ShareFinding]

    def failing(self) -> list[str]:
        """Names of the properties that do not hold."""
        return [name for name, each in self.findings.items() if each.verdict == "fails"]

    def to_json(self) -> dict[str, Any]:
        """For scripts: the fields, and `fit`: whether nothing fails."""
        return {**asdict(self), "fit": not self.failing()}


def check_share(folder: Path, start: Sequence[str] = (), longest_wait: float = 90.0) -> ShareReport:
    """Try out `folder` with a second process, in a folder of its own that is deleted again.

    `start` is a command that begins Python on another machine, which has the folder at the same
    path. `longest_wait`: seconds after which a file that the second process has not seen counts as
    unseen. Raises GanError where nothing can be measured: there is no such folder, nothing may be
    written, the second process does not start.
    """
    if not folder.is_dir():
        raise GanError(f"There is no folder {folder}; make it first.")
    with _scratch(folder) as scratch, Partner(scratch, start) as partner:
        second = str(partner.about["host"])
        if not partner.about["there"]:
            raise GanError(
                f"{second} does not see what was just made in {folder}; mount it at the same path."
            )
        tried: dict[str, Callable[[], ShareFinding]] = {
            "locks": partial(properties.locks, scratch, partner, start),
            "exclusive create": partial(properties.exclusive_create, scratch, partner),
            "rename": partial(properties.rename, scratch, partner),
            "append": partial(properties.append, scratch, partner),
            "new names": partial(properties.new_names, scratch, partner, longest_wait),
            "new content": partial(properties.new_content, scratch, partner, longest_wait),
            "clocks": partial(properties.clocks, scratch, partner),
            "owner": partial(properties.owner, scratch, partner),
        }
        findings = {name: _found(measure) for name, measure in tried.items()}
    return ShareReport(
        str(folder.resolve()), file_system_of(folder), (platform.node(), second), findings
    )


def file_system_of(folder: Path) -> str:
    """Type and device of the mount that `folder` is on, such as "nfs4 on nas:/runs"."""
    mount = mount_of(folder)
    return "unknown" if mount is None else f"{mount.fstype or 'unknown'} on {mount.device}"


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    try:
        scratch = Path(tempfile.mkdtemp(prefix=".check-share-", dir=folder.resolve()))
    except OSError as error:
        raise GanError(f"Nothing can be written in {folder} ({error.strerror}).") from error
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _found(measure: Callable[[], ShareFinding]) -> ShareFinding:
    """An operation that the folder refuses is a finding, too."""
    try:
        return measure()
    except OSError as error:
        what = error.strerror or str(error)
        return ShareFinding(
            "fails", f"the folder answers with an error ({what})", {"error": what},
            "Use another folder.",
        )  # fmt: skip
