"""What kind of drive a folder is on: whether its file locks hold between all who use it."""

import contextlib
import functools
from pathlib import Path
from typing import Any

import psutil

from gan_core import GanError

# Drives of one machine. On any other kind, known or not, locks may hold on one machine only.
LOCAL = {
    "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "reiserfs",
    "tmpfs", "ramfs", "overlay", "vfat", "exfat", "fuseblk", "squashfs",
    "apfs", "hfs", "ntfs", "ntfs3", "fat32", "refs",
}  # fmt: skip
SHARED = ".shared"  # in a folder of runs: other machines use it, although it is local to this one


def is_one_machines(folder: Path) -> bool:
    """Whether only this machine uses the folder, so that the locks of its system suffice."""
    marked = any((place / SHARED).exists() for place in (folder, folder.parent))
    return not marked and _is_local(str(folder.absolute()))


def mark_shared(folder: Path) -> None:
    """Say to all machines that several of them use this folder, also to the one that has it.

    Raises GanError where nothing can be written.
    """
    try:
        (folder / SHARED).touch()
    except OSError as error:
        raise GanError(f"Nothing can be written in {folder} ({error.strerror}).") from error


def mount_of(folder: Path) -> Any | None:
    """The mount that the folder is on, as psutil describes it; None where it is hidden."""
    mounts: dict[Path, Any] = {}
    with contextlib.suppress(OSError):  # a sandbox may hide its drives
        # Of two on one place the later one is seen.
        mounts = {Path(each.mountpoint): each for each in psutil.disk_partitions(all=True)}
    place = folder.resolve()
    return next((mounts[at] for at in (place, *place.parents) if at in mounts), None)


@functools.lru_cache(maxsize=256)
def _is_local(folder: str) -> bool:
    mount = mount_of(Path(folder))
    if mount is None or "remote" in mount.opts.split(","):  # Windows' word, whatever the system
        return False
    return mount.fstype.lower() in LOCAL
