"""recipes and models: lists of the recipes and of the shipped generators."""

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gan_core.recipes import Recipe


@dataclass(frozen=True)
class Recipes:
    """List the recipes with their settings."""

    json: bool = False
    """Print JSON, for scripts."""

    def run(self) -> None:
        """Print each recipe with its settings."""
        from gan_core.recipes import RECIPES

        rows = [describe_recipe(recipe) for recipe in RECIPES.values()]
        if self.json:
            print(json.dumps(rows, indent=2))
            return
        for row in rows:
            sizes = RECIPES[row["name"]].sizes_in_words()
            print(f"{row['name']}: {row['summary']}\n  {row['source']}; {sizes}")
            for setting in row["settings"]:
                print(f"    {setting['name']} = {setting['default']}  {setting['doc']}")


@dataclass(frozen=True)
class Models:
    """List the shipped generators."""

    json: bool = False
    """Print JSON, for scripts."""

    def run(self) -> None:
        """Print each generator in pretrained/ with its recipe, data set and training length."""
        from gan_core.generator.shipped import card, generator_path, shipped
        from gan_core.runs.checkpoint import read_about

        rows = [{**read_about(generator_path(name)), **card(name)} for name in shipped()]
        if self.json:
            print(json.dumps(rows, indent=2))
            return
        for row in rows:
            data = f"{row['dataset']} at {row['image_size']} px"
            print(f"{row['name']}: {row['recipe']} on {data}, {row['images_seen']:,} images seen")


def describe_recipe(recipe: "Recipe[Any]") -> dict[str, Any]:
    """A recipe as JSON values: name, source, sizes, settings with default, unit and range."""
    settings = [
        {"name": field.name, "default": field.default, **field.metadata}
        for field in dataclasses.fields(recipe.settings_type)
    ]
    return {
        "name": recipe.name,
        "title": recipe.title,
        "source": recipe.source,
        "summary": recipe.summary,
        "image_sizes": list(recipe.image_sizes),
        "channels": list(recipe.channels),
        "data_range": list(recipe.data_range),
        "d_loss_reduction": recipe.d_loss_reduction,
        "partial_last_batch": recipe.partial_last_batch,
        "schedule": dataclasses.asdict(recipe.schedule),
        "published": None if recipe.published is None else dataclasses.asdict(recipe.published),
        "settings": settings,
        "differences": list(recipe.differences),
    }
