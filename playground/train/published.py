"""A recipe as it was published, and a short version for slow machines. No st calls."""

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core.config.train_config import Budget
from playground.shared.plain_text import plain
from playground.shared.setting_labels import budget_words, label, setting_words
from playground.train.image_sources import title

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

PATIENCE = 600.0  # seconds; a published run that takes longer is not what the form starts with
SHORT_BUDGET = Budget("minutes", 5.0)
ENOUGH_SPEED = 60.0  # images a second; below it five minutes show little
LEAST_WIDTH = 8
FREE = ("log_every",)  # settings that change nothing in what is learned


@dataclass(frozen=True)
class Preset:
    """Budget and width that a button of the form sets at once."""

    budget: Budget
    width: int

    @property
    def text(self) -> str:
        """In the words of a button."""
        return f"width {self.width}, {budget_text(self.budget)}"


def published_preset(recipe: "Recipe") -> Preset:
    """The recipe's own width and epochs."""
    assert recipe.published is not None, recipe.name
    return Preset(Budget("epochs", float(recipe.published.epochs)), _width(recipe))


def short_preset(recipe: "Recipe", images_per_second: float) -> Preset:
    """A few minutes, with networks narrow enough for these to show something.

    `images_per_second` is the speed at full width; the cost grows with the width's square.
    """
    width = _width(recipe)
    while images_per_second < ENOUGH_SPEED and width // 2 >= LEAST_WIDTH:
        width, images_per_second = width // 2, 4 * images_per_second
    return Preset(SHORT_BUDGET, width)


def differences(config: "TrainConfig", recipe: "Recipe") -> list[str]:
    """How a run differs from the published one, in a few words each."""
    published = recipe.published
    if published is None:
        return []
    found = []
    for field in dataclasses.fields(config.settings):
        value = getattr(config.settings, field.name)
        if field.name not in FREE and value != field.default:
            here = f"{label(field.name)} {setting_words(field.name, value)}"
            found.append(_difference(here, setting_words(field.name, field.default)))
    if config.dataset not in published.datasets:
        found.append(_difference(plain(title(config.dataset)), _titles(published.datasets)))
    if config.image_size != published.image_size:
        found.append(_difference(f"{config.image_size} px", str(published.image_size)))
    wanted = Budget("epochs", float(published.epochs))
    if config.budget != wanted:
        found.append(_difference(budget_text(config.budget), budget_text(wanted)))
    return found


def budget_text(budget: Budget) -> str:
    """`5 minutes`, `50 epochs`, `100,000 images`."""
    return budget_words(budget.amount, budget.unit)


def changed_settings(recipe: "Recipe", image_size: int) -> list[tuple[str, object, object]]:
    """The recipe's settings for images of this side that differ from the playground's defaults:
    name, value, default."""
    from gan_core.config.training_options import TrainingOptions

    usual = {field.name: field.default for field in dataclasses.fields(TrainingOptions)}
    here = recipe.defaults_at(image_size)
    return [
        (field.name, here.get(field.name, field.default), usual.get(field.name))
        for field in dataclasses.fields(recipe.settings_type)
        if field.name not in usual or field.default != usual[field.name]
    ]


def _width(recipe: "Recipe") -> int:
    return int(recipe.settings_type.__dataclass_fields__["width"].default)


def _titles(datasets: tuple[str, ...]) -> str:
    return " or ".join(title(name) for name in datasets)


def _difference(here: str, published: str) -> str:
    return f"{here} (published: {published})"
