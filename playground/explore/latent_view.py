"""What the Explore page shows, as a description that fits in an address: no tensors in here.

The same description gives the same pixels on every machine, so links, caches and requests for
images carry it. `view_latents.py` turns it into z.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gan_core import GanError
from gan_core.config.settings import MAX_SEED
from gan_core.generator.keyframes import EASINGS, MAX_KEYS, MAX_SEGMENT, METHODS, Segment
from playground.explore.point_text import NoPoint, read_point, read_points
from playground.shared.class_codes import is_code
from playground.shared.query import refused, whole_number

TABS = (
    "interpolate", "seed-map", "walk", "classes", "arithmetic", "variations", "directions",
    "inversion", "layers",
)  # fmt: skip
# What version 0.1 called them, in links that people still have.
OLD_TABS = {
    "between": "interpolate",
    "plane": "seed-map",
    "mix": "arithmetic",
    "vary": "variations",
    "picture": "inversion",
}
MAX_COUNT = 256  # samples of the grid
MAX_FRAMES = 240  # images of a GIF from A to B
TRUNCATIONS = (0.3, 3.0)
NOISES = (0.0, 2.0)


@dataclass(frozen=True)
class LatentView:
    """One state of the page; its fields are called as in the address, which links still have.

    Points are words as `point_text.py` explains them.
    """

    model: str = ""
    """Shipped name, run:<run_id> or run:<run_id>@<images_seen>; empty for the first model."""
    against: str = ""
    """A second generator that draws the same z beside the first; empty for none."""
    tab: str = "interpolate"
    point: str = "0"
    """The current image, in tabs that do not make it out of other points."""

    seed_a: str = "0"
    seed_b: str = "3"
    t: float = 0.5
    """Place on the path from A to B, 0 at A, 1 at B."""
    method: str = "slerp"

    keys: str = "0;3;17;28"
    """Keyframes of the walk."""
    ways: str = ""
    """frames:method:easing of each segment of the walk; the default for what is missing."""
    loop: bool = False
    frame: int = 0
    """Playhead of the walk."""

    mix: str = "27;17;13"
    """A, B and C of A - B + C."""
    nudge: float = 0.25
    """Amount of the variations, 0 to 1 of a right angle between z and theirs."""
    batch: int = 0
    """Which nine variations."""

    truncation: float | None = None
    noise: float = 1.0
    """Every z is multiplied by this; 1 is what G was trained on."""
    first: int = 0
    """Seed of the first sample in the grid; the others count up from it."""
    count: int = 40
    grid_class: int | None = None

    def texts(self) -> dict[str, str]:
        """Every address parameter of this view, the defaults too."""
        return {name: _written(getattr(self, field)) for name, field in _FIELDS.items()}

    def segments(self) -> tuple[Segment, ...]:
        """The segments of the walk: those of `ways`, as many as its keyframes need."""
        wanted = max(1, self.keys.count(";") + self.loop)
        found = _segments("ways", self.ways)[:wanted]
        return found + (Segment(easing="smooth"),) * (wanted - len(found))


def from_query(query: Mapping[str, str]) -> LatentView:
    """The view an address describes. GanError, in one sentence, for the first bad value.

    Parameters that belong to others are left alone.
    """
    view, sentences = from_query_or_default(query)
    if sentences:
        raise GanError(sentences[0])
    return view


def from_query_or_default(query: Mapping[str, str]) -> tuple[LatentView, list[str]]:
    """The view with the default in place of each bad value, and a sentence for each."""
    values: dict[str, Any] = {}
    sentences = []
    query = _with_old_endpoints(query)
    for name, field in _FIELDS.items():
        if name in query:
            try:
                values[field] = _READERS[name](name, str(query[name]).strip())
            except GanError as error:
                sentences.append(str(error))
    return LatentView(**values), sentences


def _with_old_endpoints(query: Mapping[str, str]) -> Mapping[str, str]:
    """Links from before points were words keep class and edits of A and B apart: seed_a=5&class_a=3
    is seed_a=5~c3."""
    found = dict(query)
    for end, seed in _OLD_SEEDS.items():
        parts = [
            f"~{letter}{query[name]}"
            for letter, name in (("c", f"class_{end}"), ("e", f"edits_{end}"))
            if query.get(name)
        ]
        whole = str(query.get(f"seed_{end}", seed))
        if parts and "~" not in whole:
            found[f"seed_{end}"] = whole + "".join(parts)
    return found


# one reader for each kind of address parameter


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text) if len(text) <= 24 else math.nan
    except ValueError:
        value = math.nan
    if not low <= value <= high:  # also false for NaN
        raise refused(name, f"a number from {low:g} to {high:g}", text)
    return value


def _class(name: str, text: str) -> int | None:
    # On every page the same parameter may name a school class.
    return None if text == "" or is_code(text) else whole_number(name, text, 0, 9999)


def _truncation(name: str, text: str) -> float | None:
    return None if text in ("", "off") else _number(name, text, *TRUNCATIONS)


def _choice(*choices: str) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if text not in choices:
            raise refused(name, f"{', '.join(choices[:-1])} or {choices[-1]}", text)
        return text

    return read


def _tab(name: str, text: str) -> str:
    return _choice(*TABS)(name, OLD_TABS.get(text, text))


def _model(name: str, text: str) -> str:
    if len(text) > 120 or not text.isprintable():
        raise refused(name, "the name of a model", text)
    return text


def _point(name: str, text: str) -> str:
    try:
        read_point(text)
    except NoPoint as wanted:
        raise refused(name, str(wanted), text) from None
    return text


def _points(least: int, most: int) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        try:
            count = len(read_points(text, most))
        except NoPoint as wanted:
            raise refused(name, str(wanted), text) from None
        if count < least:
            raise refused(name, f"at least {least} points with ; between them", text)
        return text

    return read


def _ways(name: str, text: str) -> str:
    _segments(name, text)
    return text


def _segments(name: str, text: str) -> tuple[Segment, ...]:
    found = []
    for word in text.split(";") if text else ():
        frames, *kinds = word.split(":")
        if len(kinds) != 2 or kinds[0] not in METHODS or kinds[1] not in EASINGS:
            raise refused(name, "segments such as 20:slerp:smooth;30:lerp:linear", text)
        found.append(Segment(whole_number(name, frames, 1, MAX_SEGMENT), *kinds))
    if len(found) > MAX_KEYS:
        raise refused(name, f"at most {MAX_KEYS} segments", text)
    return tuple(found)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


_OLD_SEEDS = {"a": "10", "b": "13"}  # where an old link named none
_FIELDS = {
    "class" if field.name == "grid_class" else field.name: field.name
    for field in dataclasses.fields(LatentView)
}
_READERS: dict[str, Callable[[str, str], Any]] = {
    "model": _model,
    "against": _model,
    "tab": _tab,
    "point": _point,
    "seed_a": _point,
    "seed_b": _point,
    "t": lambda name, text: _number(name, text, 0, 1),
    "method": _choice(*METHODS),
    "keys": _points(2, MAX_KEYS),
    "ways": _ways,
    "loop": lambda name, text: whole_number(name, text, 0, 1) == 1,
    "frame": lambda name, text: whole_number(name, text, 0, MAX_KEYS * MAX_SEGMENT),
    "mix": _points(3, 3),
    "nudge": lambda name, text: _number(name, text, 0, 1),
    "batch": lambda name, text: whole_number(name, text, 0, 9999),
    "truncation": _truncation,
    "noise": lambda name, text: _number(name, text, *NOISES),
    # so that the last sample has a seed, too
    "first": lambda name, text: whole_number(name, text, 0, MAX_SEED - MAX_COUNT),
    "count": lambda name, text: whole_number(name, text, 1, MAX_COUNT),
    "class": _class,
}
