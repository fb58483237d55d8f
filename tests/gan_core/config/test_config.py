"""Settings: every field of every recipe keeps its range, and a config survives its file."""

import dataclasses
import json
import math

import pytest

from gan_core import GanError, nearest
from gan_core.config.settings import MAX_SEED, Settings, parse_assignments, settings_from
from gan_core.config.train_config import BUDGET_UNITS, FORMAT, Budget, TrainConfig
from gan_core.config.training_options import AUTO, TrainingOptions
from gan_core.recipes import RECIPES

FIELDS = [
    pytest.param(recipe.settings_type, field, id=f"{recipe.name}-{field.name}")
    for recipe in RECIPES.values()
    for field in dataclasses.fields(recipe.settings_type)
]
NUMBERS = [param for param in FIELDS if type(param.values[1].default) in (int, float)]
TAKES_LABELS = {"loss": "nonsaturating"}  # for the settings of D's targets
RECIPE_NAMES = pytest.mark.parametrize("name", RECIPES)


def config_of(name, **changes):
    recipe = RECIPES[name]
    values = {"recipe": name, "dataset": "silhouettes", "image_size": recipe.image_sizes[0]}
    return TrainConfig(**{**values, "settings": recipe.settings_type(), **changes})


def refused(settings_type, field, value):
    with pytest.raises(GanError) as caught:
        settings_from(settings_type, {field.name: value})
    assert field.name in str(caught.value) and "\n" not in str(caught.value)


# settings


@pytest.mark.parametrize("settings_type, field", FIELDS)
def test_every_setting_says_what_it_does_and_defaults_within_its_range(settings_type, field):
    about = field.metadata
    assert about["doc"].endswith(".") and "\n" not in about["doc"] and len(about["doc"]) < 110
    assert getattr(settings_type(), field.name) == field.default
    if type(field.default) in (int, float):
        assert about["low"] <= field.default <= about["high"]


@pytest.mark.parametrize("settings_type, field", NUMBERS)
def test_bounds_are_taken_and_what_lies_beyond_is_refused(settings_type, field):
    low, high = field.metadata["low"], field.metadata["high"]
    for bound in (low, high):
        settings = settings_type(**TAKES_LABELS, **{field.name: bound})
        assert getattr(settings, field.name) == bound
    step = 1 if type(field.default) is int else 1e-9
    refused(settings_type, field, low - step)
    refused(settings_type, field, high * (1 + 1e-9) + step)


@pytest.mark.parametrize("settings_type, field", NUMBERS)
@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, "many", "", None, True, False, [1], {}, 10**400]
)
def test_what_is_no_number_is_refused(settings_type, field, value):
    refused(settings_type, field, value)


@pytest.mark.parametrize("settings_type, field", NUMBERS)
def test_whole_numbers_stay_whole(settings_type, field):
    value = getattr(settings_type(**{field.name: f"{field.default}"}), field.name)
    assert (value, type(value)) == (field.default, type(field.default))
    if type(field.default) is int:
        refused(settings_type, field, field.metadata["low"] + 0.5)


@pytest.mark.parametrize(
    "settings_type, field", [param for param in FIELDS if type(param.values[1].default) is bool]
)
def test_truths_are_read_in_every_spelling_and_nothing_else(settings_type, field):
    for value in (True, "true", "YES", "1"):
        assert getattr(settings_type(**{field.name: value}), field.name) is True
    for value in (False, "False", "no", "0"):
        assert getattr(settings_type(**{field.name: value}), field.name) is False
    for value in ("maybe", "", 2, None, [], math.nan):
        refused(settings_type, field, value)


@pytest.mark.parametrize(
    "settings_type, field", [param for param in FIELDS if type(param.values[1].default) is str]
)
def test_a_text_is_one_of_its_choices_and_nothing_else(settings_type, field):
    also = {"target_noise": 0, "gp_weight": 10}  # what Wasserstein asks for
    for value in field.metadata["choices"]:
        settings = settings_from(settings_type, {**also, field.name: value})
        assert getattr(settings, field.name) == value
    for value in ("", field.default + " ", field.default.upper(), 1, None, True, []):
        refused(settings_type, field, value)


@pytest.mark.parametrize("settings_type, field", FIELDS)
def test_a_recipe_changes_no_more_than_the_default_of_a_shared_setting(settings_type, field):
    """The default, whether device and data may choose, and what older runs have."""
    shared = TrainingOptions.__dataclass_fields__.get(field.name)
    if shared is not None:
        left_open = (AUTO,) if field.default == AUTO else ()
        choices = shared.metadata["choices"] and left_open + shared.metadata["choices"]
        before = field.metadata["before"]
        assert {**shared.metadata, "choices": choices, "before": before} == field.metadata


@RECIPE_NAMES
def test_settings_are_frozen(name):
    with pytest.raises(dataclasses.FrozenInstanceError):
        RECIPES[name].settings_type().batch_size = 1


@RECIPE_NAMES
def test_an_unknown_setting_brings_the_nearest_to_mind(name):
    with pytest.raises(GanError, match='"batchsize"; did you mean "batch_size"'):
        settings_from(RECIPES[name].settings_type, {"batchsize": 8})


def test_settings_are_parsed_from_words():
    values = parse_assignments(["lr_G=1e-4", " batch_size = 16 ", "labels=true"])
    settings = settings_from(Settings, values)
    assert settings == Settings(lr_G=1e-4, batch_size=16, labels=True)


@pytest.mark.parametrize("word", ["lr_G", "", "lr_G:1", "=1", "lr_G=", "lr_G=a=b"])
def test_words_that_are_no_setting_are_refused(word):
    with pytest.raises(GanError):
        settings_from(Settings, parse_assignments([word]))


def test_nearest_finds_a_slip_and_nothing_far():
    assert nearest("DCGN", ["dcgan", "wgan-gp"]) == "dcgan"
    assert nearest("zebra", ["dcgan"]) is None


# budgets


def test_budgets_in_images():
    assert Budget("images", 1000).images(60_000) == 1000
    assert Budget("epochs", 0.5).images(60_000) == 30_000
    assert Budget("epochs", 1e-9).images(60_000) == 1
    assert Budget("minutes", 5).images(60_000) is None


def test_fractions_of_a_budget():
    assert Budget("images", 1000).fraction(250, 1e9, 10) == 0.25
    assert Budget("epochs", 2).fraction(15, 1e9, 10) == 0.75
    assert Budget("minutes", 2).fraction(10**9, 30, 10) == 0.25
    assert Budget("images", 1000).fraction(5000, 0, 10) == 1.0


@pytest.mark.parametrize("unit", BUDGET_UNITS)
@pytest.mark.parametrize("amount", [0, -1, math.nan, math.inf, 1e12, True, "5", None, [1]])
def test_amounts_that_are_no_budget_are_refused(unit, amount):
    with pytest.raises(GanError, match="budget"):
        Budget(unit, amount)


@pytest.mark.parametrize("unit", ["hours", "", None, ["images"]])
def test_units_that_are_no_budget_are_refused(unit):
    with pytest.raises(GanError, match="budget unit"):
        Budget(unit, 1)


# the whole config


@RECIPE_NAMES
def test_a_config_survives_its_file(name):
    recipe = RECIPES[name]
    config = config_of(
        name,
        settings=recipe.settings_type(batch_size=16, lr_G=1.25e-4, labels=True),
        budget=Budget("epochs", 0.1), channels=3, seed=MAX_SEED, threads=2, data_root="somewhere",
    )  # fmt: skip
    read = json.loads(json.dumps(config.to_json(), allow_nan=False))
    assert TrainConfig.from_json(read, recipe.settings_type) == config


@pytest.mark.parametrize("number", [0, FORMAT + 1, None, "1", "", [1]])
def test_another_format_is_refused(number):
    values = {**config_of("dcgan").to_json(), "format": number}
    with pytest.raises(GanError, match="format"):
        TrainConfig.from_json(values, RECIPES["dcgan"].settings_type)


def fields_of_config():
    return [key for key in config_of("dcgan").to_json() if key != "format"]


@pytest.mark.parametrize("key", ["recipe", "dataset", "image_size", "settings", "budget"])
def test_a_config_with_a_hole_is_refused(key):
    values = config_of("dcgan").to_json()
    del values[key]
    with pytest.raises(GanError):
        TrainConfig.from_json(values, RECIPES["dcgan"].settings_type)


@pytest.mark.parametrize("change", [{"surprise": 1}, {"budget": {"unit": "images", "x": 1}}])
def test_a_config_with_a_field_of_the_future_is_refused(change):
    with pytest.raises(GanError):
        TrainConfig.from_json(
            {**config_of("dcgan").to_json(), **change}, RECIPES["dcgan"].settings_type
        )


@pytest.mark.parametrize("values", [None, [], "text", 5])
def test_what_is_no_object_is_refused(values):
    with pytest.raises(GanError):
        TrainConfig.from_json(values, Settings)


@pytest.mark.parametrize("key", ["settings", "budget"])
@pytest.mark.parametrize("value", [None, 5, "text", [1]])
def test_parts_of_another_kind_are_refused(key, value):
    with pytest.raises(GanError):
        TrainConfig.from_json(
            {**config_of("dcgan").to_json(), key: value}, RECIPES["dcgan"].settings_type
        )


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1, 0.5, "0", None])
def test_seeds_out_of_range_are_refused(seed):
    with pytest.raises(GanError, match="seed"):
        config_of("dcgan", seed=seed)


@pytest.mark.parametrize("channels", [0, 2, 4, "1"])
def test_channel_counts_other_than_1_and_3_are_refused(channels):
    with pytest.raises(GanError, match="channel"):
        config_of("dcgan", channels=channels)
