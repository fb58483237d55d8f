"""Searches for the latent of a person's picture: few at once, each with a progress to ask for."""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gan_core import GanError

if TYPE_CHECKING:
    import numpy as np

    from gan_core.generator.inversion import Finding
    from gan_core.generator.session import GeneratorSession

AT_ONCE = 2
WAITING = 12  # searches under way or in line; 3 s each, so the last waits about 20 s
KEPT = 64  # searches whose result can still be asked for
KEPT_SECONDS = 600.0
STALE_SECONDS = 15.0  # nobody has asked for so long: the page is closed, the search is given up


@dataclass
class Search:
    """One search, as far as it has come."""

    wanted: "np.ndarray"
    """The picture as the generator would see it, uint8 [H, W, C]."""
    swapped: bool
    """Whether light and dark of the upload were swapped."""
    asked: float
    """When the page last asked, time.monotonic()."""
    best: "Finding | None" = None
    done: bool = False
    error: str = ""


class InversionJobs:
    """The searches of all visitors. Safe to use from threads."""

    def __init__(self) -> None:
        self._searches: OrderedDict[str, Search] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(AT_ONCE)

    def start(self, session: "GeneratorSession", data: bytes, only: int | None, ground: str) -> str:
        """Begin a search for the picture in an image file; its id. GanError for a bad picture."""
        from gan_core.generator.uploaded_image import match_background, read_picture

        if only is not None:
            session.labels([0], [only])
        picture = read_picture(data, session.image_size, session.channels)
        search = Search(*match_background(session, picture, ground), asked=time.monotonic())
        name = secrets.token_hex(8)
        with self._lock:
            self._forget()
            if sum(not other.done for other in self._searches.values()) >= WAITING:
                raise GanError("Many pictures are being looked for; try again in half a minute.")
            self._searches[name] = search
        thread = threading.Thread(target=self._run, args=(session, search, only), daemon=True)
        thread.start()
        return name

    def get(self, name: str) -> Search:
        """The search with this id. GanError where there is none, or not any more."""
        with self._lock:
            search = self._searches.get(name)
            if search is None:
                raise GanError("This search is over and forgotten; start it again.")
            search.asked = time.monotonic()
            return search

    def _run(self, session: "GeneratorSession", search: Search, only: int | None) -> None:
        from gan_core.generator.inversion import invert

        try:
            with self._turns:
                for found in invert(session, search.wanted, only):
                    search.best = found
                    if time.monotonic() - search.asked > STALE_SECONDS:
                        search.error = "The search was given up, because nobody asked for it."
                        return
        except Exception:
            logging.getLogger(__name__).exception("a search for a picture failed")
            search.error = "The search failed; the server's log says why."
        finally:
            search.done = True

    def _forget(self) -> None:
        """Drop what is old or too much. The lock is held."""
        limit = time.monotonic() - KEPT_SECONDS
        for name, search in list(self._searches.items()):
            if search.done and (search.asked < limit or len(self._searches) > KEPT):
                del self._searches[name]


def point_of(found: "Finding") -> dict[str, Any]:
    """The latent as fields of a key point: every number of z set by hand, and its class.

    Four digits are far less than a grey level, and keep the address short.
    """
    z = [round(value, 4) for value in found.z[0].tolist()]
    classes = () if found.c is None else ((int(found.c[0].argmax()), 1.0),)
    return {"edits": tuple(enumerate(z)), "classes": classes}


shared = InversionJobs()
