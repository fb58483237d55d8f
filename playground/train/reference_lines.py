"""How a run's curves are to be read: what D's loss is, and the values worth a line. No st calls."""

import math
from typing import Any

from gan_core.config.training_options import CROSS_ENTROPIES

LN2 = math.log(2)
# G's loss while D is undecided; for a Wasserstein critic there is no such value.
UNDECIDED_G = {
    "nonsaturating": LN2, "minimax": -LN2, "relativistic": LN2,
    "least_squares": 0.125, "hinge": 0.0,
}  # fmt: skip
NAMES = {LN2: "ln 2", 2 * LN2: "2 ln 2", -LN2: "-ln 2"}


def reference_lines(config: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """For the live view: how D's loss is reduced, its output shown, and lines on the loss axis.

    A run of an earlier version says nothing of its loss; those were all cross entropies, summed.
    """
    loss = config.get("settings", {}).get("loss", "nonsaturating")
    found = about.get("loss_D") or {"reduction": "sum", "chance": 2 * LN2, "floor": None}
    return {
        "reduction": found["reduction"],
        "output": "score" if loss in CROSS_ENTROPIES else "logit",
        "lines": _lines(loss, found["chance"], found["floor"]),
    }


def _lines(loss: str, chance_D: float, floor: float | None) -> list[dict[str, Any]]:
    chance_G = UNDECIDED_G.get(loss)
    lines = []
    if chance_G is not None and math.isclose(chance_G, chance_D, abs_tol=1e-6):
        lines.append(_line(chance_D, f"chance level ({_value(chance_D)})", "both"))
    else:
        name = "no distance" if loss == "wasserstein" else "chance level of D"
        lines.append(_line(chance_D, f"{name} ({_value(chance_D)})", "D"))
        if chance_G is not None:
            lines.append(_line(chance_G, f"of G ({_value(chance_G)})", "G"))
    if floor is not None:
        lines.append(_line(floor, f"D never wrong ({floor:.3g})", "floor"))
    return lines


def _line(value: float, words: str, of: str) -> dict[str, Any]:
    return {"value": value, "words": words, "of": of}


def _value(value: float) -> str:
    for known, name in NAMES.items():
        if math.isclose(known, value, abs_tol=1e-6):
            return name
    return f"{value:g}"
