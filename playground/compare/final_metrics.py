"""The newest evaluations of two runs as one table, with what they were measured on. No st calls."""

import html
from typing import Any

from playground.compare.run_curves import number
from playground.shared import metric_names

Row = dict[str, Any]
NONE = "–"


def table(a: Row, b: Row) -> str:
    """HTML: each metric that either run has, the better value in bold where they compare."""
    metrics = [
        metric for metric in metric_names.listed() if metric["key"] in metric_names.OF_IMAGES
    ]
    rows = [_row(metric, a, b) for metric in metrics if _has(metric["key"], a, b)]
    head = "".join(
        f"<th{'' if name == 'Metric' else ' class=number'}>{name}</th>"
        for name in ("Metric", "A", "B", "Real vs real", "Perfect")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def measured_on(name: str, row: Row) -> str:
    """What the values of run `name` are of: how many samples, against what, when."""
    if not row:
        return f"{name} has not been evaluated yet."
    reals = metric_names.SPLITS.get(str(row.get("reals_of")), "")
    against = f" against {_amount(row, 'reals')} {reals} real images" if row.get("reals") else ""
    seen = _amount(row, "images_seen")
    return f"{name}: {_amount(row, 'samples')} samples{against}, after {seen} images seen."


def comparable(a: Row, b: Row) -> bool:
    """Whether both were measured with the same features and as many samples."""
    same = (a.get(name) == b.get(name) for name in metric_names.MEASURED_ON)
    return bool(a) and bool(b) and all(same)


def distance_name(row: Row) -> str:
    """What the run's distance is called: after the images whose features it compares."""
    return metric_names.DISTANCES.get(str(row.get("fd_name")), "Fréchet distance")


def _row(metric: dict[str, str], a: Row, b: Row) -> str:
    key = metric["key"]
    better = _better(metric, a, b) if comparable(a, b) else None
    values = [f"<b>{_value(row, key)}</b>" if row is better else _value(row, key) for row in (a, b)]
    reals = dict.fromkeys(text for row in (a, b) if (text := _real(row, key)) != NONE)
    cells = [*values, " / ".join(reals) or NONE, metric["ideal"]]
    about = html.escape(metric["about"])
    numbers = "".join(f"<td class=number>{cell}</td>" for cell in cells)
    return f'<tr><td title="{about}">{html.escape(metric["name"])}</td>{numbers}</tr>'


def _has(key: str, *rows: Row) -> bool:
    return any(number(row, key) is not None for row in rows)


def _better(metric: dict[str, str], a: Row, b: Row) -> Row | None:
    value_a, value_b = number(a, metric["key"]), number(b, metric["key"])
    if value_a is None or value_b is None or value_a == value_b:
        return None
    if metric["better"] == "one":
        value_a, value_b = abs(value_a - 1), abs(value_b - 1)
    a_is_lower = value_a < value_b
    return a if a_is_lower != (metric["better"] == "high") else b


def _real(row: Row, key: str) -> str:
    """What real images score against other real ones."""
    return next(
        (_value(row, f"{key}{end}") for end in ("_floor", "_real") if _has(f"{key}{end}", row)),
        NONE,
    )


def _value(row: Row, key: str) -> str:
    value = number(row, key)
    if value is None:
        return NONE
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def _amount(row: Row, key: str) -> str:
    value = number(row, key)
    return "an unknown number of" if value is None else f"{value:,.0f}"
