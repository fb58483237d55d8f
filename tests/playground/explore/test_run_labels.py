"""Many runs of one recipe can be told apart in the list."""

import os
import time

import pytest

from gan_core.runs.run_label import RunLabel
from playground.explore import page_head, run_labels
from playground.explore.run_labels import told_apart
from playground.shared.model_catalog import Choice, choices
from tests.playground.explore.explore_models import make_run

SETTINGS = {"lr_D": 2e-4, "lr_G": 2e-4, "labels": True, "loss": "hinge", "batch_size": 64}


@pytest.fixture
def noon():
    """26 November, in the time zone of whoever looks."""
    return time.mktime((2026, 11, 26, 12, 5, 0, 0, 0, -1))


@pytest.fixture
def make(runs, noon):
    def make(**changed):
        run = make_run(runs, "clothes-quick-seed0")
        settings = {**SETTINGS, **changed}
        budget = {"unit": "images", "amount": 160}
        run.write_config(
            {"format": 1, "recipe": "quick", "dataset": "clothes", "image_size": 28,
             "settings": settings, "budget": budget}
        )  # fmt: skip
        os.utime(run.generator_file(0), (noon, noon))
        return run

    return make


def labels(runs):
    return [choice.label for choice in told_apart(choices(runs), runs) if choice.snapshots]


def test_a_run_is_named_by_its_time_and_by_what_others_have_not(runs, make):
    make()
    make(lr_D=0.01, labels=False)
    make()
    tail = "clothes-quick-seed0, "
    assert labels(runs) == [
        f"Run 00003, 26 Nov 12:05: {tail}160 images",
        f"Run 00002, 26 Nov 12:05: {tail}Learning rate of D 0.01, Use class labels off, 160 images",
        f"Run 00001, 26 Nov 12:05: {tail}160 images",
    ]


def test_a_run_with_a_name_is_called_by_it(runs, make):
    make().write_label(RunLabel("Sharp shoes"))
    assert labels(runs) == ["Run 00001, 26 Nov 12:05: Sharp shoes, 160 images"]


def test_more_than_three_settings_are_not_all_named(runs, make):
    make(), make()
    make(lr_D=1, lr_G=1, loss="wasserstein", batch_size=1)
    assert labels(runs)[0].endswith(
        "Learning rate of G 1, Loss function Wasserstein, …, 160 images"
    )


def test_of_many_runs_the_settings_of_the_newest_are_read(runs, make, monkeypatch):
    for lr_D in (0.3, 0.2, 2e-4, 2e-4, 0.1):
        make(lr_D=lr_D)
    monkeypatch.setattr(run_labels, "MOST_RUNS", 3)
    found = labels(runs)
    assert "Learning rate of D 0.1" in found[0] and len(found) == 5
    assert found[-1] == "Run 00001, 26 Nov 12:05: clothes-quick-seed0, 160 images"


@pytest.mark.parametrize("config", [b"", b"[]", b'{"format": 1}', b'{"format": 1, "settings": 3}'])
def test_a_damaged_configuration_costs_its_words_alone(runs, make, config):
    (make().path / "config.json").write_bytes(config)
    assert labels(runs) == ["Run 00001, 26 Nov 12:05: clothes-quick-seed0, 160 images"]


def test_a_run_is_linked_at_the_moment_that_is_shown(runs):
    choice = Choice("run:00001-a-b", "Run 00001 <b>", (0, 160))
    assert page_head.run_link(choice, "run:00001-a-b@0") == (
        '<a href="./train?run=00001-a-b&amp;at=0" target="_self" '
        'title="Run 00001 &lt;b&gt;: its curves and sample grids">Run 00001</a>'
    )
    for newest in ("run:00001-a-b@160", "run:00001-a-b"):
        assert "at=" not in page_head.run_link(choice, newest)
    assert "href" not in page_head.run_link(Choice("shoes", "shoes"), "shoes")
