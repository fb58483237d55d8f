"""From what a person said to a complete TrainConfig, refusing early what could not work."""

from collections.abc import Iterable
from pathlib import Path

import torch

from gan_core import devices
from gan_core.catalog import DATASETS
from gan_core.config import Budget, TrainConfig, parse_settings
from gan_core.errors import unknown
from gan_core.recipes import find_recipe

FOLDER_SIZE = 32  # px; pictures in a folder have no size of their own


def resolve_config(
    recipe_name: str,
    dataset: str,
    *,
    settings: Iterable[str] = (),
    budget: Budget | None = None,
    seed: int = 0,
    device: str = "auto",
    image_size: int | None = None,
    data_root: str | Path | None = None,
) -> TrainConfig:
    """Everything decided: names checked, device chosen, size the recipe can make, threads fixed.

    Raises GanError for an unknown recipe, data set, setting or device and for values out of range.
    """
    recipe = find_recipe(recipe_name)
    known = DATASETS.get(dataset)
    if known is None:
        if not Path(dataset).exists():
            raise unknown(
                "dataset", dataset, DATASETS, ", or the path of a folder, zip or tar of images"
            )
        dataset = str(Path(dataset).resolve())  # a resume may start in another folder
    native = known.image_size if known else FOLDER_SIZE
    size = image_size if image_size is not None else recipe.nearest_size(native)
    recipe.check_images(known.channels if known else 3, size)
    return TrainConfig(
        recipe=recipe.name,
        dataset=dataset,
        image_size=size,
        settings=parse_settings(recipe.settings_type, settings),
        budget=budget or Budget(),
        seed=seed,
        device=str(devices.choose(device)),
        threads=torch.get_num_threads(),
        data_root=None if data_root is None else str(Path(data_root).resolve()),
    )
