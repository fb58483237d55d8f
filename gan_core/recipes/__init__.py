"""Every recipe by name. To add one: write its file, import it here."""

from gan_core.errors import unknown
from gan_core.recipes.base import Players, Recipe, count_parameters
from gan_core.recipes.dcgan import DCGAN

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (DCGAN,)}


def find_recipe(name: str) -> Recipe:
    """The recipe called `name`, or a GanError with the nearest name there is."""
    if name not in RECIPES:
        raise unknown("recipe", name, RECIPES)
    return RECIPES[name]


__all__ = ["RECIPES", "Players", "Recipe", "count_parameters", "find_recipe"]
