"""What the tests of the Explore routes share: one shipped generator and one run."""

import pytest

from gan_core.generator import attribute_directions, shipped, unsupervised_directions
from gan_core.generator.session import load_generator
from playground.explore import direction_store, inversion_jobs
from playground.shared import browser, sessions
from tests.playground.explore.explore_models import make_run, save_tiny


@pytest.fixture
def world(runs, tmp_path, monkeypatch):
    """The shipped generator "shoes" with three classes, a run with two snapshots; none loaded."""
    monkeypatch.setattr(shipped, "PRETRAINED", tmp_path / "pretrained")
    monkeypatch.setattr(sessions, "shared", sessions.Sessions())
    monkeypatch.setattr(direction_store, "shared", direction_store.DirectionStore())
    monkeypatch.setattr(inversion_jobs, "shared", inversion_jobs.InversionJobs())
    few = {"REFINE_STEPS": 8, "SEEDS_PER_STEP": 6, "SLOPE_SAMPLES": 64, "TEST_SEEDS": 10}
    for name, count in few.items():
        monkeypatch.setattr(attribute_directions, name, count)
    monkeypatch.setattr(unsupervised_directions, "SAMPLES", 60)
    save_tiny(tmp_path / "pretrained" / "shoes" / shipped.GENERATOR, num_classes=3)
    make_run(runs)
    return tmp_path


@pytest.fixture
def session(world):
    """The shipped generator."""
    return load_generator(world / "pretrained" / "shoes" / shipped.GENERATOR)


@pytest.fixture(autouse=True)
def no_cookies(monkeypatch):
    """AppTest has no cookies to ask for; what is kept is kept for the session."""
    monkeypatch.setattr(browser, "browser_id", lambda: "")
