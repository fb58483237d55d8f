"""Cadences of the originals: what falls due when, and that a run leaves it on disk."""

import dataclasses

import pytest
import torch

from gan_core import GanError
from gan_core.config.schedule import Schedule, updates_per_epoch
from gan_core.config.train_config import Budget
from gan_core.data.files.reading import survey
from gan_core.data.noise import z_from_seeds
from gan_core.generator.session import load_generator
from gan_core.recipes import RECIPES
from gan_core.runs import checkpoint
from gan_core.runs.run_dir import create
from gan_core.runs.training_run import TrainingRun
from gan_core.training.resolve import resolve_config

SIX = [name for name in RECIPES if RECIPES[name].published]


def test_nothing_is_due_without_a_cadence():
    none = Schedule()
    assert not none.grid_due_by_batches(0, 10_000) and not none.grid_due_by_epochs(0, 500)
    assert not none.checkpoint_due(0, 500) and none.checkpoints(7) == (7,)


def test_what_lies_between_two_records_is_due_once():
    own = Schedule(grid_batches=100, grid_epochs=(1, 2), grid_every_epochs=5, checkpoint_epochs=3)
    due = [step for step in range(30, 400, 30) if own.grid_due_by_batches(step - 30, step)]
    assert due == [120, 210, 300]
    epochs = range(1, 13)
    assert [e for e in epochs if own.grid_due_by_epochs(e - 1, e)] == [1, 2, 5, 10]
    assert [e for e in epochs if own.checkpoint_due(e - 1, e)] == [3, 6, 9, 12]
    assert own.grid_due_by_epochs(2, 6) and not own.grid_due_by_epochs(2, 4)
    assert own.checkpoints(10) == (3, 6, 9, 10)


def test_updates_per_epoch_with_and_without_a_short_batch():
    assert updates_per_epoch(100, 30, partial=True) == 4
    assert updates_per_epoch(100, 30, partial=False) == pytest.approx(10 / 3)


def test_only_the_newest_scheduled_checkpoints_are_kept():
    assert Schedule(checkpoint_epochs=2, kept_checkpoints=3).kept_checkpoints_after(11) == (
        6,
        8,
        10,
    )
    assert RECIPES["dcgan64"].schedule.kept_checkpoints_after(5) == (4, 5)
    assert Schedule().kept_checkpoints_after(500) == ()


def run_on(folder, out, name, epochs, **settings):
    """A finished run of a recipe on a folder of 40 images, 5 updates an epoch."""
    values = {"width": 4, "z_dim": 4, "batch_size": 8, "channels": RECIPES[name].channels[0]}
    words = [f"{name}={value}" for name, value in (values | settings).items()]
    budget = Budget("epochs", epochs)
    config = resolve_config(name, str(folder), device="cpu", settings=words, budget=budget)
    run = create(out, name, config.to_json())
    assert TrainingRun(run).train() == "done"
    return run


def test_a_run_leaves_the_checkpoints_and_grids_of_its_recipe(image_folder, runs, monkeypatch):
    own = Schedule(4, 2, grid_batches=3, grid_epochs=(2,), checkpoint_epochs=2)
    recipe = dataclasses.replace(RECIPES["keras_dcgan"], schedule=own)
    monkeypatch.setitem(RECIPES, "keras_dcgan", recipe)
    run = run_on(image_folder, runs, "keras_dcgan", epochs=7, log_every=1)
    assert list(run.checkpoints()) == [80, 160, 240, 280]  # epochs 2, 4, 6 and the end
    batches = {8 * step for step in range(3, 36, 3)}
    assert set(run.samples()) == {0, 80, 280} | batches
    assert set(run.generators()) == {0, 80, 280}  # a grid due by batches has no generator
    state = checkpoint.load_state(run.checkpoints()[160])
    assert state["images_seen"] == 160 and state["opt_G"]["state"] and state["opt_D"]["state"]


@pytest.mark.parametrize("name", SIX)
def test_each_trains_from_a_folder_and_its_generator_draws_what_the_sheet_shows(
    name, image_folder, runs
):
    run = run_on(image_folder, runs, name, epochs=1)
    about, recipe = run.about(), RECIPES[name]
    assert about["loss_D"]["reduction"] == recipe.d_loss_reduction
    assert about["updates_per_epoch"] == 5
    assert about["grid_columns"] == recipe.schedule.grid_columns
    session = load_generator(run.path)
    drawn = session.sample(range(recipe.schedule.samples))
    z = z_from_seeds(range(4), run.config()["settings"]["z_dim"])
    with torch.inference_mode():
        expected = session.G(z, session.class_weights(range(4)))
    low, high = recipe.data_range
    expected = ((expected - low) / (high - low) * 255).round().permute(0, 2, 3, 1).numpy()
    assert abs(drawn[:4].astype(float) - expected).max() <= 1


# refused before anything starts


def test_a_folder_is_looked_into_before_a_run(image_folder, unlabelled_folder):
    seen = survey(image_folder)
    assert (seen.count, seen.channels, len(seen.class_names)) == (40, 1, 10)
    assert survey(unlabelled_folder).class_names == ()


@pytest.mark.parametrize(
    "name, dataset, named",
    [("fashiongan", "cifar10", "channels=1"), ("cgan_cifar10", "fashion-mnist", "channels=3"),
     ("cgan_cifar10", "PICTURES", "channels=3"), ("cgan_fashion", "PLAIN", "labels=false")],
)  # fmt: skip
def test_images_a_recipe_cannot_take_are_refused_before_a_run(
    name, dataset, named, image_folder, unlabelled_folder
):
    paths = {"PICTURES": str(image_folder), "PLAIN": str(unlabelled_folder)}
    with pytest.raises(GanError, match=named):
        resolve_config(name, paths.get(dataset, dataset), device="cpu")


def test_what_the_refusal_names_is_taken(unlabelled_folder):
    plain = str(unlabelled_folder)
    assert resolve_config("cgan_fashion", plain, settings=["labels=false"], device="cpu")
    assert resolve_config("fashiongan", "cifar10", settings=["channels=1"], device="cpu")
    assert resolve_config("dcgan", plain, device="cpu").channels is None


def test_a_size_it_cannot_reach_is_refused_before_a_run():
    with pytest.raises(GanError, match="28 px, not 64"):
        resolve_config("keras_dcgan", "fashion-mnist", image_size=64, device="cpu")


def test_beside_each_grid_of_G_ema_lies_one_of_G(image_folder, runs):
    run = run_on(image_folder, runs, "dcgan", epochs=2, ema_kimg=1)
    assert list(run.raw()) == list(run.samples()) == [0, 80]
    same = {n: path.read_bytes() == run.raw()[n].read_bytes() for n, path in run.samples().items()}
    assert same == {0: True, 80: False}  # the average begins as a copy and then lags behind


def test_a_run_without_an_average_has_no_second_grid(image_folder, runs):
    run = run_on(image_folder, runs, "dcgan", epochs=1, ema_kimg=0)
    assert run.samples() and not run.raw()
