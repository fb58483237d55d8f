"""What the run directories need of a folder, each tried out by two processes. No torch in here."""

import contextlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from filelock import Timeout

from gan_core.data import durable_files
from gan_core.data.process_lock import LEASE_SECONDS, is_held, is_lease, process_lock
from gan_core.data.share_partner import Partner, append_lines, create_new, version

Result = Literal["holds", "careful", "fails"]
CREATED, REPLACED, APPEND_SECONDS = 50, 40, 0.5
RELEASE_SECONDS = 10.0  # of a lock; a lease of another machine takes so much longer
PROMPT_SECONDS = 2.0  # a Stop that takes longer is noticed
SKEW_SECONDS, TOO_MUCH_SKEW = 3.0, 25.0  # a new run counts as starting for 30 s


@dataclass(frozen=True)
class ShareFinding:
    """A property of a folder: whether it holds, what was seen, and what to do if it does not."""

    result: Result
    observed: str
    measured: dict[str, Any]
    advice: str = ""


def locks(scratch: Path, partner: Partner, start: Sequence[str]) -> ShareFinding:
    """Held locks are seen and respected from both sides, and free once their holder has died.

    The holder that dies is a further process, begun by the command `start`.
    """
    lock = process_lock(scratch / "a.lock")
    with lock:
        doubled = not partner.ask("is_held", name="a.lock")["held"]
        second = partner.ask("hold", name="a.lock")
        doubled |= second["got"]
        partner.ask("release")
    path = scratch / "b.lock"
    with Partner(scratch, start) as dying:
        dying.ask("hold", name=path.name)
        with contextlib.suppress(Timeout), process_lock(path).acquire(timeout=0):
            doubled = True
        doubled |= not is_held(path)
        lease = is_lease(lock) or second["lease"]
        dying.crash()
        began = time.monotonic()
        longest = RELEASE_SECONDS + lease * LEASE_SECONDS
        while (stays := is_held(path)) and time.monotonic() - began < longest:
            time.sleep(0.01)
    free = None if stays else round(time.monotonic() - began, 2)
    return judged_locks(doubled, lease, free)


def judged_locks(doubled: bool, lease: bool, free_after: float | None) -> ShareFinding:
    """What follows from a lock held twice, from leases in their place, and from locks that stay."""
    measured = {"doubled": doubled, "lease": lease, "free_after_seconds": free_after}
    if doubled:
        return ShareFinding(
            "fails", "two processes held one lock at once, so a run could be trained twice",
            measured, "Keep the runs on a local disk, or mount the folder with locks: NFS 4, or "
            "NFS 3 without nolock and local_lock; Lustre with flock, not localflock.",
        )  # fmt: skip
    what = "leases, which stand for locks here," if lease else "locks"
    if free_after is None:
        longest = RELEASE_SECONDS + lease * LEASE_SECONDS
        return ShareFinding(
            "careful", f"{what} are respected, but stay for {longest:g} s and more after their "
            "holder has died", measured, "Wait before you resume a run that broke off.",
        )  # fmt: skip
    return ShareFinding(
        "holds", f"{what} are respected from both sides, and free {free_after:g} s after their "
        "holder has died", measured,
    )  # fmt: skip


def exclusive_create(scratch: Path, partner: Partner) -> ShareFinding:
    """Two processes want the same new file; one gets it."""
    nobody = both = 0
    for number in range(CREATED):
        name = f"new-{number}"
        partner.begin("create", name=name)
        mine, theirs = create_new(scratch / name), partner.result()["mine"]
        both += mine and theirs
        nobody += not mine and not theirs
    measured = {"tried": CREATED, "both": both, "nobody": nobody}
    observed = f"of {CREATED} new files that both processes tried to create, "
    if both or nobody:
        return ShareFinding(
            "fails", f"{observed}{both} went to both and {nobody} to nobody", measured,
            "Keep the runs on a local disk, or use NFS 3 or later.",
        )  # fmt: skip
    return ShareFinding("holds", f"{observed}each went to one", measured)


def rename(scratch: Path, partner: Partner) -> ShareFinding:
    """A file that is replaced is always there and complete for one who reads it."""
    path = scratch / "replaced"
    durable_files.write_bytes(path, version(0))
    partner.begin("read_versions", name=path.name, last=REPLACED, seconds=60)
    for number in range(1, REPLACED + 1):
        durable_files.write_bytes(path, version(number))
    measured = {"replaced": REPLACED, **partner.result(90)}
    observed = f"of {measured['reads']:,} reads of a file that was replaced {REPLACED} times, "
    if measured["missing"] or measured["torn"]:
        return ShareFinding(
            "fails", f"{observed}{measured['missing']} found none and {measured['torn']} a part",
            measured, "Keep the runs where a rename replaces in one step: on a local disk, NFS 4.",
        )  # fmt: skip
    return ShareFinding("holds", f"{observed}each found it complete", measured)


def append(scratch: Path, partner: Partner) -> ShareFinding:
    """Lines that two processes append to one file are all there, each in one piece."""
    path = scratch / "lines"
    path.touch()
    partner.begin("append", name=path.name, seconds=APPEND_SECONDS)
    counts = {"a": append_lines(path, "a", APPEND_SECONDS), "b": partner.result()["lines"]}
    wanted = {
        f"{mark} {number} {'.' * (number % 90)}".encode()
        for mark, count in counts.items()
        for number in range(count)
    }
    lost = len(wanted - {*path.read_bytes().split(b"\n")})
    measured = {"lines": len(wanted), "lost": lost}
    observed = (
        f"of {len(wanted):,} lines that both processes appended to one file, {lost:,} are missing"
    )
    if lost:
        return ShareFinding(
            "careful", observed, measured, "Each file of a run has one writer, so runs are safe; "
            "let one server only use the folder.",
        )  # fmt: skip
    return ShareFinding("holds", observed, measured)


def new_names(scratch: Path, partner: Partner, longest: float) -> ShareFinding:
    """A file is seen by one who looked for it before it was there (a negative lookup)."""
    partner.ask("look", name="wanted")
    (scratch / "wanted").touch()
    began = time.monotonic()
    answer = partner.ask("wait_for_name", longest + 30, name="wanted", seconds=longest)
    seconds = time.monotonic() - began if answer["seen"] else None
    what = "a new file that had been looked for before"
    return judged_delay(what, seconds, longest, "NFS: lookupcache=positive")


def new_content(scratch: Path, partner: Partner, longest: float) -> ShareFinding:
    """What replaces a file is seen by one who opens it again and again."""
    path = scratch / "control"
    durable_files.write_bytes(path, b"old")
    partner.ask("wait_for", longest + 30, name=path.name, content="old", seconds=longest)
    durable_files.write_bytes(path, b"new")
    began = time.monotonic()
    answer = partner.ask("wait_for", longest + 30, name=path.name, content="new", seconds=longest)
    seconds = time.monotonic() - began if answer["seen"] else None
    return judged_delay("what replaces a file", seconds, longest, "NFS: without nocto")


def judged_delay(what: str, seconds: float | None, longest: float, mount: str) -> ShareFinding:
    """What follows from the seconds after which something was seen; None: not within `longest`."""
    measured = {"seconds": None if seconds is None else round(seconds, 3)}
    if seconds is None:
        return ShareFinding(
            "fails", f"{what} was not seen within {longest:g} s", measured,
            f"Stop and Pause would not arrive; mount the folder otherwise ({mount}).",
        )  # fmt: skip
    if seconds > PROMPT_SECONDS:
        return ShareFinding(
            "careful", f"{what} was seen after {seconds:.1f} s", measured,
            f"Stop and Pause take as long; mount the folder otherwise ({mount}).",
        )  # fmt: skip
    return ShareFinding("holds", f"{what} was seen after {seconds:.2f} s", measured)


def clocks(scratch: Path, partner: Partner) -> ShareFinding:
    """How far ahead of this machine's clock are those of the drive and of the second process?"""
    path = scratch / "stamped"
    began = time.time()
    path.write_bytes(b"x")  # written to, since a file that is only created may bear no time yet
    drive = path.stat().st_mtime - (began + time.time()) / 2
    began = time.time()
    second = partner.ask("clock")["time"] - (began + time.time()) / 2
    return judged_clocks(drive, second)


def judged_clocks(drive: float, second: float) -> ShareFinding:
    """What follows from how many seconds the two clocks are ahead of this machine's."""
    measured = {"drive_seconds": round(drive, 3), "second_process_seconds": round(second, 3)}
    observed = f"the drive's is {drive:+.1f} s ahead of this one, the other {second:+.1f} s"
    worst = max(abs(drive), abs(second))
    if worst <= SKEW_SECONDS:
        return ShareFinding("holds", observed, measured)
    advice = (
        "Set the clocks by a time service (NTP); until then ages and the queue's order are wrong"
    )
    if worst <= TOO_MUCH_SKEW:
        return ShareFinding("careful", observed, measured, f"{advice}.")
    advice += ", and a run that has just started counts as interrupted."
    return ShareFinding("fails", observed, measured, advice)


def owner(scratch: Path, partner: Partner) -> ShareFinding:
    """Files belong to this user, and the second process may change and delete them."""
    path = scratch / "owned"
    path.write_bytes(b"x")
    uid = os.geteuid() if hasattr(os, "geteuid") else None
    of_file = None if uid is None else path.stat().st_uid
    measured = {"uid": uid, "of_new_files": of_file, "of_second_process": partner.about["uid"]}
    try:
        partner.ask("change", name=path.name)
    except OSError as error:
        return ShareFinding(
            "fails", f"the second process cannot change a file of this one ({error.strerror})",
            measured, "Run everything under one user, with the same uid on all machines.",
        )  # fmt: skip
    if of_file != uid:
        return ShareFinding(
            "careful", f"files that uid {uid} makes belong to uid {of_file}", measured,
            "The drive's server maps users (root_squash, for instance); use an ordinary user, "
            "whose uid is the same on all machines.",
        )  # fmt: skip
    whose = "" if uid is None else f"belong to uid {uid}, and "
    return ShareFinding("holds", f"new files {whose}can be changed by both processes", measured)
