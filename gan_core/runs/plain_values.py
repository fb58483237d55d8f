"""JSON of unknown origin, taken apart: only the values that a run has come through. No torch.

Each check is a function that gives its value back or raises Odd, which names the value.
"""

import json
import math
from collections.abc import Callable
from typing import Any

MOST_TEXT = 2_000  # characters
MOST_ITEMS = 2_000  # of a list or an object
MOST_COUNT = 10**15
MOST_NUMBER = 1e300  # its square may overflow, it itself does not

Check = Callable[[Any], Any]


class Odd(ValueError):
    """A value that no run has."""


def parse(content: bytes) -> Any:
    """The value of a JSON text. Raises Odd for what is none, and for NaN and infinity."""
    try:
        return json.loads(content, parse_constant=_refuse, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, Odd) else Odd("no JSON") from None


def number(value: Any) -> float | int:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not abs(value) < MOST_NUMBER or not math.isfinite(value):
        raise Odd(f"{_shown(value)} for a number")
    return value


def count(value: Any) -> int:
    """A whole number from 0 on, as JavaScript can count."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_COUNT:
        raise Odd(f"{_shown(value)} for a count")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise Odd(f"{_shown(value)} for a text")
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Odd(f"{_shown(value)} for true or false")
    return value


def one_of(*choices: Any) -> Check:
    def check(value: Any) -> Any:
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            raise Odd(_shown(value))
        return value

    return check


def maybe(check: Check) -> Check:
    """The same, or null."""
    return lambda value: None if value is None else check(value)


def any_of(*checks: Check) -> Check:
    """What one of them takes."""

    def check(value: Any) -> Any:
        for each in checks:
            try:
                return each(value)
            except Odd:
                continue
        raise Odd(_shown(value))

    return check


def list_of(check: Check) -> Check:
    def checked(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            raise Odd(f"{_shown(value)} for a list")
        return [check(item) for item in value]

    return checked


def dict_of(check: Check) -> Check:
    """An object with any names, each value as `check` wants it."""

    def checked(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or len(value) > MOST_ITEMS:
            raise Odd(f"{_shown(value)} for an object")
        return {text(name): check(item) for name, item in value.items()}

    return checked


def table(needed: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these names; others, of another version perhaps, are left out."""
    optional = optional or {}

    def checked(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Odd(f"{_shown(value)} for an object")
        if missing := [name for name in needed if name not in value]:
            raise Odd(f"no {missing[0]}")
        checks = {**needed, **optional}
        return {
            name: _named(name, checks[name], it) for name, it in value.items() if name in checks
        }

    return checked


def _named(name: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except Odd as odd:
        raise Odd(f"{name}: {odd}") from None


def _refuse(constant: str) -> Any:
    raise Odd(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Odd("a name twice")
    return found


def _shown(value: Any) -> str:
    """A value in a few letters, however large it is."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > MOST_COUNT:
        return "a huge number"
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
