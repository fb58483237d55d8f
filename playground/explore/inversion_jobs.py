"""Searches for the latent of an uploaded image: few at once, each with a progress to ask for."""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core import GanError
from gan_core.generator.keyframes import Keyframe

if TYPE_CHECKING:
    import numpy as np

    from gan_core.generator.inversion import Reconstruction
    from gan_core.generator.session import GeneratorSession

AT_ONCE = 2
MOST = 12  # searches running or queued; 3 s each, so the last waits about 20 s
KEPT = 64  # searches whose result can still be asked for
KEPT_SECONDS = 600.0
STALE_SECONDS = 15.0  # nobody has asked for so long: the page is closed, the search is cancelled


@dataclass
class Search:
    """One search, as far as it has come."""

    target: "np.ndarray"
    """The image at the generator's size, uint8 [H, W, C]."""
    inverted: bool
    """Whether light and dark of the upload were exchanged."""
    asked: float
    """When the page last asked, time.monotonic()."""
    best: "Reconstruction | None" = None
    done: bool = False
    error: str = ""


class InversionJobs:
    """The searches of all visitors. Safe to use from threads."""

    def __init__(self) -> None:
        self._searches: OrderedDict[str, Search] = OrderedDict()
        self._lock = threading.Lock()
        self._running = threading.Semaphore(AT_ONCE)

    def start(
        self, session: "GeneratorSession", data: bytes, only: int | None, background: str
    ) -> str:
        """Queue a search for the image in a file; its id. GanError for a bad file.

        `only` is the class to search in, None for all.
        """
        from gan_core.generator.uploaded_image import match_background, read_image

        if only is not None:
            session.labels([0], [only])
        image = read_image(data, session.image_size, session.channels)
        search = Search(*match_background(session, image, background), asked=time.monotonic())
        name = secrets.token_hex(8)
        with self._lock:
            self._forget()
            if sum(not other.done for other in self._searches.values()) >= MOST:
                raise GanError("Many searches are running; try again in half a minute.")
            self._searches[name] = search
        thread = threading.Thread(target=self._run, args=(session, search, only), daemon=True)
        thread.start()
        return name

    def get(self, name: str) -> Search:
        """The search with this id. GanError where there is none, or not any more."""
        with self._lock:
            search = self._searches.get(name)
            if search is None:
                raise GanError("The result of this search is gone; start it again.")
            search.asked = time.monotonic()
            return search

    def _run(self, session: "GeneratorSession", search: Search, only: int | None) -> None:
        from gan_core.generator.inversion import invert

        try:
            with self._running:
                for found in invert(session, search.target, only):
                    search.best = found
                    if time.monotonic() - search.asked > STALE_SECONDS:
                        search.error = "The search was cancelled because its page was closed."
                        return
        except Exception:
            logging.getLogger(__name__).exception("a search for an image failed")
            search.error = "The search failed; the server's log says why."
        finally:
            search.done = True

    def _forget(self) -> None:
        """Drop results that are old or too many. The lock is held."""
        limit = time.monotonic() - KEPT_SECONDS
        for name, search in list(self._searches.items()):
            if search.done and (search.asked < limit or len(self._searches) > KEPT):
                del self._searches[name]


def point_of(found: "Reconstruction") -> Keyframe:
    """The latent as a point: every value of z as an edit, and its class.

    Four digits are far finer than a grey level, and keep the address short.
    """
    z = [round(value, 4) for value in found.z[0].tolist()]
    classes = () if found.c is None else ((int(found.c[0].argmax()), 1.0),)
    return Keyframe(edits=tuple(enumerate(z)), classes=classes)


shared = InversionJobs()
