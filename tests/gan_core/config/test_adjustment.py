"""Adjustment a run while it trains: who stands still, what is on record, how a resume goes on."""

import copy

import pytest
import torch

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.runs.run_dir import create
from gan_core.runs.training_run import TrainingRun, has_stalled


def weights(network):
    return torch.cat([p.detach().flatten() for p in network.parameters()])


@pytest.mark.parametrize("recipe", ["dcgan", "keras_dcgan"])
@pytest.mark.parametrize(("still", "moving"), [("G", "D"), ("D", "G")])
def test_a_multiplier_of_0_freezes_one_and_the_other_learns(recipe, still, moving, make_trainer):
    trainer = make_trainer(recipe=recipe)
    trainer.adjustment = Adjustment(**{f"lr_multiplier_{still}": 0.0})
    before = {name: weights(getattr(trainer.gan, name)) for name in "GD"}
    trainer.train_step()
    trainer.train_step()
    assert torch.equal(weights(getattr(trainer.gan, still)), before[still])
    assert not torch.equal(weights(getattr(trainer.gan, moving)), before[moving])


def test_a_multiplier_multiplies_the_learning_rate(make_trainer):
    trainer = make_trainer(lr_G=1e-3)
    trainer.adjustment = Adjustment(lr_multiplier_G=0.5)
    trainer.train_step()
    assert float(trainer.gan.opt_G.param_groups[0]["lr"]) == pytest.approx(5e-4)
    assert float(trainer.gan.opt_D.param_groups[0]["lr"]) == pytest.approx(2e-4)


def test_a_checkpoint_goes_on_as_it_was_steered(make_trainer, assert_same):
    trainer, again = make_trainer(), make_trainer()
    trainer.adjustment = Adjustment(lr_multiplier_D=0.0, stop_early=True)
    trainer.train_step()
    kept = copy.deepcopy(trainer.state())
    trainer.train_step()
    again.load_state(kept)
    assert again.adjustment == trainer.adjustment
    again.train_step()
    assert_same(trainer.state(), again.state())
    old = {key: value for key, value in trainer.state().items() if key != "adjustment"}
    again.load_state(old)
    assert again.adjustment == Adjustment()


@pytest.mark.parametrize("rate", [-1, float("nan"), 1e9, "1", True, None])
def test_what_is_no_multiplier_is_a_sentence(rate):
    with pytest.raises(GanError, match="0 to 100"):
        Adjustment.from_json({"lr_multiplier_G": rate})


def test_words_say_who_trains():
    assert Adjustment(lr_multiplier_G=0).in_words() == "only D trains"
    assert (
        Adjustment(lr_multiplier_G=2, lr_multiplier_D=0).in_words() == "only G trains, lr times 2"
    )
    assert Adjustment().in_words() == "G and D train"
    assert Adjustment(0, 0).in_words() == "neither G nor D trains"
    assert Adjustment(1, 4).in_words() == "lr of G times 1, of D times 4"


def test_a_running_run_takes_a_request_once_and_records_it(runs, make_config):
    run = create(runs, "a-run", make_config(400).to_json())
    asked = []

    def ask(record, trainer):
        if record["images_seen"] == 80:
            run.request_adjustment(Adjustment(lr_multiplier_D=0.0).to_json())
        if record["images_seen"] == 160:
            run.request_adjustment(
                {"lr_multiplier_G": "much"}
            )  # refused; the run goes on as before
        asked.append(trainer.adjustment)

    assert TrainingRun(run, on_record=ask).train() == "done"
    changes, _ = run.changes()
    assert [change["images_seen"] for change in changes] == [80]
    assert changes[0]["words"] == "only G trains" and asked[-1] == Adjustment(lr_multiplier_D=0.0)
    assert run.take_adjustment() is None
    run.forget_after(40)
    assert run.changes()[0] == []


def test_a_run_ends_early_only_where_that_was_asked_for(runs, make_config):
    rows = [{"images_seen": 5000 * n, "seconds": 20.0 * n, "samples": 1000, "fd": 200 / min(n, 4)}
            for n in range(1, 13)]  # fmt: skip
    ended = {}
    for wanted in (False, True):
        run = create(runs, f"run-{wanted}", make_config(1200).to_json())
        for row in rows:
            run.append_metrics(row)
        run.request_adjustment(Adjustment(stop_early=wanted).to_json())

        def keep(record, trainer, run=run):
            if record["images_seen"] == 8:  # what came before the start was forgotten
                for row in rows:
                    run.append_metrics(row)

        ended[wanted] = TrainingRun(run, on_record=keep).train()
        assert has_stalled(run)
    assert ended == {False: "done", True: "stopped"}
