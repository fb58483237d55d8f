"""RunEvaluation while a run trains: what is learned stays the same, the share of time is kept."""

import dataclasses

import pytest
import torch

from gan_core.data import clusters
from gan_core.data.image_set import load_images
from gan_core.metrics import discriminator_stats, evaluator, own_features
from gan_core.recipes import RECIPES
from gan_core.runs import evaluation, run_dir, training_run
from gan_core.runs.evaluation import RunEvaluation
from gan_core.runs.run_dir import RunDir
from gan_core.training.trainer import Trainer

ALWAYS = 1e9  # a share of the time in which everything has room


@pytest.fixture
def at_once(monkeypatch, environment):
    """Everything is measured at the first tick, on few samples."""
    monkeypatch.setattr(evaluation, "SHARE", ALWAYS)
    monkeypatch.setattr(evaluation, "SAMPLES", {"cpu": 60})
    monkeypatch.setattr(evaluation, "REALS", 100)
    monkeypatch.setattr(evaluation, "VERDICTS", 16)
    monkeypatch.setattr(own_features, "STEPS", 3)
    return environment


@pytest.fixture
def start(at_once, make_config, make_set, runs):
    """start(recipe, **settings): a trainer on few silhouettes and the run it belongs to."""

    def start(recipe="dcgan", dataset="silhouettes", images=64, **settings):
        chosen = RECIPES[recipe]
        config = dataclasses.replace(
            make_config(images, recipe=recipe, **settings), dataset=dataset
        )
        data = make_set(64, chosen.image_sizes[0], chosen.channels[0])
        run = run_dir.create(runs, f"drawn-{recipe}", config.to_json())
        return run, Trainer(chosen, config, data)

    return start


def train(trainer, run=None):
    """To the end, with a measure at every record where there is a run to write to."""
    watching = RunEvaluation(run, trainer) if run else None
    for _ in trainer.records():
        if watching:
            watching.tick(trainer)
    if watching:
        assert not watching.given_up
    return trainer.state()


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_is_measured_and_learns_what_it_learns_unmeasured(recipe, start, assert_same):
    alone = train(start(recipe)[1])  # from end to end first: a seed is the whole process's
    run, watched = start(recipe)
    networks = (watched.gan.G, watched.gan.D)
    modes = [module.training for network in networks for module in network.modules()]
    assert_same(train(watched, run), alone)
    assert modes == [module.training for network in networks for module in network.modules()]
    rows, _ = run.metrics()
    assert [row["images_seen"] for row in rows][-1] == watched.images_seen
    assert [*run.nearest()] == [row["images_seen"] for row in rows]


def test_a_row_says_all_there_is_to_say(start):
    run, trainer = start(labels=True)
    train(trainer, run)
    rows, _ = run.metrics()
    row = rows[-1]
    for name in (
        "step", "images_seen", "epoch", "seconds", "samples", "fd", "fd_name", "fd_floor", "kid",
        "kid_floor", "density", "density_floor", "coverage", "coverage_floor", "class_histogram",
        "class_histogram_real", "class_kl", "class_agreement", "class_agreement_real", "distinct",
        "copying", "score_real_train", "score_real_heldout", "accuracy_real", "accuracy_fake",
        "histogram_real", "histogram_fake", "grad_norm_G", "grad_norm_D", "update_ratio_G",
        "update_ratio_D", "nearest", "evaluation_seconds",
    ):  # fmt: skip
        assert name in row, name
    assert row["samples"] == 60 and row["fd"] > row["fd_floor"] > 0
    assert sum(row["class_histogram"]) == pytest.approx(1, abs=1e-3)
    assert sum(row["histogram_fake"]) == pytest.approx(1, abs=1e-3)
    assert len(row["nearest"]) == len(trainer.fixed_z)
    assert 0 < row["update_ratio_G"] < 1


@pytest.mark.parametrize("labels", [True, False])
def test_a_folder_is_measured_by_features_of_its_own(start, pictures, labels):
    run, trainer = start(dataset=str(pictures), labels=labels)
    train(trainer, run)
    rows, _ = run.metrics()
    assert rows[-1]["fd_name"] == "fd_own_features" and rows[-1]["reals_of"] == "train"
    assert rows[-1]["samples"] == 32  # half of the images
    assert "score_real_heldout" not in rows[-1]
    assert ("class_agreement" in rows[-1]) == labels


def test_groups_found_in_the_images_are_told_to_D_and_never_taken_for_classes(start, monkeypatch):
    monkeypatch.setattr(clusters, "MIN_IMAGES", 10)
    run, trainer = start("dcgan", labels=False, clusters=4)
    assert len(trainer.conditions) == 4
    train(trainer, run)
    row = run.metrics()[0][-1]
    assert "class_histogram" in row and "class_agreement" not in row
    assert 0 <= row["score_real_heldout"] <= 1  # held-out images found their groups too
    assert len(row["tile_logits"]) == len(trainer.fixed_z)


def test_what_real_images_look_like_is_worked_out_once(start, monkeypatch):
    looked = []
    look = evaluator.look
    monkeypatch.setattr(evaluator, "look", lambda *args: looked.append(1) or look(*args))
    probes = 2  # looks at a few samples, for the cost of a measure
    for expected_more in (True, False):
        run, trainer = start()
        before = len(looked)
        watching = RunEvaluation(run, trainer)
        watching._get_ready(trainer)
        assert watching.evaluator and (len(looked) > before + probes) == expected_more


def test_a_young_run_and_one_whose_share_is_spent_are_left_alone(start, monkeypatch):
    run, trainer = start()
    ready = RunEvaluation(run, trainer)
    ready._get_ready(trainer)
    monkeypatch.setattr(evaluation, "SHARE", 0.04)
    watching = RunEvaluation(run, trainer)
    watching.tick(trainer)
    assert watching.spent == 0 and not run.metrics()[0]
    ready.spent, ready.last_cost = 10.0, 0.1
    trainer.clock.seconds = ready.since + 100
    ready.tick(trainer)  # 4 seconds may be spent, and 10 are
    assert not run.metrics()[0]
    trainer.clock.seconds = ready.since + 400
    ready.tick(trainer)
    assert len(run.metrics()[0]) == 1 and ready.spent > 10
    ready.last_cost = 1000.0
    trainer.images_seen += 1
    ready.tick(trainer)
    assert len(run.metrics()[0]) == 1


def test_a_failing_measure_costs_the_run_its_measures_and_nothing_else(start, monkeypatch, capsys):
    run, trainer = start()
    monkeypatch.setattr(evaluation.neighbours, "nearest", None)
    watching = RunEvaluation(run, trainer)
    for _ in trainer.records():
        watching.tick(trainer)
    assert trainer.finished and watching.given_up
    assert "Traceback" in capsys.readouterr().err and not run.metrics()[0]


def test_a_run_begins_no_download(start, monkeypatch):
    run, trainer = start(dataset="mnist")
    watching = RunEvaluation(run, trainer)
    watching.tick(trainer)
    assert watching.given_up and not run.metrics()[0]


def test_a_whole_run_is_measured_at_its_end(at_once, make_config, runs, monkeypatch):
    monkeypatch.setattr(training_run, "load_images", lambda *_, **shape: load_images("silhouettes"))
    config = make_config(64)
    run = run_dir.create(runs, "drawn-dcgan", config.to_json())
    assert training_run.TrainingRun(RunDir(run.path)).train() == "done"
    rows, _ = run.metrics()
    assert rows[0]["images_seen"] == 0 and rows[-1]["images_seen"] == 64
    assert "grad_norm_G" not in rows[0] and "grad_norm_G" in rows[-1]


# The game


def test_the_last_update_of_adam_is_worked_out_exactly():
    torch.manual_seed(0)
    network = torch.nn.Linear(6, 4)
    optimizer = torch.optim.Adam(network.parameters(), 0.01, betas=(0.5, 0.9), eps=1e-3)
    for _ in range(4):
        optimizer.zero_grad()
        network(torch.randn(8, 6)).square().mean().backward()
        before = torch.nn.utils.parameters_to_vector(network.parameters()).detach().clone()
        optimizer.step()
    after = torch.nn.utils.parameters_to_vector(network.parameters()).detach()
    expected = ((after - before).norm() / after.norm()).item()
    assert discriminator_stats.update_ratio(optimizer) == pytest.approx(expected, rel=1e-4)
    assert discriminator_stats.update_ratio(torch.optim.SGD(network.parameters(), 0.1)) is None
    grads = torch.cat([p.grad.flatten() for p in network.parameters()])
    assert discriminator_stats.grad_norm(network) == pytest.approx(grads.norm().item())
    assert discriminator_stats.grad_norm(torch.nn.Linear(2, 2)) is None


def test_a_D_that_knows_its_images_by_heart_scores_them_above_held_out_ones():
    train, held_out, fake = torch.full((8,), 3.0), torch.full((8,), -1.0), torch.full((8,), -3.0)
    figures = discriminator_stats.output_stats("nonsaturating", train, held_out, fake)
    assert figures["score_real_train"] == pytest.approx(torch.tensor(3.0).sigmoid().item())
    assert figures["score_real_heldout"] == pytest.approx(torch.tensor(-1.0).sigmoid().item())
    assert figures["accuracy_real"] == figures["accuracy_fake"] == 1
    assert figures["histogram_real"][-1] == 1 and figures["histogram_fake"][0] == 1
    assert "score_real_heldout" not in discriminator_stats.output_stats(
        "nonsaturating", train, None, fake
    )


def test_where_only_differences_count_a_shift_of_all_logits_changes_nothing():
    parts = [torch.randn(50, generator=torch.Generator().manual_seed(k)) + k for k in (2, 1, 0)]
    for loss in discriminator_stats.UNCALIBRATED:
        here, there = (
            discriminator_stats.output_stats(loss, *parts),
            discriminator_stats.output_stats(loss, *(p + 100 for p in parts)),
        )
        assert here["score_real_train"] == pytest.approx(there["score_real_train"], abs=1e-4)
        assert here["accuracy_fake"] == there["accuracy_fake"]
        assert (
            here["histogram_of"] == "logit"
            and len(here["histogram_real"]) == discriminator_stats.BINS
        )
    same = torch.zeros(4)
    assert (
        sum(discriminator_stats.output_stats("wasserstein", same, None, same)["histogram_real"])
        == 1
    )


def test_nothing_is_disturbed_even_by_an_error():
    norm = torch.nn.BatchNorm1d(3)
    before, random = norm.running_mean.clone(), torch.get_rng_state()
    with pytest.raises(ZeroDivisionError):
        with discriminator_stats.without_side_effects([norm], torch.device("cpu"), seed=0):
            norm(torch.randn(8, 3) + 5)
            assert not torch.equal(norm.running_mean, before)
            raise ZeroDivisionError
    assert torch.equal(norm.running_mean, before) and norm.training
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.is_grad_enabled()


def test_getting_features_ready_draws_nothing(make_set, environment, monkeypatch):
    monkeypatch.setattr(own_features, "STEPS", 2)
    random = torch.get_rng_state()
    pieces = own_features.make(make_set(40), "cpu")
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            network, config = done.value
            break
        assert torch.equal(torch.get_rng_state(), random)
    assert torch.equal(torch.get_rng_state(), random)
    features, seen = network.look(make_set(40).images)
    assert features.shape == (40, 128) and seen.max() < config.num_classes == 10
    again, _ = evaluator.finish(own_features.make(make_set(40), "cpu"))  # from what was kept
    torch.testing.assert_close(again.look(make_set(40).images)[0], features)
