"""A generator whose weights became NaN is never kept: not as the newest, not as a black grid."""

import dataclasses

import numpy as np
import pytest
from PIL import Image

from gan_core import GanError
from gan_core.generator.session import load_generator
from gan_core.runs import run_dir, training_run
from gan_core.runs.training_run import TrainingRun

NAN_AT = 4  # updates of 8 images


@pytest.mark.parametrize("name", ["G", "G_ema"])
def test_nan_in_the_record_at_which_a_grid_is_due(name, runs, make_config, monkeypatch):
    monkeypatch.setattr(training_run, "FIRST_GRID", 8)  # so that one is due at each of the first
    monkeypatch.setattr(training_run, "GRID_GROWTH", 1.0)
    update = training_run.Trainer.train_step

    def update_with_nan(trainer):
        losses = update(trainer)
        if trainer.step == NAN_AT:
            network = trainer.G_ema if name == "G_ema" else trainer.gan.G
            next(network.parameters()).data.view(-1)[0] = float("nan")
        return losses

    monkeypatch.setattr(training_run.Trainer, "train_step", update_with_nan)
    config = dataclasses.replace(make_config(images=80), dataset="silhouettes")
    run = run_dir.create(runs, "silhouettes", config.to_json())
    with pytest.raises(GanError, match="diverged"):
        TrainingRun(run).train()

    status = run.status()
    assert status["state"] == "failed" and "diverged" in status["error"]
    assert list(run.generators()) == list(run.samples()) == [0, 8, 16, 24]
    for path in run.generators().values():
        weights = load_generator(path).G.state_dict().values()
        assert all(tensor.isfinite().all() for tensor in weights)
    # Hardly trained, so grey; NaN becomes black.
    assert np.asarray(Image.open(list(run.samples().values())[-1])).mean() > 100
    assert load_generator(run.path).sample([0]).mean() > 100
