"""From what was requested to a complete TrainConfig; raises early on what cannot work."""

import dataclasses
import functools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gan_core import GanError, unknown
from gan_core.config.image_choices import AUTO_BACKGROUND, NAMES, ImageChoices
from gan_core.config.settings import Settings, parse_assignments, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.config.training_options import AUTO
from gan_core.data.catalog import DATASETS, DatasetInfo, no_such_dataset
from gan_core.data.files.reading import survey
from gan_core.data.image_set import no_classes
from gan_core.data.loss_networks import has_loss_network
from gan_core.recipes import Environment, Recipe, find_recipe
from gan_core.training import devices
from gan_core.training.number_format import bf16_is_faster

ONLY_OWN = (
    "fit",
    "background",
    "classes",
    "leave_out",
    "like",
)  # image choices without a named set


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
    followed_seeds: Sequence[int] = (),
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
    if known:
        _refuse_own_choices(values_given, known)
    else:
        if not os.path.exists(dataset):  # unlike Path.exists, False for an invalid name
            raise no_such_dataset(dataset)
        dataset = str(Path(dataset).resolve())  # the run may be resumed from another folder
    chosen, asked = settings_from(recipe.settings_type, values), frozenset(values)
    if known:
        size = recipe.nearest_size(known.image_size) if size is None else size
        recipe.check_images(channels or known.channels, size)
        count = min(known.count, choices.subset or known.count)
    else:
        if size is not None:  # before a large folder is looked at
            recipe.check_images(channels or recipe.channels[0], size)
        found = survey(Path(dataset), choices)
        size = recipe.nearest_size(found.image_size) if size is None else size
        recipe.check_images(channels or found.channels, size)
        choices = _with_background(choices, found.background)
        count = found.count
        if choices.like:
            _check_likeness(choices.like, found.class_names)
        if not found.class_names:
            chosen = _without_labels(recipe, chosen, "labels" in values, Path(dataset).name)
    chosen_device = devices.choose(device)
    faster = functools.partial(bf16_is_faster, chosen_device)
    has_network = has_loss_network(choices.like or dataset)
    environment = Environment(chosen_device.type, count, faster, has_network, size, asked)
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
        followed_seeds=tuple(followed_seeds),
    )


def _refuse_own_choices(given: Iterable[str], known: DatasetInfo) -> None:
    if own := {*given} & {*ONLY_OWN}:
        raise GanError(
            f"{', '.join(sorted(own))} can be chosen for images of your own; {known.title} is "
            "used as it is."
        )


def _check_likeness(like: str, class_names: Sequence[str]) -> None:
    if like not in DATASETS:
        raise unknown("data set", like, DATASETS)
    if tuple(class_names) != DATASETS[like].class_names:
        raise GanError(
            f"These images are no copy of {DATASETS[like].title}, whose folders are "
            f"{', '.join(DATASETS[like].class_names)}; leave like out."
        )


def _with_background(choices: ImageChoices, fitting: str) -> ImageChoices:
    asked = choices.background != AUTO_BACKGROUND
    return choices if asked else dataclasses.replace(choices, background=fitting)


def _without_labels(recipe: Recipe, chosen: Settings, asked: bool, dataset: str) -> Settings:
    """The settings for images without classes; GanError where labels are needed or asked for."""
    if recipe.labels_optional and not asked:
        return dataclasses.replace(chosen, labels=False)
    if chosen.labels:
        raise no_classes(dataset)
    return chosen


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
