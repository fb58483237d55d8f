"""From what a person said to a complete TrainConfig, refusing early what could not work."""

import dataclasses
import functools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.config.settings import Settings, parse_assignments, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.config.training_options import AUTO
from gan_core.data.catalog import DATASETS, no_such_dataset
from gan_core.data.image_files import survey
from gan_core.data.image_set import no_classes
from gan_core.recipes import Environment, Recipe, find_recipe
from gan_core.training import devices
from gan_core.training.engine import bf16_pays

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
    native = known.image_size if known else FOLDER_SIZE
    size = recipe.nearest_size(native) if size is None else size
    recipe.check_images(channels or (known.channels if known else recipe.channels[0]), size)
    chosen = settings_from(recipe.settings_type, values)
    count, has_classes = (known.count, True) if known else (None, None)
    if known is None and _must_look(recipe, channels, chosen):
        found = survey(Path(dataset))
        count, has_classes = found.count, bool(found.class_names)
        recipe.check_images(channels or found.channels, size)
        if not has_classes and "labels" not in values and recipe.labels_if_any:
            chosen = dataclasses.replace(chosen, labels=False)
        if chosen.labels and not has_classes:
            raise no_classes(Path(dataset).name)
    on = devices.choose(device)
    environment = Environment(on.type, count, functools.partial(bf16_pays, on))
    chosen = recipe.resolve_auto(chosen, environment)
    return TrainConfig(
        recipe=recipe.name,
        dataset=dataset,
        image_size=size,
        settings=chosen,
        budget=budget or Budget(),
        channels=channels,
        seed=seed,
        device=str(on),
        threads=devices.TRAINING_THREADS,
        data_root=None if data_root is None else str(Path(data_root).resolve()),
    )


def auto_choices(settings: Settings) -> dict[str, Any]:
    """What the recipe chose by itself, or was told, where it leaves a choice to device and data."""
    return {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(settings)
        if field.default == AUTO
    }


def _must_look(recipe: Recipe, channels: int | None, settings: Settings) -> bool:
    """Whether what is in a folder or archive decides; otherwise it is not opened twice."""
    open_choice = AUTO in dataclasses.asdict(settings).values()
    return settings.labels or open_choice or (channels is None and len(recipe.channels) == 1)


def _shape(values: dict[str, Any], image_size: int | None) -> tuple[int | None, int | None]:
    """Side and channels of the images; both may also be said among the settings."""
    try:
        size = int(values.pop("image_size")) if "image_size" in values else image_size
        return size, int(values.pop("channels")) if "channels" in values else None
    except ValueError:
        raise GanError("image_size and channels are whole numbers, such as 28 and 1.") from None
