"""Description of a latent walk: keyframes, the segments between them, and the file of both (JSON).

A description gives the same images on every machine. This module does not import torch.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from gan_core import GanError
from gan_core.config.settings import MAX_SEED

FORMAT = "gan-playground walk 1"
METHODS = ("slerp", "lerp")  # as in gan_core.generator.latents, which imports torch
EASINGS = ("linear", "smooth", "in", "out")
MAX_KEYS = 16
MAX_SEGMENT = 600  # frames
MAX_FRAMES = 2400  # of a whole walk
MAX_TERMS = 16  # seeds blended in one keyframe
MAX_NUMBERS = 10_000  # edits, classes or directions of one keyframe
LIMIT = 100.0  # of weights, edits and directions; a normal number is never above 10
TRUNCATIONS = (0.01, 8.0)
SCALES = (0.0, 10.0)

Pairs = tuple[tuple[int, float], ...]
Named = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Keyframe:
    """One point in the latent space. A plain seed is Keyframe(((seed, 1.0),))."""

    seeds: Pairs = ((0, 1.0),)
    """(seed, weight): a sum divided by the root of the squared weights, so that a blend, too, is
    normally distributed. ((a, 1), (b, -1), (c, 1)) is A - B + C; the seed map blends four seeds.
    """
    edits: Pairs = ()
    """(dimension of z, its new value)."""
    directions: Named = ()
    """(id of a direction, amount in standard deviations)."""
    classes: Pairs = ()
    """(class, weight), scaled to sum to 1; empty for the seed's own class."""
    truncation: float | None = None
    scale: float = 1.0
    """Factor of all of z, applied last; 1 is what G was trained on, 0 the origin."""

    def __post_init__(self) -> None:
        for seed, weight in _pairs("seeds", self.seeds, MAX_TERMS):
            _whole("a seed", seed, MAX_SEED)
            _number("the weight of a seed", weight, -LIMIT, LIMIT)
        if not any(weight for weight in merged(self.seeds).values()):
            raise GanError("A keyframe needs a seed whose weight is not 0.")
        for dimension, value in _pairs("edits", self.edits):
            _whole("an edited dimension of z", dimension, MAX_NUMBERS)
            _number("an edited value of z", value, -LIMIT, LIMIT)
        for name, amount in _pairs("directions", self.directions):
            if not isinstance(name, str) or not 1 <= len(name) <= 60:
                raise GanError("The id of a direction has 1 to 60 characters.")
            _number(f"the amount of direction {name}", amount, -LIMIT, LIMIT)
        for index, weight in _pairs("classes", self.classes):
            _whole("a class", index, MAX_NUMBERS)
            _number("the weight of a class", weight, 0, LIMIT)
        if self.classes and not any(weight for _, weight in self.classes):
            raise GanError("At least one class weight must not be 0.")
        if self.truncation is not None:
            _number("truncation", self.truncation, *TRUNCATIONS)
        _number("scale", self.scale, *SCALES)


@dataclass(frozen=True)
class Segment:
    """The interpolation from one keyframe to the next."""

    frames: int = 20
    """Frames from this keyframe on, without the next keyframe."""
    method: str = "slerp"
    easing: str = "linear"
    """linear; smooth: slow at both keyframes; in: slow at the start; out: slow at the end."""

    def __post_init__(self) -> None:
        _whole("frames", self.frames, MAX_SEGMENT, low=1)
        _choice("method", self.method, METHODS)
        _choice("easing", self.easing, EASINGS)


@dataclass(frozen=True)
class Walk:
    """Keyframes in order with a segment after each; after the last one only in a loop."""

    keys: tuple[Keyframe, ...]
    segments: tuple[Segment, ...]
    loop: bool = False

    def __post_init__(self) -> None:
        if not 2 <= len(self.keys) <= MAX_KEYS:
            raise GanError(f"A walk has 2 to {MAX_KEYS} keyframes, not {len(self.keys)}.")
        needed = len(self.keys) - (not self.loop)
        if len(self.segments) != needed:
            raise GanError(
                f"{len(self.keys)} keyframes {'in' if self.loop else 'without'} a loop need "
                f"{needed} segments, not {len(self.segments)}."
            )
        if self.frames > MAX_FRAMES:
            raise GanError(f"A walk has at most {MAX_FRAMES:,} frames, not {self.frames:,}.")

    @property
    def frames(self) -> int:
        """Number of frames; without a loop the last keyframe is one more."""
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
    """A walk of `frames` frames through plain seeds, spread evenly over its segments."""
    keys = tuple(Keyframe(((seed, 1.0),), (), (), classes, truncation) for seed in seeds)
    count, steps = max(1, len(keys) - (not loop)), frames - (not loop)
    if steps < count:
        raise GanError(
            f"A walk through {len(keys)} keyframes needs at least {count + (not loop)} frames."
        )
    lengths = [steps * (n + 1) // count - steps * n // count for n in range(count)]
    segments = tuple(Segment(length, method, easing) for length in lengths)
    return Walk(keys, segments, loop)


def from_json(value: Any) -> Walk:
    """The walk in a parsed JSON file, which is not trusted. GanError if it is invalid."""
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        raise GanError(f'This is not a file of keyframes; it needs "format": "{FORMAT}".')
    loop = value.get("loop", False)
    if not isinstance(loop, bool):
        raise GanError("In the keyframe file, loop must be true or false.")
    keys = tuple(_key(entry) for entry in _list("keys", value))
    return Walk(keys, tuple(_segment(entry) for entry in _list("segments", value)), loop)


def merged(pairs: Pairs) -> dict[int, float]:
    """Weight by seed or class; the weights of one that occurs twice are added."""
    weights: dict[int, float] = {}
    for number, weight in pairs:
        weights[number] = weights.get(number, 0.0) + weight
    return weights


def _key(entry: Any) -> Keyframe:
    values = _fields("keyframe", entry, Keyframe, "seed")
    if "seed" in values:  # the short form, for files written by hand
        values["seeds"] = ((values.pop("seed"), 1.0),)
    for name in ("seeds", "edits", "directions", "classes"):
        if name in values:
            values[name] = _tuples(name, values[name])
    return Keyframe(**values)


def _segment(entry: Any) -> Segment:
    return Segment(**_fields("segment", entry, Segment))


def _fields(kind: str, entry: Any, type_: type[Keyframe | Segment], *also: str) -> dict[str, Any]:
    if not isinstance(entry, Mapping):
        raise GanError(f"In the keyframe file, a {kind} must be an object of names and values.")
    known = {*(field.name for field in fields(type_)), *also}
    for name in entry:
        if name not in known:
            raise GanError(
                f'A {kind} has no "{str(name)[:40]}"; it may have {", ".join(sorted(known))}.'
            )
    return dict(entry)


def _list(name: str, value: Mapping[str, Any]) -> Sequence[Any]:
    entries = value.get(name)
    if not isinstance(entries, (list, tuple)) or len(entries) > MAX_KEYS:
        raise GanError(f"In the keyframe file, {name} must be a list of at most {MAX_KEYS}.")
    return entries


def _tuples(name: str, pairs: Any) -> tuple[Any, ...]:
    if not isinstance(pairs, (list, tuple)):
        raise GanError(f"In the keyframe file, {name} must be a list of pairs.")
    return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in pairs)


def _pairs(name: str, pairs: Any, most: int = MAX_NUMBERS) -> tuple[Any, ...]:
    if not isinstance(pairs, tuple) or len(pairs) > most:
        raise GanError(f"In a keyframe, {name} must be a list of at most {most:,} pairs.")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise GanError(f"In a keyframe, {name} must be a list of pairs such as [3, 1.0].")
    return pairs


def _whole(what: str, value: Any, high: int, low: int = 0) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise GanError(
            f"{what.capitalize()} must be a whole number from {low} to {high}, not {value}."
        )


def _number(what: str, value: Any, low: float, high: float) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not low <= value <= high:
        raise GanError(
            f"{what.capitalize()} must be a number from {low:g} to {high:g}, not {value}."
        )


def _choice(what: str, value: Any, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise GanError(
            f"{what.capitalize()} must be one of {', '.join(choices)}, not {str(value)[:40]}."
        )
