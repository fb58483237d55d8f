"""Somebody who drags in Explore: a move 60 times a second, one request at a time, the newest state.

The addresses are those that the page's own JavaScript asks (explore/frontend/explorer.js), and a
move's latency runs from when it is due to the whole image that was asked for after it. What a
browser adds, drawing, is in `benchmarks.explore_class`.
"""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.class_load.connection import Connection

GAP = 1 / 60  # seconds between two moves
View = dict[str, str]


@dataclass(frozen=True)
class Control:
    """What is dragged: the view at a place between 0 and 1, and whether z is asked for, too."""

    name: str
    view: Callable[[float], View]
    learns_z: bool = False


CONTROLS = (
    Control("interpolate", lambda place: {"t": f"{place:.3f}"}),
    Control("walk", lambda place: {"tab": "walk", "frame": f"{round(89 * place)}"}),
    Control(
        "seed map", lambda place: {"tab": "seed-map", "point": f"@{12 + 4 * place:.3f}:3"}, True,
    ),
    Control(
        "classes",
        lambda place: {"tab": "classes", "point": f"10~c0:{1 - place:.3f},1:{place:.3f}"}, True,
    ),
    Control(
        "latent slider",
        lambda place: {"tab": "directions", "point": f"8~e0:{4 * place - 2:.3f}"}, True,
    ),
)  # fmt: skip


@dataclass
class Drag:
    """Milliseconds from each due move to its image, and how many images came."""

    latencies: list[float] = field(default_factory=list)
    images: int = 0
    errors: list[str] = field(default_factory=list)


class Dragger:
    """One person with one slider."""

    def __init__(self, port: int, model: str, control: Control):
        self.http, self.model, self.control = Connection(port), model, control
        self.drag = Drag()

    async def ready(self) -> None:
        """Ask for the generator's facts, as the page does when it opens; it is loaded then."""
        await self._get("about.json", {})
        await self._get("current.raw", self.control.view(0.5))

    async def hold(self, until: float) -> None:
        """Drag until that time (time.monotonic())."""
        start, answered = time.monotonic(), 0
        while (now := time.monotonic()) < until:
            due = int((now - start) / GAP)  # moves so far, the newest of which is asked for
            if due < answered:  # the next one is not due yet
                await asyncio.sleep(start + answered * GAP - now)
                continue
            view = self.control.view(0.5 + 0.5 * math.sin(due / 20))
            await self._get("current.raw", view)
            done = time.monotonic()
            self.drag.images += 1
            moves = range(answered, due + 1)
            self.drag.latencies += [1000 * (done - start - move * GAP) for move in moves]
            answered = due + 1
            if self.control.learns_z:
                await self._get("latents.json", {"points": view["point"]})
        self.http.close()

    async def _get(self, route: str, view: View) -> None:
        query = urlencode({"model": self.model, **view})
        try:
            answer = await self.http.get(f"/api/explore/{route}?{query}")
        except (OSError, asyncio.IncompleteReadError) as error:
            self.drag.errors.append(f"{route}: {type(error).__name__} {error}")
            await asyncio.sleep(1)
            return
        if answer.status != 200:
            self.drag.errors.append(f"{answer.status} {route}?{query}: {answer.body[:200]!r}")
