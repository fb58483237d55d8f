"""Two runs side by side: what differs, their curves, their sheets at one moment. No st calls."""

from pathlib import Path
from typing import Any

from gan_core.runs.run_dir import RunDir
from playground.shared.setting_labels import LABELS

MISSING = "–"
DRAWN_POINTS = 400  # of a curve; more cannot be told apart
PLACES = ("recipe", "dataset", "image_size", "channels", "seed", "budget", "device", "threads")
NAMES = {
    "recipe": "Recipe",
    "dataset": "Images",
    "image_size": "Size (px)",
    "channels": "Channels",
    "seed": "Seed",
    "budget": "Budget",
    "device": "Device",
    "threads": "Threads",
}


def differences(a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name, A's and B's value of everything the two configs disagree on, in the form's order."""
    found = [(NAMES[place], _word(a.get(place)), _word(b.get(place))) for place in PLACES]
    settings = (_settings(a), _settings(b))
    for name in {**settings[0], **settings[1]}:
        label = LABELS.get(name, name.replace("_", " "))
        found.append((label, *(_word(values.get(name)) for values in settings)))
    return [row for row in found if row[1] != row[2]]


def moments(a: RunDir, b: RunDir) -> list[int]:
    """Images seen at which either run has a sheet, in order."""
    return sorted({*a.samples(), *b.samples()})


def sheet_at(run: RunDir, moment: int) -> int | None:
    """Images seen of the run's newest sheet up to `moment`; None before its first."""
    return max((seen for seen in run.samples() if seen <= moment), default=None)


def losses(run: RunDir, halves: float = 1.0) -> dict[str, list[float | None]]:
    """The run's losses by images seen, averaged to DRAWN_POINTS; D's is divided by `halves`."""
    rows, _ = run.stats()
    stride = -(-len(rows) // DRAWN_POINTS) or 1
    groups = [rows[start : start + stride] for start in range(0, len(rows), stride)]
    loss_D = [_mean(group, "loss/D") for group in groups]
    return {
        "images_seen": [group[-1].get("images_seen") for group in groups],
        "G": [_mean(group, "loss/G") for group in groups],
        "D": [None if value is None else value / halves for value in loss_D],
    }


def common_reduction(a: str, b: str, same_loss: bool) -> tuple[str, str, float, float]:
    """How each D loss is shown, and by what it is divided for that.

    Of one game a sum is halved beside a mean; losses of different games stay as they are.
    """
    if a == b or not same_loss:
        return a, b, 1.0, 1.0
    return "mean", "mean", *(2.0 if reduction == "sum" else 1.0 for reduction in (a, b))


def reduction_of(about: dict[str, Any]) -> str:
    """ "sum" or "mean"; runs of earlier versions were sums."""
    found = about.get("loss_D")
    return "mean" if isinstance(found, dict) and found.get("reduction") == "mean" else "sum"


def loss_of(config: dict[str, Any]) -> str:
    """The loss the two networks play for."""
    return str(_settings(config).get("loss", "nonsaturating"))


def _settings(config: dict[str, Any]) -> dict[str, Any]:
    settings = config.get("settings")
    return settings if isinstance(settings, dict) else {}


def _mean(rows: list[dict[str, Any]], name: str) -> float | None:
    numbers = [row[name] for row in rows if isinstance(row.get(name), (int, float))]
    return sum(numbers) / len(numbers) if numbers else None


def _word(value: Any) -> str:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):  # a budget
        amount = value.get("amount")
        return f"{amount:,g} {value.get('unit')}" if isinstance(amount, (int, float)) else MISSING
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e5 else f"{value:,.0f}"
    return Path(value).name if isinstance(value, str) and "/" in value else str(value)
