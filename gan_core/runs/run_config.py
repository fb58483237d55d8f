"""The config of a run as it was started, and changed for when it is resumed or started anew."""

import dataclasses
from collections.abc import Iterable

from gan_core.config.settings import parse_assignments, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.recipes import Recipe, find_recipe
from gan_core.runs.run_dir import RunDir


def load_config(run: RunDir) -> tuple[TrainConfig, Recipe]:
    """The run's config and its recipe. Raises GanError for an invalid or unknown one."""
    values = run.config()
    recipe = find_recipe(str(values.get("recipe")))
    return TrainConfig.from_json(values, recipe.settings_type), recipe


def change_budget(run: RunDir, budget: Budget) -> None:
    """Set the total budget of a run, for when it is resumed."""
    config, _ = load_config(run)
    run.write_config(dataclasses.replace(config, budget=budget).to_json())


def changed_config(run: RunDir, assignments: Iterable[str]) -> TrainConfig:
    """The run's config with changed settings, given as `key=value`, for a new run."""
    config, recipe = load_config(run)
    values = dataclasses.asdict(config.settings) | parse_assignments(assignments)
    return dataclasses.replace(config, settings=settings_from(recipe.settings_type, values))
