"""The answers of a class as a table. No cell can start a formula in a spreadsheet."""

import csv
import io
from typing import Any

FIRST = ("student", "question", "vote", "option", "seed")
# A spreadsheet takes what begins with one of these for a formula, or strips it and then does.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def answers_csv(rows: list[dict[str, Any]]) -> bytes:
    """UTF-8 with one line an answer; the parts of a result have columns of their own."""
    flat = [_flat(row) for row in rows]
    parts = sorted({key for row in flat for key in row} - {*FIRST, "id"})
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    header = [*FIRST, *parts, "id"]
    writer.writerow(map(cell, header))
    writer.writerows([[cell(row.get(key)) for key in header] for row in flat])
    return table.getvalue().encode()


def cell(value: Any) -> str:
    """A value as text; words that a spreadsheet would run begin with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)  # a negative number is no formula
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    result = row.get("result")
    known = {key: row.get(key) for key in (*FIRST, "id")}
    if isinstance(result, dict):
        return known | {f"result {key}": value for key, value in result.items()}
    return known | ({} if result is None else {"result": result})
