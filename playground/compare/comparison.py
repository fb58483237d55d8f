"""Runs side by side: what differs, and whether their losses compare. No st calls."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.config.image_choices import image_choices_from
from gan_core.data.catalog import DATASETS
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


def differences(*configs: dict[str, Any]) -> list[tuple[str, ...]]:
    """Name, and each run's value, wherever the configs differ, in the order of the form."""
    found = [
        (NAMES[field], *_told_apart(field, [config.get(field) for config in configs]))
        for field in FIELDS
        if _differ([config.get(field) for config in configs])
    ]
    chosen = [_image_choices(config) | _settings(config) for config in configs]
    names = dict.fromkeys(name for each in chosen for name in each)
    return found + [
        (label(name), *_told_apart(name, [each.get(name) for each in chosen]))
        for name in names
        if _differ([each.get(name) for each in chosen])
    ]


def common_reduction(reductions: Sequence[str], same_loss: bool) -> list[tuple[str, float]]:
    """How each run's loss of D is shown, and what it is divided by for that.

    Beside a mean of the real and the fake term, a sum is halved; different loss functions cannot be
    compared, so these losses stay as they are.
    """
    if len({*reductions}) < 2 or not same_loss:
        return [(each, 1.0) for each in reductions]
    return [("mean", 2.0 if each == "sum" else 1.0) for each in reductions]


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


def _differ(values: Sequence[Any]) -> bool:
    return any(value != values[0] for value in values)


def _told_apart(name: str, values: Sequence[Any]) -> list[str]:
    """The words of values that differ, with more of them where the words alone do not."""
    words = [_word(name, value) for value in values]
    pairs = [*zip(words, values, strict=True)]
    if all(a != b or value == other for a, value in pairs for b, other in pairs):
        return words
    if name == "dataset":
        return [_with_folder(str(value)) for value in values]
    return [str(value) for value in values]


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
