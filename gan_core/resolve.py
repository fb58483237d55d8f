"""From what a person said to a complete TrainConfig, refusing early what could not work."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gan_core import devices
from gan_core.catalog import DATASETS, no_such_dataset
from gan_core.config import Budget, TrainConfig, parse_assignments, settings_from
from gan_core.data import no_classes
from gan_core.errors import GanError
from gan_core.image_files import peek
from gan_core.recipes import Recipe, find_recipe

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
    values: dict[str, Any] = dict(parse_assignments(settings))
    size, channels = _shape(values, image_size)
    known = DATASETS.get(dataset)
    if known is None:
        if not os.path.exists(dataset):  # unlike Path.exists, false for an impossible name
            raise no_such_dataset(dataset)
        dataset = str(Path(dataset).resolve())  # a resume may start in another folder
    chosen = settings_from(recipe.settings_type, values)
    native = known.image_size if known else FOLDER_SIZE
    size = recipe.nearest_size(native) if size is None else size
    if known:
        recipe.check_images(channels or known.channels, size)
    else:
        _check_files(recipe, Path(dataset), channels, size, chosen.labels)
    return TrainConfig(
        recipe=recipe.name,
        dataset=dataset,
        image_size=size,
        settings=chosen,
        budget=budget or Budget(),
        channels=channels,
        seed=seed,
        device=str(devices.choose(device)),
        threads=devices.TRAINING_THREADS,
        data_root=None if data_root is None else str(Path(data_root).resolve()),
    )


def _check_files(recipe: Recipe, path: Path, channels: int | None, size: int, labels: bool) -> None:
    """Refuse a folder or archive the recipe cannot take; look into it only where that decides."""
    recipe.check_images(channels or recipe.channels[0], size)
    if labels or (channels is None and len(recipe.channels) == 1):
        found, has_classes = peek(path)
        recipe.check_images(channels or found, size)
        if labels and not has_classes:
            raise no_classes(path.name)


def _shape(values: dict[str, Any], image_size: int | None) -> tuple[int | None, int | None]:
    """Side and channels of the images; both may also be said among the settings."""
    try:
        size = int(values.pop("image_size")) if "image_size" in values else image_size
        return size, int(values.pop("channels")) if "channels" in values else None
    except ValueError:
        raise GanError("image_size and channels are whole numbers, such as 28 and 1.") from None
