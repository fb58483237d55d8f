"""A run is stopped while its images are still being read, whoever asks for it."""

import pytest

from gan_core.config.train_config import Budget
from gan_core.runs import training_run
from gan_core.runs.run_dir import create
from gan_core.runs.training_run import TrainingRun
from gan_core.training.resolve import resolve_config
from tests.gan_core.data.sample_files import encoded, write


@pytest.fixture
def run(environment, monkeypatch):
    """A run on forty photos, whose status is written after each of them."""
    monkeypatch.setattr(training_run, "STATUS_SECONDS", 0.0)
    photos = write(environment / "photos", {f"{n:02d}.png": encoded() for n in range(40)})
    config = resolve_config("dcgan", str(photos), budget=Budget("images", 64), device="cpu")
    return create(environment / "runs", "photos", config.to_json())


def read_until(run, monkeypatch, count):
    """Ask for a stop after so many photos; how many were read in the end."""
    told = []
    real = TrainingRun._reading

    def reading(self, done, total):
        told.append(done)
        if done == count:
            self.run.request("stop")
        real(self, done, total)

    monkeypatch.setattr(TrainingRun, "_reading", reading)
    return told


def test_a_stop_is_heard_between_two_images(run, monkeypatch):
    told = read_until(run, monkeypatch, 5)
    assert TrainingRun(run).train() == "stopped"
    assert told == [1, 2, 3, 4, 5] and run.status()["state"] == "stopped"
    assert not run.generators() and not run.about()


def test_waiting_for_another_reading_is_told_as_such(run, capsys):
    TrainingRun(run)._reading(0, 0)
    assert run.status()["phase"] == "waiting for another process that reads images"
    assert capsys.readouterr().err == ""


def test_a_signal_is_heard_as_well(run):
    assert TrainingRun(run, stop_requested=lambda: True).train() == "stopped"


def test_a_run_that_was_stopped_while_reading_starts_from_the_beginning(run, monkeypatch):
    read_until(run, monkeypatch, 5)
    TrainingRun(run).train()
    monkeypatch.undo()
    assert TrainingRun(run).train() == "done" and run.about()["images"] == 40


def test_how_far_the_reading_is_stands_in_the_status(run, monkeypatch):
    phases = []
    real = run.write_status
    monkeypatch.setattr(
        run, "write_status", lambda *a, **k: phases.append(k.get("phase")) or real(*a, **k)
    )
    TrainingRun(run).train()
    assert "reading images: 12 of 40" in phases
