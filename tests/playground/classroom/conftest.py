"""Every test has a server of its own: no class, no guesses, no waiting for wrong ones."""

import shutil
from pathlib import Path

import pytest

from playground.classroom import class_routes, classes
from playground.classroom.guesses import Guesses

SAMPLE = Path(__file__).parents[1] / "shared" / "lessons" / "sample.toml"


@pytest.fixture
def sample(runs: Path) -> str:
    """The sample lesson as a teacher's own."""
    (runs / "lessons").mkdir(parents=True)
    shutil.copy(SAMPLE, runs / "lessons")
    return "sample"


@pytest.fixture(autouse=True)
def delays(runs: Path, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that answers to wrong guesses were held back."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(class_routes, "guesses", Guesses(clock=lambda: 0.0))
    monkeypatch.setattr("playground.classroom.routes.guesses", class_routes.guesses)
    monkeypatch.setattr(class_routes.anyio, "sleep", sleep)
    classes.shared._loaded.clear()
    return waited
