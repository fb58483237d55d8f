"""Directions of loaded generators: read from a file beside them, else computed in the background.

One computation runs at a time. A direction that a link needs is computed when its image is drawn.
"""

import contextlib
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from gan_core import GanError

if TYPE_CHECKING:
    from gan_core.generator.directions import Direction
    from gan_core.generator.latent_walk import Directions
    from gan_core.generator.session import GeneratorSession

COMPONENTS = 8
_UNSUPERVISED = tuple(f"{kind}-{n}" for kind in ("pca", "sefa") for n in range(1, COMPONENTS + 1))
FAILED = "The directions of this model could not be computed; the server's log says why."

Found = dict[str, "Direction | None"]  # by id


@dataclass
class _Known:
    """What is known of one generator. Guarded by its lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    found: Found = field(default_factory=dict)
    """None where the generator has no such direction."""
    started: set[int | None] = field(default_factory=set)
    """Classes whose computation has begun; None for all classes together."""
    complete: set[int | None] = field(default_factory=set)
    failed: bool = False


class DirectionStore:
    """The directions of each generator for as long as it is loaded. Safe to ask from threads."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[GeneratorSession, _Known] = WeakKeyDictionary()
        self._lock = threading.Lock()
        self._computing = threading.Lock()

    def listing(self, session: "GeneratorSession", only: int | None = None) -> dict[str, Any]:
        """The directions known so far, the strongest first, and whether more are being computed.

        The first call for a class starts its computation. GanError where that has failed.
        """
        if only is not None:
            session.labels([0], [only])
        known = self._of(session)
        with known.lock:
            if known.failed:
                raise GanError(FAILED)
            if only not in known.started:
                known.started.add(only)
                worker = threading.Thread(target=self._compute_all, args=(session, known, only))
                worker.daemon = True
                worker.start()
            ids = _ids(only)
            found = [d for name in ids if (d := known.found.get(name)) is not None]
            share = sum(name in known.found for name in ids) / len(ids)
            done = only in known.complete
        found.sort(key=lambda direction: (-direction.strength, direction.id))
        return {"done": done, "progress": 1.0 if done else share, "directions": found}

    def get(self, session: "GeneratorSession", name: str) -> "Direction":
        """The direction called `name`, computed if need be. GanError where there is none."""
        direction = self._known_or_computed(session, self._of(session), name)
        if direction is None:
            raise GanError(f"This model has no direction {name[:40]}; take it out of the address.")
        return direction

    def vectors(self, session: "GeneratorSession", names: Iterable[str]) -> "Directions":
        """Unit vectors by id, as `gan_core.generator.latent_walk` takes them."""
        return {name: self.get(session, name).tensor() for name in set(names)}

    def _of(self, session: "GeneratorSession") -> _Known:
        with self._lock:
            if session not in self._known:
                self._known[session] = known = _Known()
                known.found.update(_stored(session))
            return self._known[session]

    def _compute_all(self, session: "GeneratorSession", known: _Known, only: int | None) -> None:
        try:
            for name in _ids(only):
                self._known_or_computed(session, known, name)
        except Exception:
            logging.getLogger(__name__).exception("computing directions failed")
            with known.lock:
                known.failed = True
            return
        with known.lock:
            known.complete.add(only)

    def _known_or_computed(
        self, session: "GeneratorSession", known: _Known, name: str
    ) -> "Direction | None":
        if name not in known.found:
            with self._computing:
                if name not in known.found:  # another thread may have computed it meanwhile
                    found = _compute(session, name)
                    with known.lock:
                        known.found.update(found)
        return known.found[name]


def _compute(session: "GeneratorSession", name: str) -> Found:
    """The direction called `name`, and those that are computed along with it."""
    from gan_core.generator import directions

    if name in _UNSUPERVISED:
        found = {each.id: each for each in directions.unsupervised(session, COMPONENTS)}
        return {name: found.get(name) for name in _UNSUPERVISED}
    return {name: directions.attribute_direction(session, *directions.parse_attribute_id(name))}


def _ids(only: int | None) -> list[str]:
    from gan_core.generator.directions import attribute_id
    from gan_core.generator.image_attributes import ATTRIBUTES

    return [*_UNSUPERVISED, *(attribute_id(name, only) for name in ATTRIBUTES)]


def _stored(session: "GeneratorSession") -> Found:
    """The directions in the file beside the generator, if it belongs to it."""
    from gan_core.generator.directions import FILE, read

    if session.path is not None:
        with contextlib.suppress(GanError):
            found = read(session.path.with_name(FILE), session.path)
            return {direction.id: direction for direction in found}
    return {}


shared = DirectionStore()
