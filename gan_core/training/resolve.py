"""From what was requested to a complete TrainConfig; raises early on what cannot work."""

import dataclasses
import functools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.config.image_choices import AUTO_BACKGROUND, NAMES, ImageChoices
from gan_core.config.settings import Settings, parse_assignments, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.config.training_options import AUTO
from gan_core.data.catalog import DATASETS, no_such_dataset
from gan_core.data.files.reading import survey
from gan_core.data.image_set import no_classes
from gan_core.recipes import Environment, find_recipe
from gan_core.training import devices
from gan_core.training.number_format import bf16_is_faster

ONLY_OWN = ("fit", "background", "classes", "leave_out")  # image choices without a named set
FOLDER_SIZE = 32  # px; default for a folder or archive, whose images may have any size


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
    """The complete configuration: names checked, device and image size chosen, threads fixed.

    Raises GanError for an unknown recipe, data set, setting or device and for values out of range.
    """
    recipe = find_recipe(recipe_name)
    values: dict[str, Any] = dict(parse_assignments(settings))
    size, channels = _pop_shape(values, image_size)
    values_given = {name: values.pop(name) for name in NAMES & values.keys()}
    choices = ImageChoices(**values_given)
    known = DATASETS.get(dataset)
    if known and (given := {*values_given} & {*ONLY_OWN}):
        raise GanError(
            f"{', '.join(sorted(given))} can be chosen for images of your own; {known.title} is "
            "used as it is."
        )
    if known is None:
        if not os.path.exists(dataset):  # unlike Path.exists, False for an invalid name
            raise no_such_dataset(dataset)
        dataset = str(Path(dataset).resolve())  # the run may be resumed from another folder
    native = known.image_size if known else FOLDER_SIZE
    size = recipe.nearest_size(native) if size is None else size
    recipe.check_images(channels or (known.channels if known else recipe.channels[0]), size)
    chosen = settings_from(recipe.settings_type, values)
    count, has_classes = (known.count, True) if known else (None, None)
    if count and choices.subset:
        count = min(count, choices.subset)
    if known is None:
        found = survey(Path(dataset), choices)
        if choices.background == AUTO_BACKGROUND:
            choices = dataclasses.replace(choices, background=found.background)
        count, has_classes = found.count, bool(found.class_names)
        recipe.check_images(channels or found.channels, size)
        if not has_classes and "labels" not in values and recipe.labels_optional:
            chosen = dataclasses.replace(chosen, labels=False)
        if chosen.labels and not has_classes:
            raise no_classes(Path(dataset).name)
    chosen_device = devices.choose(device)
    faster = functools.partial(bf16_is_faster, chosen_device)
    environment = Environment(chosen_device.type, count, faster)
    chosen = recipe.resolve_auto(chosen, environment)
    return TrainConfig(
        recipe=recipe.name,
        dataset=dataset,
        image_size=size,
        settings=chosen,
        budget=budget or Budget(),
        channels=channels,
        seed=seed,
        device=str(chosen_device),
        threads=devices.TRAINING_THREADS,
        data_root=None if data_root is None else str(Path(data_root).resolve()),
        image_choices=choices,
    )


def auto_choices(settings: Settings) -> dict[str, Any]:
    """Current values of the settings that are AUTO by default."""
    return {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(settings)
        if field.default == AUTO
    }


def _pop_shape(values: dict[str, Any], image_size: int | None) -> tuple[int | None, int | None]:
    """Size and channels of the images, removed from `values` if they are among the settings."""
    try:
        size = int(values.pop("image_size")) if "image_size" in values else image_size
        return size, int(values.pop("channels")) if "channels" in values else None
    except ValueError:
        raise GanError("image_size and channels must be whole numbers, such as 28 and 1.") from None
