"""The newest evaluations of the runs as one table, with what they were measured on. No st calls."""

import html
from collections.abc import Sequence
from typing import Any

from playground.compare.run_curves import number
from playground.shared import metric_names

Row = dict[str, Any]
NONE = "–"
REALS = ("_floor", "_real")


def table(letters: Sequence[str], rows: Sequence[Row]) -> str:
    """HTML: each metric that any run has, the best value in bold where they compare."""
    metrics = [
        metric for metric in metric_names.listed() if metric["key"] in metric_names.OF_IMAGES
    ]
    lines = [_row(metric, rows) for metric in metrics if _has(metric["key"], *rows)]
    head = "".join(
        f"<th{'' if name == 'Metric' else ' class=number'}>{name}</th>"
        for name in ("Metric", *letters, "Real vs real", "Perfect")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def measured_on(name: str, row: Row) -> str:
    """What the values of run `name` are of: how many samples, against what, when."""
    if not row:
        return f"{name} has not been evaluated yet."
    reals = metric_names.SPLITS.get(str(row.get("reals_of")), "")
    against = f" against {_amount(row, 'reals')} {reals} real images" if row.get("reals") else ""
    seen = _amount(row, "images_seen")
    return f"{name}: {_amount(row, 'samples')} samples{against}, after {seen} images seen."


def comparable(rows: Sequence[Row]) -> bool:
    """Whether at least two runs were evaluated, all with the same features and as many samples."""
    found = [row for row in rows if row]
    same = (
        row.get(name) == found[0].get(name) for row in found for name in metric_names.MEASURED_ON
    )
    return len(found) > 1 and all(same)


def real(row: Row, key: str) -> float | None:
    """What real images score against other real ones; None where that was not measured."""
    values = (number(row, f"{key}{ending}") for ending in REALS)
    return next((value for value in values if value is not None), None)


def distance_name(row: Row) -> str:
    """What the run's distance is called: after the images whose features it compares."""
    return metric_names.DISTANCES.get(str(row.get("fd_name")), "Fréchet distance")


def _row(metric: dict[str, str], rows: Sequence[Row]) -> str:
    key = metric["key"]
    best = _best(metric, rows) if comparable(rows) else None
    values = [f"<b>{_value(row, key)}</b>" if row is best else _value(row, key) for row in rows]
    reals = dict.fromkeys(text for row in rows if (text := _real(row, key)) != NONE)
    cells = [*values, " / ".join(reals) or NONE, metric["ideal"]]
    about = html.escape(metric["about"])
    numbers = "".join(f"<td class=number>{cell}</td>" for cell in cells)
    return f'<tr><td title="{about}">{html.escape(metric["name"])}</td>{numbers}</tr>'


def _has(key: str, *rows: Row) -> bool:
    return any(number(row, key) is not None for row in rows)


def _best(metric: dict[str, str], rows: Sequence[Row]) -> Row | None:
    """The only run with the best value; None where several share it."""
    found = [(row, value) for row in rows if (value := number(row, metric["key"])) is not None]
    sign = -1 if metric["better"] == "high" else 1
    worse = [abs(v - 1) if metric["better"] == "one" else sign * v for _, v in found]
    if len(found) < 2 or worse.count(min(worse)) > 1:
        return None
    return found[worse.index(min(worse))][0]


def _real(row: Row, key: str) -> str:
    ending = next((end for end in REALS if _has(f"{key}{end}", row)), None)
    return NONE if ending is None else _value(row, f"{key}{ending}")


def _value(row: Row, key: str) -> str:
    value = number(row, key)
    if value is None:
        return NONE
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def _amount(row: Row, key: str) -> str:
    value = number(row, key)
    return "an unknown number of" if value is None else f"{value:,.0f}"
