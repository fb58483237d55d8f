"""The teacher: whoever gave the passphrase, for the day, and who signed in under a teacher's name.

Both are configured by whoever starts the server: GAN_TEACHER and GAN_TEACHERS in its environment,
or

    [teacher]
    passphrase = "..."
    names = ["ada@uni.example"]

in .streamlit/secrets.toml. Without them there is no teacher.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from streamlit.runtime.secrets import secrets_singleton

from gan_core import GanError, composed
from playground.shared import browser
from playground.shared.door.tokens import equal, keyed
from playground.shared.signed_in import Person

VARIABLE = "GAN_TEACHER"
NAMES = "GAN_TEACHERS"  # who is the teacher when they sign in, separated by commas
KEPT = "teacher"  # for who asks: until when, and that we said so
LASTS = 12 * 3600.0  # seconds from the passphrase on
ALLOWED = 20  # wrong ones from one address
LOCKED = 600.0  # seconds after the last of them
MOST_ADDRESSES = 2_000
WRONG = "This is not the teacher's passphrase."
TOO_MANY = "Too many wrong passphrases came from this network; try again in 10 minutes."
NO_COOKIES = "This browser keeps no cookies of this page; allow them, or use another one."


def passphrase() -> str:
    """The configured passphrase; "" without one."""
    return _typed(os.environ.get(VARIABLE, "")) or _typed(str(_section().get("passphrase", "")))


def names() -> set[str]:
    """The configured names and e-mail addresses of teachers who sign in, in lower case."""
    listed = _section().get("names", ())
    listed = [listed] if isinstance(listed, str) else listed
    given = [*os.environ.get(NAMES, "").split(","), *(listed if isinstance(listed, list) else ())]
    return {_typed(str(name)).casefold() for name in given} - {""}


def is_configured() -> bool:
    """Whether there can be a teacher on this server."""
    return bool(passphrase() or names())


def _section() -> Mapping[str, Any]:
    if not secrets_singleton.load_if_toml_exists():
        return {}
    section = secrets_singleton.get("teacher")
    return section if isinstance(section, Mapping) else {}


def _typed(text: str) -> str:
    """A passphrase as it counts: keyboards write an accented letter as one character or as two,
    and a command line of Windows keeps the space before its next word.
    """
    return composed(text.strip())


class Attempts:
    """Wrong passphrases by the address they came from, in memory alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many, the last when
        self._lock = threading.Lock()

    def refuses(self, address: str) -> bool:
        """Whether nothing more is tried from here for now."""
        with self._lock:
            return self._count(address) >= ALLOWED

    def wrong(self, address: str) -> None:
        """Note one more."""
        with self._lock:
            self._wrong[address] = (self._count(address) + 1, self._clock())
            self._wrong.move_to_end(address)
            if len(self._wrong) > MOST_ADDRESSES:
                self._wrong.popitem(last=False)

    def _count(self, address: str) -> int:
        count, last = self._wrong.get(address, (0, 0.0))
        return count if self._clock() - last < LOCKED else 0


attempts = Attempts()


def sign_in(given: str, address: str) -> None:
    """Make who asks the teacher. Raises GanError where they do not become it."""
    if attempts.refuses(address):
        raise GanError(TOO_MANY)
    wanted = passphrase()
    if not wanted or not equal(_typed(given), wanted):
        attempts.wrong(address)
        raise GanError(WRONG)
    if not (who := browser.asker()):
        raise GanError(NO_COOKIES)
    until = time.time() + LASTS
    browser.remember(KEPT, {"until": until, "proof": _proof(who, until)})


def sign_out() -> None:
    """Forget that the passphrase was given."""
    browser.remember(KEPT, None)


def is_teacher() -> bool:
    """Whether it is the teacher who looks at this page, or asks a route."""
    return has_name(browser.person()) or until() > time.time()


def has_name(person: Person | None) -> bool:
    """Whether somebody signed in under the name of a teacher."""
    return person is not None and _typed(person.teaches_as).casefold() in names()


def until() -> float:
    """When the passphrase that was given ends, in seconds since 1970; 0 where none was."""
    who = browser.asker()
    kept = browser.remembered(KEPT) if who else None
    if not isinstance(kept, dict) or not passphrase():
        return 0.0
    ends, proof = kept.get("until"), kept.get("proof")
    if not isinstance(ends, float) or not isinstance(proof, str):
        return 0.0
    return ends if equal(proof, _proof(who, ends)) else 0.0


def _proof(who: str, ends: float) -> str:
    # With the passphrase in it: a new one ends what the old one opened.
    return keyed("teacher", f"{who} {ends!r} {passphrase()}")
