"""Two runs side by side: what differs, their grids at one moment, their losses. No st calls."""

import dataclasses
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.config.image_choices import image_choices_from
from gan_core.data.catalog import DATASETS
from gan_core.runs.run_dir import RunDir
from playground.shared.setting_labels import budget_words, label, setting_words

MISSING = "–"
OF_NAMED = ("subset", "flip")  # image choices that a named set can have
OF_DIGEST = 6  # letters of the folder of an upload
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
    found = [
        (NAMES[field], *_told_apart(field, a.get(field), b.get(field)))
        for field in FIELDS
        if a.get(field) != b.get(field)
    ]
    all_a, all_b = (_image_choices(each) | _settings(each) for each in (a, b))
    return found + [
        (label(name), *_told_apart(name, all_a.get(name), all_b.get(name)))
        for name in {**all_a, **all_b}
        if all_a.get(name) != all_b.get(name)
    ]


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


def _image_choices(config: dict[str, Any]) -> dict[str, Any]:
    """What was made of the images; of a named set only what can be made of one."""
    try:
        choices = dataclasses.asdict(image_choices_from(config.get("image_choices")))
    except GanError:
        return {}
    named = config.get("dataset") in DATASETS
    return {name: value for name, value in choices.items() if not named or name in OF_NAMED}


def _told_apart(name: str, a: Any, b: Any) -> tuple[str, str]:
    """The words of two values that differ, with more of them where the words alone do not."""
    words = (_word(name, a), _word(name, b))
    if words[0] != words[1]:
        return words
    if name == "dataset":
        return _with_folder(str(a)), _with_folder(str(b))
    return str(a), str(b)


def _with_folder(dataset: str) -> str:
    """The name of a file and the beginning of its folder's; a named set has none."""
    name, folder = Path(dataset).name, Path(dataset).parent.name
    return f"{name} ({folder[:OF_DIGEST]}…)" if folder else name


def _word(name: str, value: Any) -> str:
    if value is None:
        return MISSING
    if name == "dataset":
        return Path(str(value)).name
    if isinstance(value, dict):  # a budget
        amount, unit = value.get("amount"), str(value.get("unit"))
        return budget_words(amount, unit) if isinstance(amount, (int, float)) else MISSING
    return setting_words(name, value)
