"""How long a run will take: the median of what this machine did, and when that is uncertain."""

from pathlib import Path

import pytest

from gan_core.config.train_config import Budget, TrainConfig
from gan_core.runs.run_dir import RunDir, create
from gan_core.training.resolve import resolve_config
from playground.train import estimate as module
from playground.train.estimate import AVERAGED, estimate, expected_seconds
from tests.playground.train.train_page import prepare


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module.psutil, "getloadavg", lambda: (0.0, 0.0, 0.0))
    return prepare(tmp_path, monkeypatch)


def config(*settings: str) -> TrainConfig:
    budget = Budget("images", 60_000)
    return resolve_config("dcgan", "silhouettes", budget=budget, device="cpu", settings=settings)


def a_run(runs: Path, images_per_second: float, seconds: float = 100.0, *settings: str) -> RunDir:
    run = create(runs, "a", config(*settings).to_json())
    run.write_status("stopped", seconds=seconds, images_seen=int(images_per_second * seconds))
    return run


def test_without_earlier_runs_it_is_measured() -> None:
    found = estimate(config())
    assert (found.images_per_second, found.source) == (500.0, "measured just now")
    assert found.seconds == 120.0 and not found.uncertain
    assert expected_seconds(config()) == 120.0


def test_one_earlier_run_is_named(runs: Path) -> None:
    run = a_run(runs, 60)
    found = estimate(config())
    assert found.images_per_second == 60 and found.source == f"as in run {run.id[:5]}"


def test_of_several_the_median_counts_over_all_their_training(runs: Path) -> None:
    for speed in (60, 62, 20):
        a_run(runs, speed)
    found = estimate(config())
    assert found.images_per_second == 60 and found.source == "the median of 3 runs like this one"
    assert found.uncertain == "They ran at 20 to 62, so this is uncertain."


def test_runs_at_one_speed_are_certain(runs: Path) -> None:
    for speed in (60, 62, 66):
        a_run(runs, speed)
    assert not estimate(config()).uncertain


def test_only_the_latest_count(runs: Path) -> None:
    a_run(runs, 10)
    for _ in range(AVERAGED):
        a_run(runs, 60)
    found = estimate(config())
    assert found.images_per_second == 60 and not found.uncertain


@pytest.mark.parametrize("other", ["too short", "another width"])
def test_a_run_that_says_nothing_of_this_one_is_passed_over(runs: Path, other: str) -> None:
    if other == "too short":
        a_run(runs, 60, 5.0)
    else:
        a_run(runs, 60, 100.0, "width=8")
    assert estimate(config()).source == "measured just now"


def test_settings_that_cost_nothing_do_not_matter(runs: Path) -> None:
    a_run(runs, 60, 100.0, "lr_D=0.01")
    assert estimate(config()).images_per_second == 60


def test_what_is_made_of_the_images_counts(runs: Path, image_folder: Path) -> None:
    def chosen(*settings: str) -> TrainConfig:
        return resolve_config(
            "quick", str(image_folder), budget=Budget("epochs", 2), device="cpu", settings=settings
        )

    every = estimate(chosen()).images_per_epoch
    flipped, few = estimate(chosen("flip=true")), estimate(chosen("subset=5"))
    assert (flipped.images_per_epoch, flipped.images_seen) == (2 * every, 4 * every)
    assert (few.images_per_epoch, few.images_seen) == (5, 10)
    run = create(runs, "a", chosen().to_json())
    run.write_status("stopped", seconds=100.0, images_seen=6000)
    module._speeds.clear()
    assert estimate(chosen()).images_per_second == 60
    assert estimate(chosen("flip=true")).source == "measured just now"  # nothing says it of those


def test_a_named_set_can_be_mirrored_and_cut_to_a_subset() -> None:
    every = estimate(config()).images_per_epoch
    assert estimate(config("flip=true")).images_per_epoch == 2 * every
    assert estimate(config("subset=100")).images_per_epoch == 100


def test_a_busy_machine_is_said_to_be_busy_and_measured_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    monkeypatch.setattr(module, "_measured", lambda *inputs: asked.append(inputs[3]) or 500.0)
    monkeypatch.setattr(module.psutil, "getloadavg", lambda: (99.0, 0.0, 0.0))
    assert "busy" in estimate(config()).uncertain
    monkeypatch.setattr(module.psutil, "getloadavg", lambda: (0.0, 0.0, 0.0))
    assert not estimate(config()).uncertain
    assert asked == [True, False]  # its key in the cache


def test_a_damaged_run_is_passed_over(runs: Path) -> None:
    (a_run(runs, 60).path / "config.json").write_text("{")
    assert estimate(config()).source == "measured just now"
