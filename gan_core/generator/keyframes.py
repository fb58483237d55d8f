"""A walk as a description: key points, the ways between them, and the JSON file that keeps both.

A description names the same pictures on every machine. No torch in here, and no tensor.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gan_core import GanError
from gan_core.config.settings import MAX_SEED

FORMAT = "gan-playground walk 1"
METHODS = ("slerp", "lerp")  # as in gan_core.latents, which would import torch
EASINGS = ("linear", "smooth", "in", "out")
MAX_KEYS = 16
MAX_SEGMENT = 600  # frames
MAX_FRAMES = 2400  # of a whole walk
MAX_TERMS = 16  # seeds that blend into one key point
MAX_NUMBERS = 10_000  # edits, classes or directions of one key point
LIMIT = 100.0  # of weights, edits and directions; a normal is never beyond 10
TRUNCATIONS = (0.01, 8.0)
SCALES = (0.0, 10.0)

Pairs = tuple[tuple[int, float], ...]
Named = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Keyframe:
    """One place in the latent space. A plain seed is Keyframe(((seed, 1.0),))."""

    seeds: Pairs = ((0, 1.0),)
    """(seed, weight), summed and divided by the root of the squared weights, so that a blend is as
    normal as one draw. ((a, 1), (b, -1), (c, 1)) is A - B + C; four seeds are a place on a plane.
    """
    edits: Pairs = ()
    """(dimension of z, value put in its place)."""
    directions: Named = ()
    """(id of a direction, how many standard deviations to go along it)."""
    classes: Pairs = ()
    """(class, weight), scaled to sum to 1; none for the class that the seed shows by itself."""
    truncation: float | None = None
    scale: float = 1.0
    """Factor of all of z, last of all; 1 is what G was trained on, 0 the middle of its space."""

    def __post_init__(self) -> None:
        for seed, weight in _pairs("seeds", self.seeds, MAX_TERMS):
            _whole("a seed", seed, MAX_SEED)
            _number("the weight of a seed", weight, -LIMIT, LIMIT)
        if not any(weight for weight in merged(self.seeds).values()):
            raise GanError("A key point needs a seed whose weight is not 0.")
        for dimension, value in _pairs("edits", self.edits):
            _whole("an edited dimension of z", dimension, MAX_NUMBERS)
            _number("an edited value of z", value, -LIMIT, LIMIT)
        for name, amount in _pairs("directions", self.directions):
            if not isinstance(name, str) or not 1 <= len(name) <= 60:
                raise GanError("A direction goes by an id of 1 to 60 letters.")
            _number(f"the amount of direction {name}", amount, -LIMIT, LIMIT)
        for index, weight in _pairs("classes", self.classes):
            _whole("a class", index, MAX_NUMBERS)
            _number("the weight of a class", weight, 0, LIMIT)
        if self.classes and not any(weight for _, weight in self.classes):
            raise GanError("Class weights need one that is not 0.")
        if self.truncation is not None:
            _number("truncation", self.truncation, *TRUNCATIONS)
        _number("scale", self.scale, *SCALES)


@dataclass(frozen=True)
class Segment:
    """The way from one key point to the next."""

    frames: int = 20
    """Pictures from this key point on, the next one not counted."""
    method: str = "slerp"
    easing: str = "linear"
    """linear; smooth at both ends; "in" leaves its key point slowly, "out" arrives slowly."""

    def __post_init__(self) -> None:
        _whole("frames", self.frames, MAX_SEGMENT, low=1)
        _choice("method", self.method, METHODS)
        _choice("easing", self.easing, EASINGS)


@dataclass(frozen=True)
class Walk:
    """Key points in order with a segment after each; after the last one only in a loop."""

    keys: tuple[Keyframe, ...]
    segments: tuple[Segment, ...]
    loop: bool = False

    def __post_init__(self) -> None:
        if not 2 <= len(self.keys) <= MAX_KEYS:
            raise GanError(f"A walk has 2 to {MAX_KEYS} key points, not {len(self.keys)}.")
        ways = len(self.keys) - (not self.loop)
        if len(self.segments) != ways:
            raise GanError(
                f"{len(self.keys)} key points {'in a loop' if self.loop else 'in a row'} have "
                f"{ways} segments between them, not {len(self.segments)}."
            )
        if self.frames > MAX_FRAMES:
            raise GanError(f"A walk has at most {MAX_FRAMES:,} frames, not {self.frames:,}.")

    @property
    def frames(self) -> int:
        """Pictures in all; without a loop the last key point is one of its own."""
        return sum(segment.frames for segment in self.segments) + (not self.loop)

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for a file."""
        return {"format": FORMAT, **asdict(self)}


def through_seeds(
    seeds: tuple[int, ...],
    frames: int,
    method: str = "slerp",
    easing: str = "linear",
    loop: bool = False,
    truncation: float | None = None,
    classes: Pairs = (),
) -> Walk:
    """A walk of `frames` pictures through plain seeds, its frames spread evenly over segments."""
    keys = tuple(Keyframe(((seed, 1.0),), (), (), classes, truncation) for seed in seeds)
    ways, steps = max(1, len(keys) - (not loop)), frames - (not loop)
    if steps < ways:
        raise GanError(f"A walk through {len(keys)} key points needs {ways + (not loop)} frames.")
    lengths = [steps * (way + 1) // ways - steps * way // ways for way in range(ways)]
    segments = tuple(Segment(length, method, easing) for length in lengths)
    return Walk(keys, segments, loop)


def from_json(value: Any) -> Walk:
    """The walk in a parsed JSON file, which may come from anyone. GanError for what is none."""
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        raise GanError(f'This is no file of key points; it would say "format": "{FORMAT}".')
    loop = value.get("loop", False)
    if not isinstance(loop, bool):
        raise GanError("In the key points, loop is true or false.")
    keys = tuple(_key(entry) for entry in _list("keys", value))
    return Walk(keys, tuple(_segment(entry) for entry in _list("segments", value)), loop)


def merged(pairs: Pairs) -> dict[int, float]:
    """Weights by number; a number that occurs twice has both."""
    found: dict[int, float] = {}
    for number, weight in pairs:
        found[number] = found.get(number, 0.0) + weight
    return found


def _key(entry: Any) -> Keyframe:
    fields = _fields("key point", entry, Keyframe, also={"seed"})
    if "seed" in fields:  # the short form, for files written by hand
        fields["seeds"] = ((fields.pop("seed"), 1.0),)
    for name in ("seeds", "edits", "directions", "classes"):
        if name in fields:
            fields[name] = _tuples(name, fields[name])
    return Keyframe(**fields)


def _segment(entry: Any) -> Segment:
    return Segment(**_fields("segment", entry, Segment))


def _fields(kind: str, entry: Any, type_: type, also: frozenset[str] | set[str] = frozenset()):
    if not isinstance(entry, Mapping):
        raise GanError(f"In the key points, a {kind} is an object of names and values.")
    known = {*type_.__dataclass_fields__, *also}
    for name in entry:
        if name not in known:
            raise GanError(
                f'A {kind} has no "{str(name)[:40]}"; it may have {", ".join(sorted(known))}.'
            )
    return dict(entry)


def _list(name: str, value: Mapping[str, Any]) -> list[Any]:
    entries = value.get(name)
    if not isinstance(entries, (list, tuple)) or len(entries) > MAX_KEYS:
        raise GanError(f"In the key points, {name} is a list of at most {MAX_KEYS}.")
    return entries


def _tuples(name: str, pairs: Any) -> tuple[Any, ...]:
    if not isinstance(pairs, (list, tuple)):
        raise GanError(f"In the key points, {name} is a list of pairs.")
    return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in pairs)


def _pairs(name: str, pairs: Any, most: int = MAX_NUMBERS) -> tuple[Any, ...]:
    if not isinstance(pairs, tuple) or len(pairs) > most:
        raise GanError(f"In a key point, {name} is a list of at most {most:,} pairs.")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise GanError(f"In a key point, {name} is a list of pairs such as [3, 1.0].")
    return pairs


def _whole(what: str, value: Any, high: int, low: int = 0) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise GanError(f"{what.capitalize()} is a whole number from {low} to {high}, not {value}.")


def _number(what: str, value: Any, low: float, high: float) -> None:
    fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not fits or not math.isfinite(value) or not low <= value <= high:
        raise GanError(f"{what.capitalize()} is a number from {low:g} to {high:g}, not {value}.")


def _choice(what: str, value: Any, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise GanError(f"{what.capitalize()} is {', '.join(choices)}, not {str(value)[:40]}.")
