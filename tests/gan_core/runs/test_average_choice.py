"""The EMA length chosen at the end of a run: only a gain beyond the noise replaces G_ema."""

import dataclasses

import pytest
import torch

from gan_core.generator.session import load_generator
from gan_core.metrics.frechet import moments
from gan_core.runs import average_choice, evaluation, run_dir
from gan_core.runs.average_words import words
from gan_core.runs.training_run import TrainingRun


def features(count, shift=0.0, seed=0):
    return torch.randn(count, 8, generator=torch.Generator().manual_seed(seed)) + shift


def test_a_gain_is_as_large_as_that_of_the_distances_and_its_error_small_for_the_same_seeds():
    real = moments(features(5000, seed=1))
    gain, error = average_choice.gain_of(features(1000, 0.5), features(1000, 0.1), real)
    assert gain == pytest.approx(8 * (0.25 - 0.01), rel=0.2)
    assert 0 < error < 0.1 * gain
    assert average_choice.gain_of(features(1000), features(1000), real) == (0.0, 0.0)


def test_noise_alone_is_rarely_beyond_twice_the_error():
    real, beyond = moments(features(5000, seed=1)), 0
    for seed in range(40):
        gain, error = average_choice.gain_of(
            features(300, seed=100 + seed), features(300, seed=200 + seed), real
        )
        beyond += gain > average_choice.CERTAIN * error
    assert beyond <= 4


@pytest.fixture
def finished(environment, runs, make_config, monkeypatch):
    """finished(gain, error): a finished run whose best length has this gain over G_ema."""
    monkeypatch.setattr(evaluation, "TIME_SHARE", 1e9)
    monkeypatch.setattr(evaluation, "SAMPLES", {"cpu": 60})
    monkeypatch.setattr(evaluation, "MAX_REALS", 100)
    monkeypatch.setattr(average_choice, "TIME_SHARE", 1e9)

    def finished(gain, error):
        monkeypatch.setattr(average_choice, "gain_of", lambda *features: (gain, error))
        config = dataclasses.replace(make_config(160), dataset="silhouettes")
        run = run_dir.create(runs, "silhouettes-dcgan", config.to_json())
        assert TrainingRun(run).train() == "done"
        return run

    return finished


def test_a_better_length_is_offered_beside_G_ema(finished, capsys):
    run = finished(2.0, 0.9)
    choice = run.choice()
    assert choice["length"] == choice["best"] in average_choice.CANDIDATES
    assert choice["distances"][f"{choice['best']:g}"] == min(choice["distances"].values())
    assert (choice["samples"], choice["reals_of"], choice["images_seen"]) == (60, "test", 160)
    (path,) = run.offered().values()
    assert load_generator(path).about["ema_length"] == choice["length"]
    assert load_generator(run.path).path == list(run.generators().values())[-1]  # the default
    sentence = words(choice)
    assert sentence.startswith(f"EMA length {choice['best']:g} is better than G_ema.")
    assert (
        "gain 2, standard error 0.9, on 60 samples" in sentence
        and sentence in capsys.readouterr().err
    )
    run.forget_after(160)  # as when it goes on
    assert not run.offered() and not run.choice()


def test_a_gain_within_the_noise_keeps_G_ema_and_says_so(finished):
    run = finished(1.7, 0.9)
    assert run.choice()["length"] is None and not run.offered()
    assert words(run.choice()).startswith("G_ema is kept: EMA length ")


def test_without_time_nothing_is_compared_and_the_run_is_done(finished, monkeypatch):
    monkeypatch.setattr(average_choice, "MOST_SECONDS", -1.0)
    run = finished(2.0, 0.1)
    assert run.status()["state"] == "done" and not run.choice() and not run.offered()


def test_networks_too_slow_for_three_candidates_are_not_compared(finished, monkeypatch):
    """One candidate, and then it and G_ema on fresh seeds."""
    evaluate = evaluation.RunEvaluation.evaluate_if_due

    def slowly(self, trainer):
        evaluate(self, trainer)
        self.last_cost = average_choice.MOST_SECONDS / 2.9

    monkeypatch.setattr(evaluation.RunEvaluation, "evaluate_if_due", slowly)
    run = finished(2.0, 0.1)
    assert run.status()["state"] == "done" and run.averages() and not run.choice()


def test_a_stop_ends_the_comparison_before_its_longest_part(finished, monkeypatch):
    tried, try_lengths = [], average_choice._Comparison.try_lengths

    def stopped_meanwhile(self, *arguments):
        tried.append(try_lengths(self, *arguments))
        self.run.request("stop")
        return tried[0]

    monkeypatch.setattr(average_choice._Comparison, "try_lengths", stopped_meanwhile)
    run = finished(2.0, 0.1)
    assert tried[0] and not run.choice() and not run.offered()
    assert run.status()["state"] == "done" and not run.requested("stop")


def test_a_comparison_that_fails_leaves_the_run_done(finished, monkeypatch, capsys):
    monkeypatch.setattr(average_choice, "choose", lambda *arguments: 1 / 0)
    assert finished(2.0, 0.1).status()["state"] == "done"
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("choice", [{}, {"best": "x"}, {"distances": 3, "best": 0.1}])
def test_a_damaged_outcome_says_nothing(choice):
    assert words(choice) == ""
