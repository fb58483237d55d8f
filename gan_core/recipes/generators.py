"""The network that a generator file describes: a recipe's generator, or an imported one."""

from typing import Any

from torch import nn

from gan_core import GanError
from gan_core.config.settings import settings_from, values_before, with_new_names
from gan_core.data.images import DataRange
from gan_core.recipes import find_recipe, imported

MAX_CLASSES = 10_000


def build_generator(about: dict[str, Any]) -> nn.Module:
    """The generator with initial weights, on torch's default device.

    `about` may come from an untrusted file: any error means that it describes no network of ours.
    """
    channels, image_size = about["channels"], about["image_size"]
    num_classes = int(about["num_classes"])
    if not 0 <= num_classes <= MAX_CLASSES or len(about["class_names"]) != num_classes:
        raise ValueError(f"{num_classes} classes")
    if about["recipe"] == imported.RECIPE:
        stack = imported.stack_from(about["settings"])
        if (channels, image_size, num_classes) != (stack.channels, stack.image_size, 0):
            raise GanError("The description of the imported network contradicts itself.")
        return imported.Generator(stack)
    recipe = find_recipe(about["recipe"])
    recipe.check_images(channels, image_size)
    stored = values_before(recipe.settings_type) | with_new_names(about["settings"])
    settings = settings_from(recipe.settings_type, stored)
    return recipe.networks(channels, image_size, num_classes, settings)[0]


def data_range_of(about: dict[str, Any]) -> DataRange:
    """The range of the generator's output."""
    if about["recipe"] == imported.RECIPE:
        return imported.stack_from(about["settings"]).data_range
    return find_recipe(about["recipe"]).data_range
