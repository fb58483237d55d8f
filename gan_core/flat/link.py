"""The lab as a short text for an address, and back; the twin of engine/link.js.

`data-moons~lr_G-0.01~seed-7~step-500~300.loss-hinge`: only what differs from the defaults, the step
the run had come to, and changes with the step at which they were made.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import unquote_plus

import numpy as np

from gan_core import GanError
from gan_core.flat.settings import (
    BY_NAME,
    DEFAULTS,
    FIELDS,
    LATTICE,
    Field,
    FlatSettings,
    checked,
    shown,
    value_of,
)

MOST_STEPS = 1_000_000
MOST_CHANGES = 64
LONGEST = 4000
_ITEM = re.compile(r"(?:([0-9]{1,7})\.)?([A-Za-z0-9_]+)-(.*)")
_NUMBER = re.compile(r"[0-9]{1,10}(\.[0-9]{1,25})?(e[+-]?[0-9]{1,3})?")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Change:
    """A setting that was changed while the lab ran."""

    step: int
    name: str
    value: Any


@dataclass(frozen=True)
class Course:
    """A run: its settings at the start, the step it came to, and what was changed on the way."""

    settings: FlatSettings
    step: int = 0
    changes: list[Change] = field(default_factory=list)


def read(link: str) -> Course:
    """The run that a link, or an address with `lab=`, describes. Raises GanError."""
    found = re.search(r"[?&]lab=([^&#]*)", link)
    if not found and "://" in link:
        raise GanError("This address holds no run (no lab=); Copy link on the page gives one.")
    text = unquote_plus(found[1]) if found else link
    if len(text) > LONGEST:
        raise GanError("This link is too long for one of the lab.")
    given: dict[str, Any] = {}
    changes: list[Change] = []
    step = None
    for item in text.split("~") if text else []:
        at, name, value = _parts(item)
        if name == "step" and at is None and step is None:
            step = _whole(value, "The step")
            continue
        if name not in BY_NAME:
            raise GanError(f'The link has no setting "{shown(name or item)}".')
        about = BY_NAME[name]
        parsed = value_of(about, _parse(about, value))
        if at is None and name in given:
            raise GanError(f"The link sets the {about.title} twice.")
        if at is None:
            given[name] = parsed
        elif about.restart:
            raise GanError(f"A change of {about.title} starts a new run.")
        else:
            changes.append(Change(_whole(at, "The step of a change"), name, parsed))
    if len(changes) > MOST_CHANGES:
        raise GanError("The link has too many changes.")
    if any(a.step > b.step for a, b in zip(changes, changes[1:], strict=False)):
        raise GanError("The changes of the link are not in the order of their steps.")
    return Course(checked(given), step or 0, changes)


def write(course: Course) -> str:
    """The text of a run, of letters that an address leaves as they are; "" for the defaults."""
    values = asdict(course.settings)
    items = [
        f"{about.name}-{_text(about, values[about.name])}"
        for about in FIELDS
        if values[about.name] != DEFAULTS[about.name]
    ]
    if course.step:
        items.append(f"step-{course.step}")
    items += [
        f"{change.step}.{change.name}-{_text(BY_NAME[change.name], change.value)}"
        for change in course.changes
    ]
    return "~".join(items)


def _parts(item: str) -> tuple[str | None, str, str]:
    found = _ITEM.fullmatch(item)
    return (found[1], found[2], found[3]) if found else (None, "", "")


def _parse(about: Field, value: str) -> Any:
    if about.kind == "choice":
        return value
    if about.kind == "points":
        if not re.fullmatch(r"([0-9a-z]{4})+", value):
            return None
        numbers = [(int(pair, 36) - LATTICE) / LATTICE for pair in re.findall("..", value)]
        return [numbers[k : k + 2] for k in range(0, len(numbers), 2)]
    return float(value) if _NUMBER.fullmatch(value) else None


def _text(about: Field, value: Any) -> str:
    if about.kind == "points":
        whole = [round(x * LATTICE) + LATTICE for point in value for x in point]
        return "".join(_DIGITS[number // 36] + _DIGITS[number % 36] for number in whole)
    if about.kind == "number":  # as JavaScript writes it
        if value == int(value):
            return str(int(value))
        if abs(value) < 1e-6:
            mantissa, exponent = np.format_float_scientific(value, trim="-").split("e")
            return f"{mantissa}e{int(exponent)}"
        return np.format_float_positional(value, trim="-")
    return str(value)


def _whole(value: str, what: str) -> int:
    if not re.fullmatch("[0-9]{1,7}", value) or int(value) > MOST_STEPS:
        raise GanError(f"{what} must be 0 to {MOST_STEPS}.")
    return int(value)
