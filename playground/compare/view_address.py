"""How the runs are looked at, in the address: a link shows the same view.

along=epochs|minutes  log=1  smooth=0.6  metric=kid  at=12800 (on the axis)  held=a12800.c6400
minus=ab
"""

import math
import re
from typing import Any, cast, get_args

from playground.compare.run_curves import Axis
from playground.shared.metric_names import OF_IMAGES
from playground.shared.state import COMPARED, Parameter

ALONG, LOG, SMOOTH, METRIC = map(Parameter, ("along", "log", "smooth", "metric"))
AT, HELD, MINUS = map(Parameter, ("at", "held", "minus"))
FURTHEST = 1e12
MOST_SMOOTHING = 0.95
LETTERS = "".join(each.name for each in COMPARED)
_HELD = re.compile(rf"([{LETTERS}])([0-9]{{1,12}})")


def axis() -> Axis:
    """The axis of the curves and of the timeline; images seen where the address says none."""
    found = ALONG.get()
    return cast(Axis, found) if found in get_args(Axis) else "images_seen"


def smoothing() -> float:
    found = _number(SMOOTH.get()) or 0.0
    return min(found, MOST_SMOOTHING)


def metric() -> str:
    found = METRIC.get()
    return found if found in OF_IMAGES else "fd"


def at() -> float | None:
    """The moment, in units of the axis; None for the newest of each run."""
    return _number(AT.get())


def held() -> dict[str, int]:
    """Images seen of the runs, by capital letter, whose moment is held."""
    pairs = map(_HELD.fullmatch, HELD.get().split("."))
    return {pair[1].upper(): int(pair[2]) for pair in pairs if pair}


def minus() -> str:
    """Two capital letters, whose difference is shown; "" for none."""
    found = MINUS.get()
    is_pair = re.fullmatch(f"[{LETTERS}]{{2}}", found) and found[0] != found[1]
    return found.upper() if is_pair else ""


def keep(view: Any) -> None:
    """Put what the timeline shows into the address; a browser says it, so it is checked."""
    if not isinstance(view, dict):
        return
    if view.get("along") == axis():  # else the axis was changed meanwhile, and the moment with it
        place = view.get("at")
        if not isinstance(place, (int, float)) or isinstance(place, bool):
            place = -1
        AT.set(place_text(place) if 0 <= place <= FURTHEST else "")
    chosen = view.get("held")
    pairs = chosen.items() if isinstance(chosen, dict) else ()
    words = [f"{str(letter).lower()}{seen}" for letter, seen in sorted(pairs)]
    HELD.set(".".join(word for word in words if _HELD.fullmatch(word)))
    MINUS.set(str(view.get("minus") or "").lower()[:2])


def place_text(place: float) -> str:
    """A place on the axis as the address has it: never as a power of ten."""
    return f"{place:.4f}".rstrip("0").rstrip(".")


def _number(text: str) -> float | None:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text):
        return None
    found = float(text)
    return found if math.isfinite(found) and found <= FURTHEST else None
