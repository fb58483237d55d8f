"""What a stage must show, checked when a lesson is read. The browser tells when it is met:
lab/frontend/engine/conditions.js.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gan_core import GanError

COMPARISONS = ("<", "<=", ">", ">=", "=")
DEEPEST = 4
# Numbers of Lab.stats, Lab.score and History of the lab's engine; a test compares them.
STATS = (
    "step", "updates_D", "updates_G", "loss_D", "loss_G", "D_real", "D_fake", "logit_real",
    "logit_fake", "r1", "r2", "gp",
)  # fmt: skip
SCORE = (
    "js", "js_perfect", "modes", "modes_total", "near", "between", "rarest", "largest", "floor_D",
    "gap_D", "undecided", "copies", "gap_heldout", "mean_x", "mean_y",
)  # fmt: skip
HISTORY = (
    "js_best", "js_best_step", "js_since", "js_swing", "js_mean", "modes_most", "modes_mean",
    "loss_D_mean", "loss_G_mean", "loss_swing", "wander",
)  # fmt: skip
LAB = (*STATS, *SCORE, *HISTORY)
DIRAC = ("step", "radius")  # radius: distance from the middle, as a multiple of the start's


def check_condition(
    condition: Any, where: str, runs: Sequence[str] = (), dirac: bool = False
) -> None:
    """GanError unless it is a condition on numbers that there are.

    Of several runs a number is named with its run: "A.js".
    """
    if dirac:
        known: tuple[str, ...] = DIRAC
    elif runs:
        known = tuple(f"{run}.{name}" for run in runs for name in LAB)
    else:
        known = LAB
    _check(condition, f"{where}see: ", frozenset(known), DEEPEST)


def _check(condition: Any, where: str, known: frozenset[str], depth: int) -> None:
    if not isinstance(condition, Mapping) or depth == 0:
        raise GanError(f"{where}a condition is a table with name, is and value.")
    for key in ("all", "any"):
        if key in condition:
            parts = condition[key]
            if not isinstance(parts, list) or not parts or len(condition) != 1:
                raise GanError(f"{where}{key} must be a list of conditions.")
            for part in parts:
                _check(part, where, known, depth - 1)
            return
    if "not" in condition:
        return _check(condition["not"], where, known, depth - 1)
    if unknown := sorted(condition.keys() - {"name", "is", "value", "times"}):
        raise GanError(f"{where}{unknown[0]} is no part of a condition.")
    if not _is_known(condition.get("name"), known):
        raise GanError(f'{where}there is no number "{condition.get("name")}".')
    if condition.get("is") not in COMPARISONS:
        raise GanError(f"{where}is must be one of {' '.join(COMPARISONS)}.")
    value, times = condition.get("value"), condition.get("times", 1)
    if isinstance(value, str):
        if not _is_known(value, known):
            raise GanError(f'{where}there is no number "{value}".')
    elif not _is_number(value):
        raise GanError(f"{where}value must be a number or the name of one.")
    if not _is_number(times):
        raise GanError(f"{where}times must be a number.")


def _is_known(name: Any, known: frozenset[str]) -> bool:
    return isinstance(name, str) and name in known


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def names_in(condition: Mapping[str, Any]) -> list[str]:
    """The numbers that a valid condition speaks of, each once."""
    parts = [*condition.get("all", ()), *condition.get("any", ())]
    if "not" in condition:
        parts.append(condition["not"])
    own = [condition[key] for key in ("name", "value") if isinstance(condition.get(key), str)]
    return list(dict.fromkeys([*own, *(name for part in parts for name in names_in(part))]))
