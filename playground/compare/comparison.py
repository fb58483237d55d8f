"""Two runs side by side: what differs, their grids at one moment, their losses. No st calls."""

from pathlib import Path
from typing import Any

from gan_core.runs.run_dir import RunDir
from playground.shared.setting_labels import budget_words, label, setting_words, value_words

MISSING = "–"
FIELDS = ("recipe", "dataset", "image_size", "channels", "seed", "budget", "device", "threads")
NAMES = {
    "recipe": "Model",
    "dataset": "Images",
    "image_size": "Size (px)",
    "channels": "Channels",
    "seed": "Seed",
    "budget": "Budget",
    "device": "Device",
    "threads": "Threads",
}


def differences(a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name, value of A and of B wherever the two configs differ, in the order of the form."""
    found = [(NAMES[field], _word(a.get(field)), _word(b.get(field))) for field in FIELDS]
    settings_a, settings_b = _settings(a), _settings(b)
    for name in {**settings_a, **settings_b}:
        words_a, words_b = (_setting(name, each.get(name)) for each in (settings_a, settings_b))
        found.append((label(name), words_a, words_b))
    return [row for row in found if row[1] != row[2]]


def moments(a: RunDir, b: RunDir) -> list[int]:
    """Images seen at which either run has a sample grid, in order."""
    return sorted({*a.samples(), *b.samples()})


def grid_at(run: RunDir, moment: int) -> int | None:
    """Images seen at the run's latest grid up to `moment`; None before its first."""
    return max((seen for seen in run.samples() if seen <= moment), default=None)


def common_reduction(a: str, b: str, same_loss: bool) -> tuple[str, str, float, float]:
    """How each D loss is shown, and what it is divided by for that.

    Beside a mean of the real and the fake term, a sum is halved; different loss functions cannot be
    compared, so these losses stay as they are.
    """
    if a == b or not same_loss:
        return a, b, 1.0, 1.0
    return "mean", "mean", 2.0 if a == "sum" else 1.0, 2.0 if b == "sum" else 1.0


def reduction_of(about: dict[str, Any]) -> str:
    """ "sum" or "mean"; runs of earlier versions were sums."""
    found = about.get("loss_D")
    return "mean" if isinstance(found, dict) and found.get("reduction") == "mean" else "sum"


def loss_of(config: dict[str, Any]) -> str:
    """The loss function of G and D."""
    return str(_settings(config).get("loss", "nonsaturating"))


def _settings(config: dict[str, Any]) -> dict[str, Any]:
    settings = config.get("settings")
    return settings if isinstance(settings, dict) else {}


def _setting(name: str, value: Any) -> str:
    return MISSING if value is None else setting_words(name, value)


def _word(value: Any) -> str:
    if value is None:
        return MISSING
    if isinstance(value, dict):  # a budget
        amount, unit = value.get("amount"), str(value.get("unit"))
        return budget_words(amount, unit) if isinstance(amount, (int, float)) else MISSING
    if isinstance(value, str) and "/" in value:  # the path of a data set
        return Path(value).name
    return value_words(value)
