"""The speed of a configuration, measured in a moment."""

import pytest

from gan_core.config.train_config import Budget
from gan_core.training import speed
from gan_core.training.resolve import resolve_config


def measured(monkeypatch, *seconds):
    """Images per second where the updates take so long, the last of them for good."""
    times = iter(seconds)
    taken = []

    def one_update(trainer):
        taken.append(next(times, seconds[-1]))
        return taken[-1]

    monkeypatch.setattr(speed, "_seconds", one_update)
    config = resolve_config(
        "dcgan", "silhouettes", budget=Budget("images", 1e6), device="cpu",
        settings=["width=4", "batch_size=10"],
    )  # fmt: skip
    return speed.measure_images_per_second(config, 1, 0), len(taken)


def test_warm_up_and_a_single_delay_do_not_count(monkeypatch):
    found, updates = measured(monkeypatch, 0.9, 0.4, 0.1, 0.8, 0.1)
    assert found == pytest.approx(100) and updates <= speed.MOST_UPDATES + speed.WARM_UP


def test_one_slow_update_is_estimate_enough(monkeypatch):
    assert measured(monkeypatch, 20.0) == (0.5, 1)


def test_fast_updates_are_many(monkeypatch):
    found, updates = measured(monkeypatch, 0.001)
    assert found == pytest.approx(10_000)
    assert updates == speed.MOST_UPDATES + speed.WARM_UP


def test_a_real_measurement_gives_a_speed():
    config = resolve_config("quick", "silhouettes", device="cpu", settings=["width=8"])
    assert speed.measure_images_per_second(config, 1, 10) > 0
