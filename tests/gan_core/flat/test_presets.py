"""Presets of the lab: what they name exists, and their counts are those of enough seeds."""

import json

import pytest

from benchmarks.lab_presets import PRESETS, WANTED, tried
from gan_core.flat.settings import BY_NAME, checked
from tests.gan_core.flat.engine import NEEDS_NODE

ALL = json.loads(PRESETS.read_text("utf-8"))
each = pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset["id"])


def names_in(condition):
    for part in condition.get("all", []) + condition.get("any", []):
        yield from names_in(part)
    yield from (condition[key] for key in ("name", "value") if isinstance(condition.get(key), str))


def test_there_is_one_for_each_failure():
    assert [preset["id"] for preset in ALL] == [
        "d_overpowers", "d_too_weak", "collapse", "oscillation", "copying", "rare_class",
        "past_best", "learning",
    ]  # fmt: skip


@each
def test_settings_and_cure_are_ones_the_lab_takes(preset):
    settings = checked(preset["settings"])
    assert max(settings.width_G, settings.width_D) <= 32 and preset["steps"] <= 3000
    cure = preset["cure"]
    checked({**preset["settings"], **cure["change"]})
    assert cure["steps"] <= 3000
    if not cure["restart"]:
        assert not any(BY_NAME[name].restart for name in cure["change"])


@each
def test_failure_and_cure_hold_in_18_of_20_seeds(preset):
    counts = preset["counts"]
    assert counts["seeds"] == 20
    assert counts["failed"] == 20 - len(counts["not_failed"]) >= WANTED
    assert counts["cured"] == 20 - len(counts["not_cured"]) >= WANTED


@NEEDS_NODE
@each
def test_conditions_speak_of_numbers_that_the_engine_gives(preset):
    short = {**preset, "steps": 1, "cure": {**preset["cure"], "steps": 1}}
    (row,) = tried(short, range(1))
    assert set(names_in(preset["shows"])) <= set(row["failing"])
    assert set(names_in(preset["cure"]["shows"])) <= set(row["cured"])


@NEEDS_NODE
def test_the_counts_are_those_of_this_engine():
    preset = next(preset for preset in ALL if preset["id"] == "rare_class")
    for row in tried(preset, range(2)):
        assert row["failed"] == (row["seed"] not in preset["counts"]["not_failed"])
        assert row["cures"] == (row["seed"] not in preset["counts"]["not_cured"])
