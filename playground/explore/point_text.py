"""A keyframe as a short word for the address, and back. Imports no torch.

12                      seed 12
10:0.7,13:-0.5          a blend of seeds with weights
@12.5:3.25              the position at column 12.5, row 3.25 of the seed map
12~c3:0.5,4:0.5         ... shown as half class 3, half class 4; ~c3 for class 3 alone
12~e0:1.25,7:-0.5       ... with two values of z edited
12~dbrightness:2        ... moved along a direction, in standard deviations
12~s0.8                 ... z made shorter
Several points have ";" between them.
"""

import math
import re
from collections.abc import Callable
from typing import Any

from gan_core import GanError
from gan_core.config.settings import MAX_SEED
from gan_core.generator import seed_map
from gan_core.generator.keyframes import LIMIT, Keyframe, Pairs

MAX_POINTS = 256  # in a row; as many as the sample grid has
MAX_TEXT = 30_000  # characters of one point; 1024 edited values of z take about 12,000
EDGE = 1e6  # of the seed map, in seeds either way
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?(e-?[0-9]{1,2})?")
NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


class NoPoint(ValueError):
    """The text is not a point; the message says what was expected instead."""


def read_points(text: str, most: int = MAX_POINTS) -> tuple[Keyframe, ...]:
    """The points in a row. NoPoint where one is not a point."""
    words = text.split(";") if text else []
    if len(words) > most:
        raise NoPoint(f"at most {most} points")
    return tuple(map(read_point, words))


def read_point(text: str) -> Keyframe:
    """The point that a word describes. NoPoint where it describes none."""
    if len(text) > MAX_TEXT:
        raise NoPoint(f"at most {MAX_TEXT} characters in a point")
    seeds, *parts = text.split("~")
    fields: dict[str, Any] = {"seeds": _seeds(seeds)}
    for part in parts:
        letter, rest = part[:1], part[1:]
        if letter not in _PARTS or _PARTS[letter][0] in fields:
            raise NoPoint("a point such as 12 or 10:0.7,13:0.7~c3")
        name, read = _PARTS[letter]
        fields[name] = read(rest)
    try:
        return Keyframe(**fields)
    except GanError as error:
        raise NoPoint(f"a point that can be drawn ({str(error).rstrip('.')})") from None


def write_point(point: Keyframe) -> str:
    """The word for a point, rounded to five digits; its truncation is not part of it."""
    parts = [_written(point.seeds)]
    for letter, pairs in (("c", point.classes), ("e", point.edits), ("d", point.directions)):
        if pairs:
            parts.append(letter + _written(pairs))
    if point.scale != 1:
        parts.append(f"s{_digits(point.scale)}")
    return "~".join(parts)


def write_points(points: tuple[Keyframe, ...]) -> str:
    return ";".join(map(write_point, points))


def _written(pairs: tuple[tuple[Any, float], ...]) -> str:
    if len(pairs) == 1 and pairs[0][1] == 1 and isinstance(pairs[0][0], int):
        return str(pairs[0][0])
    return ",".join(f"{name}:{_digits(value)}" for name, value in pairs)


def _digits(value: float) -> str:
    return f"{value:.5g}" if abs(value) >= 1e-4 else "0"


def _seeds(text: str) -> Pairs:
    if text.startswith("@"):
        x, colon, y = text[1:].partition(":")
        if not colon:
            raise NoPoint("a position on the seed map such as @12.5:3")
        return seed_map.corners(_number(x, EDGE), _number(y, EDGE))
    return _pairs(text, MAX_SEED)


def _pairs(text: str, highest: int = 9999) -> Pairs:
    """`3` or `3:0.5,4:-1`."""
    found = []
    for pair in text.split(","):
        key, colon, value = pair.partition(":")
        # int() would also take "1_0", " 1" and digits of other scripts.
        if not re.fullmatch(r"[0-9]{1,10}", key) or int(key) > highest:
            raise NoPoint(f"a point such as 12 or 10:0.7,13:0.7~c3, its numbers up to {highest}")
        found.append((int(key), _number(value, LIMIT) if colon else 1.0))
    return tuple(found)


def _edits(text: str) -> Pairs:
    if ":" not in text:
        raise NoPoint("values of z as pairs such as ~e3:1.25,17:-0.5")
    return tuple(sorted(dict(_pairs(text)).items()))


def _directions(text: str) -> tuple[tuple[str, float], ...]:
    found = []
    for pair in text.split(","):
        name, colon, value = pair.partition(":")
        if not colon or not NAME.fullmatch(name):
            raise NoPoint("directions as pairs such as ~dbrightness:2")
        found.append((name, _number(value, LIMIT)))
    return tuple(found)


def _number(text: str, limit: float) -> float:
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    if not -limit <= value <= limit:  # also false for NaN
        raise NoPoint(f"numbers from {-limit:g} to {limit:g}")
    return value


_PARTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "c": ("classes", _pairs),
    "e": ("edits", _edits),
    "d": ("directions", _directions),
    "s": ("scale", lambda text: _number(text, 10)),
}
