"""How a run's curves are to be read: what D's loss is, and the values worth a line. No st calls."""

import math
from typing import Any

from gan_core.config.training_options import CROSS_ENTROPIES

LN2 = math.log(2)
# What G's loss is while D is undecided; a Wasserstein critic has no such fixed point.
UNDECIDED_G = {
    "nonsaturating": LN2, "minimax": -LN2, "relativistic": LN2,
    "least_squares": 0.125, "hinge": 0.0,
}  # fmt: skip
NAMES = {LN2: "ln 2", 2 * LN2: "2 ln 2", -LN2: "-ln 2"}


def reference_lines(config: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """For the live view: D's convention, its verdict's kind, and named lines for the loss axis.

    A run of an earlier version says nothing of its loss; those were all cross entropies, summed.
    """
    loss = config.get("settings", {}).get("loss", "nonsaturating")
    found = about.get("loss_D") or {"reduction": "sum", "chance": 2 * LN2, "floor": None}
    is_probability = loss in CROSS_ENTROPIES
    return {
        "reduction": found["reduction"],
        "verdict": "score" if is_probability else "logit",
        "lines": _lines(loss, found["chance"], found["floor"]),
    }


def _lines(loss: str, chance_D: float, floor: float | None) -> list[dict[str, Any]]:
    chance_G = UNDECIDED_G.get(loss)
    lines = []
    if chance_G is not None and math.isclose(chance_G, chance_D, abs_tol=1e-6):
        lines.append(_line(chance_D, f"D guessing: {_value(chance_D)}", "both"))
    else:
        guessing = "no distance" if loss == "wasserstein" else "D loss, guessing"
        lines.append(_line(chance_D, f"{guessing}: {_value(chance_D)}", "D"))
        if chance_G is not None:
            lines.append(_line(chance_G, f"G loss, D guessing: {_value(chance_G)}", "G"))
    if floor is not None:
        lines.append(_line(floor, f"D never wrong: {floor:.3g}", "floor"))
    return lines


def _line(value: float, words: str, of: str) -> dict[str, Any]:
    return {"value": value, "words": words, "of": of}


def _value(value: float) -> str:
    for known, name in NAMES.items():
        if math.isclose(known, value, abs_tol=1e-6):
            return name
    return f"{value:g}"
