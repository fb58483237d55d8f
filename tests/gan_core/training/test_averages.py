"""The two averages kept beside G: a plain loop, exact resuming, no trace in what is trained."""

import pytest
import torch

from gan_core import GanError
from gan_core.objectives.ema_lengths import KEPT
from gan_core.objectives.power_ema import exponent_of
from gan_core.training import averages

EVERY = averages.EVERY["cpu"]


def to_the_end(trainer, steps=10**6):
    list(trainer.records(lambda: trainer.step >= steps))
    return trainer


def test_they_follow_a_plain_loop_over_the_images_seen(make_trainer):
    trainer = make_trainer(images=8 * 3 * EVERY + 8)
    seen, weights = [], []
    while not trainer.finished:
        trainer.train_step()
        if trainer.step % EVERY == 0:
            seen.append(trainer.images_seen)
            weights.append([p.detach().double().clone() for p in trainer.gan.G.parameters()])
    assert trainer.averages.at == seen[-1] == trainer.images_seen - 8
    for length in KEPT:
        exponent = exponent_of(length)
        powers = torch.tensor([0, *seen]).double().pow(exponent + 1)
        stacked = [torch.stack(kept) for kept in zip(*weights, strict=True)]
        expected = [torch.tensordot(powers.diff() / powers[-1], kept, 1) for kept in stacked]
        found = trainer.averages.tensors()[length].values()
        for average, plain in zip(found, expected, strict=True):
            torch.testing.assert_close(average.double(), plain, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("stop", [1, EVERY, EVERY + 3, 4 * EVERY])
def test_a_resumed_run_has_them_bit_for_bit(stop, make_trainer, assert_same):
    whole = to_the_end(make_trainer(images=200)).state()
    saved = to_the_end(make_trainer(images=200), stop).state()
    resumed = make_trainer(images=200)
    resumed.load_state(saved)
    assert_same(to_the_end(resumed).state(), whole)
    assert whole["averages"]["at"] == 200 - 200 % (8 * EVERY)


@pytest.mark.parametrize("recipe", ["dcgan", "quick"])
def test_training_is_the_same_without_them(recipe, make_trainer, assert_same):
    kept = to_the_end(make_trainer(images=80, recipe=recipe)).state()
    without = to_the_end(make_trainer(images=80, recipe=recipe, posthoc_ema=False)).state()
    assert "averages" not in without
    del kept["averages"]
    assert_same(kept, without)


def test_a_checkpoint_of_an_earlier_version_goes_on_without_them(make_trainer, assert_same):
    begun = to_the_end(make_trainer(images=80), 5).state()
    del begun["averages"]
    resumed = make_trainer(images=80)
    resumed.load_state(begun)
    assert resumed.averages is None
    assert "averages" not in to_the_end(resumed).state()


def test_averages_of_another_G_are_refused(make_trainer):
    state = make_trainer().state()
    state["averages"] = make_trainer(width=8).state()["averages"]
    with pytest.raises(GanError, match="does not fit"):
        make_trainer().load_state(state)
