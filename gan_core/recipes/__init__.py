"""Every recipe by name. To add one: write its file, import it here."""

from typing import Any

from gan_core import unknown
from gan_core.objectives.updates import GANState
from gan_core.recipes.base import Environment, Recipe, count_parameters
from gan_core.recipes.cgan_cifar10 import CGAN_CIFAR10
from gan_core.recipes.cgan_fashion import CGAN_FASHION
from gan_core.recipes.dcgan import DCGAN
from gan_core.recipes.dcgan64 import DCGAN64
from gan_core.recipes.fashiongan import FASHIONGAN
from gan_core.recipes.keras_dcgan import KERAS_DCGAN
from gan_core.recipes.quick import QUICK
from gan_core.recipes.tconv_mlp import TCONV_MLP

RECIPES: dict[str, Recipe[Any]] = {  # each has its own type of settings
    recipe.name: recipe
    for recipe in (
        QUICK,
        DCGAN,
        CGAN_FASHION,
        KERAS_DCGAN,
        TCONV_MLP,
        CGAN_CIFAR10,
        DCGAN64,
        FASHIONGAN,
    )
}


def find_recipe(name: str) -> Recipe[Any]:
    """The recipe called `name`. Raises GanError, which suggests the most similar name."""
    if name not in RECIPES:
        raise unknown("recipe", name, RECIPES)
    return RECIPES[name]


__all__ = ["RECIPES", "Environment", "GANState", "Recipe", "count_parameters", "find_recipe"]
