"""Who may change what on this server: its runs, and the images that people brought.

One person on their own machine may do everything, and nothing has to be configured. As soon as
others can reach the server, or people sign in, or a teacher is configured, a run belongs to the
person who started it, or to the browser of one who did not sign in.
"""

from dataclasses import dataclass
from pathlib import Path

from streamlit import config

from gan_core import GanError
from gan_core.runs.run_dir import RunDir
from playground.shared import browser, signed_in
from playground.shared.door import teachers
from playground.shared.door.own_names import is_this_machine_alone
from playground.shared.door.tokens import equal, keyed
from playground.shared.kept_files import IMAGES

NOT_YOURS = (
    "Run {number} was started by another person or in another browser: there, and by the teacher, "
    "it can be stopped, adjusted and continued."
)
NOT_YOUR_IMAGES = (
    "These images were uploaded by another person or in another browser; upload them here to use "
    "them."
)
NOT_YOURS_TO_EXPORT = (
    "The images of run {number} can be exported only by who started it, and by the teacher; in a "
    "terminal of the server: python -m gan_core export-run --images."
)


def is_shared() -> bool:
    """Whether several people use this server, so that what they start has owners."""
    alone = is_this_machine_alone(config.get_option("server.address") or "")
    return not alone or teachers.is_configured() or signed_in.is_offered()


def person() -> str:
    """Who asks, for what others may read; "" for a browser that keeps no cookies.

    From it nobody finds the cookie, which alone proves who somebody is.
    """
    who = browser.asker()
    return keyed("owner", who) if who else ""


def person_in_queue() -> str:
    """The same for the queue, where on a shared server all browsers without cookies are one person.

    Each of their runs would otherwise be the first run of somebody new.
    """
    return person() or (keyed("owner", "") if is_shared() else "")


def own(run: RunDir) -> None:
    """Note that who asks started `run`; nothing where it is not known."""
    if found := person():
        run.write_owner(found)


@dataclass(frozen=True)
class Rights:
    """What who asks may do to runs, found out once for a list of many."""

    person: str
    all_runs: bool
    unowned_runs: bool

    def owns(self, owner: str) -> bool:
        """Whether they are `owner`, as a run keeps it."""
        return bool(owner) and equal(owner, self.person)

    def may_change(self, owner: str) -> bool:
        """Whether they may stop, adjust, continue, rename and delete the runs of `owner`."""
        return self.all_runs or (self.owns(owner) if owner else self.unowned_runs)


def rights() -> Rights:
    """The rights of who asks."""
    every = not is_shared() or teachers.is_teacher()
    # Without an owner: started on the command line, or before runs had owners.
    return Rights(person(), every, unowned_runs=not teachers.is_configured())


def may_change(run: RunDir) -> bool:
    """Whether who asks may stop, adjust and continue `run`."""
    return rights().may_change(run.owner())


def is_owner(run: RunDir) -> bool:
    """Whether who asks started `run`."""
    owner = run.owner()
    return bool(owner) and equal(owner, person())


def require_may_change(run: RunDir) -> None:
    """Raises GanError with the reason where it may not."""
    if not may_change(run):
        raise GanError(NOT_YOURS.format(number=run.id[:5]))


def may_export_images(run: RunDir) -> bool:
    """Whether who asks may have the images that `run` trains on, as files.

    Those of a run without an owner may lie anywhere on this machine, so only the teacher may.
    """
    return not is_shared() or teachers.is_teacher() or is_owner(run)


def require_may_export_images(run: RunDir) -> None:
    """Raises GanError where they may not."""
    if not may_export_images(run):
        raise GanError(NOT_YOURS_TO_EXPORT.format(number=run.id[:5]))


def are_private(dataset: str) -> bool:
    """Whether `dataset`, a name or a path, is images that one person brought."""
    digest = IMAGES.digest_of(Path(dataset))
    if digest is None:
        return False
    return digest in IMAGES.mine() or browser.others_remember(IMAGES.listed, digest)


def require_may_use(dataset: str) -> None:
    """Raises GanError where `dataset`, a name or a path, is what only somebody else brought."""
    digest = IMAGES.digest_of(Path(dataset))
    if digest is None or not is_shared() or teachers.is_teacher() or digest in IMAGES.mine():
        return
    if browser.others_remember(IMAGES.listed, digest):  # a set drawn together is in no list
        raise GanError(NOT_YOUR_IMAGES)
