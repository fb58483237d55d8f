"""The seeds that a person picked stand in every sample grid, and change nothing of the training."""

from dataclasses import replace
from io import BytesIO

import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.config.followed_seeds import columns_for, parsed_seeds
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.noise import z_from_seeds
from gan_core.generator.averages import average_grid
from gan_core.recipes import find_recipe
from gan_core.runs import reproduce, run_values
from gan_core.runs.checkpoint import load_state
from gan_core.runs.description import real_images_for_grid
from gan_core.runs.fork import fork, forked_config
from gan_core.runs.run_dir import RunDir, create
from gan_core.runs.training_run import TrainingRun
from gan_core.training.trainer import Trainer
from tests.conftest import assert_same_state, drawn_set

SEEDS = (42, 7, 4294967295, 3, 12)


def trainer_of(config: TrainConfig) -> Trainer:
    return Trainer(find_recipe(config.recipe), config, drawn_set(40, labels=True))


def trained(root, config: TrainConfig) -> RunDir:
    run = create(root, "run", config.to_json())
    TrainingRun(run).train()
    return run


def state_of(run: RunDir):
    return load_state(list(run.checkpoints().values())[-1])


def test_sample_k_has_the_kth_seed_with_its_class(make_config):
    config = replace(make_config(labels=True), followed_seeds=SEEDS)
    trainer = trainer_of(config)
    assert torch.equal(trainer.fixed_z, z_from_seeds(SEEDS, 4))
    classes = trainer.num_classes
    assert trainer.fixed_c.argmax(1).tolist() == [seed % classes for seed in SEEDS]
    assert trainer.sample_grid().shape[0] == len(SEEDS) == len(real_images_for_grid(trainer))


def test_without_any_they_are_the_first_ones_as_ever(make_config):
    trainer = trainer_of(make_config())
    assert torch.equal(trainer.fixed_z, z_from_seeds(range(80), 4))
    assert trainer.grid_columns == 10


def test_a_config_of_before_opens_with_the_usual_ones(make_config):
    values = make_config().to_json()
    del values["followed_seeds"]
    config = TrainConfig.from_json(values, find_recipe("dcgan").settings_type)
    assert config == make_config() and config.followed_seeds == ()


def test_followed_runs_learn_the_same_resume_and_fork_bit_for_bit(tmp_path, make_config):
    plain = make_config(images=160)
    run = trained(tmp_path, replace(plain, followed_seeds=SEEDS))
    assert_same_state(state_of(run), state_of(trained(tmp_path, plain)))
    half = trained(tmp_path, replace(plain, followed_seeds=SEEDS, budget=Budget("images", 80)))
    half.write_config({**half.config(), "budget": {"unit": "images", "amount": 160}})
    branch = fork(half, 80, forked_config(half, 80))
    for each in (half, branch):
        TrainingRun(each).train()
        assert_same_state(state_of(each), state_of(run))
        assert each.samples()[160].read_bytes() == run.samples()[160].read_bytes()
    with Image.open(BytesIO(run.samples()[160].read_bytes())) as grid:
        assert grid.size == (3 * 56, 2 * 56)  # five samples in two rows, the last place empty
    with Image.open(BytesIO(average_grid(run, 0.1))) as grid:
        assert grid.size == (3 * 56, 2 * 56)
    assert "--follow 42 7 4294967295 3 12" in reproduce.command(run)
    assert run_values.CONFIG(run.config())


@pytest.mark.parametrize("text, says", [
    ("3, x", 'not "x"'), ("3, 3", "followed twice"), ("4294967296", "from 0 to"),
    (" ".join(map(str, range(65))), "up to 64 seeds, not 65"), ("-1", 'not "-1"'),
], ids=["word", "twice", "large", "many", "negative"])  # fmt: skip
def test_what_are_no_seeds_is_refused_in_a_sentence(text, says):
    with pytest.raises(GanError, match=says):
        parsed_seeds(text)


@pytest.mark.parametrize("damaged", ["3", [True, "x"], [0.5], None, {"a": 1}], ids=str)
def test_damaged_ones_in_a_config_are_refused(make_config, damaged):
    with pytest.raises(GanError):
        replace(make_config(), followed_seeds=damaged)


def test_a_grid_of_them_is_about_square():
    assert [columns_for(count) for count in (1, 2, 4, 5, 10, 64)] == [1, 2, 2, 3, 4, 8]
    assert parsed_seeds(" 3,17;42 ") == (3, 17, 42) and parsed_seeds("") == ()
