"""Evaluation during training: training is unaffected, and the share of time is respected."""

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

ALWAYS = 1e9  # a share of the time that allows everything


@pytest.fixture
def at_once(monkeypatch, environment):
    """Evaluate immediately, on few samples."""
    monkeypatch.setattr(evaluation, "TIME_SHARE", ALWAYS)
    monkeypatch.setattr(evaluation, "SAMPLES", {"cpu": 60})
    monkeypatch.setattr(evaluation, "MAX_REALS", 100)
    monkeypatch.setattr(evaluation, "LOGIT_IMAGES", 16)
    monkeypatch.setattr(own_features, "STEPS", 3)
    return environment


@pytest.fixture
def start(at_once, make_config, make_set, runs):
    """start(recipe, **settings): a run and its trainer, on few silhouettes."""

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
    """Train to the end; with a run to write to, evaluate at every record."""
    evaluating = RunEvaluation(run, trainer) if run else None
    for _ in trainer.records():
        if evaluating:
            evaluating.evaluate_if_due(trainer)
    if evaluating:
        assert not evaluating.disabled
    return trainer.state()


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_learns_the_same_with_and_without_evaluation(recipe, start, assert_same):
    alone = train(start(recipe)[1])  # first, since the seed is global
    run, evaluated = start(recipe)
    networks = (evaluated.gan.G, evaluated.gan.D)
    modes = [module.training for network in networks for module in network.modules()]
    assert_same(train(evaluated, run), alone)
    assert modes == [module.training for network in networks for module in network.modules()]
    rows, _ = run.metrics()
    assert [row["images_seen"] for row in rows][-1] == evaluated.images_seen
    assert [*run.nearest()] == [row["images_seen"] for row in rows]


def test_an_evaluation_has_all_metrics(start):
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
def test_a_folder_is_evaluated_with_its_own_features(start, image_folder, labels):
    run, trainer = start(dataset=str(image_folder), labels=labels)
    train(trainer, run)
    rows, _ = run.metrics()
    assert rows[-1]["fd_name"] == "fd_own_features" and rows[-1]["reals_of"] == "train"
    assert rows[-1]["samples"] == 32  # half of the images
    assert "score_real_heldout" not in rows[-1]
    assert ("class_agreement" in rows[-1]) == labels


def test_clusters_condition_D_and_are_not_taken_for_classes(start, monkeypatch):
    monkeypatch.setattr(clusters, "MIN_IMAGES", 10)
    run, trainer = start("dcgan", labels=False, clusters=4)
    assert len(trainer.conditions) == 4
    train(trainer, run)
    row = run.metrics()[0][-1]
    assert "class_histogram" in row and "class_agreement" not in row
    assert 0 <= row["score_real_heldout"] <= 1  # held-out images are assigned to clusters too
    assert len(row["tile_logits"]) == len(trainer.fixed_z)


def test_features_of_real_images_are_computed_once(start, monkeypatch):
    calls = []
    extract = evaluator.extract
    monkeypatch.setattr(evaluator, "extract", lambda *args: calls.append(1) or extract(*args))
    timed = 2  # calls to estimate the time of an evaluation
    for expected_more in (True, False):
        run, trainer = start()
        before = len(calls)
        evaluating = RunEvaluation(run, trainer)
        evaluating._prepare(trainer)
        assert evaluating.evaluator and (len(calls) > before + timed) == expected_more


def test_a_new_run_and_one_without_spare_time_are_not_evaluated(start, monkeypatch):
    run, trainer = start()
    ready = RunEvaluation(run, trainer)
    ready._prepare(trainer)
    monkeypatch.setattr(evaluation, "TIME_SHARE", 0.04)
    evaluating = RunEvaluation(run, trainer)
    evaluating.evaluate_if_due(trainer)
    assert evaluating.spent == 0 and not run.metrics()[0]
    ready.spent, ready.last_cost = 10.0, 0.1
    trainer.clock.seconds = ready.started_at + 100
    ready.evaluate_if_due(trainer)  # 4 seconds may be spent and 10 have been
    assert not run.metrics()[0]
    trainer.clock.seconds = ready.started_at + 400
    ready.evaluate_if_due(trainer)
    assert len(run.metrics()[0]) == 1 and ready.spent > 10
    ready.last_cost = 1000.0
    trainer.images_seen += 1
    ready.evaluate_if_due(trainer)
    assert len(run.metrics()[0]) == 1


def test_a_failing_evaluation_does_not_stop_training(start, monkeypatch, capsys):
    run, trainer = start()
    monkeypatch.setattr(evaluation.neighbours, "nearest", None)
    evaluating = RunEvaluation(run, trainer)
    for _ in trainer.records():
        evaluating.evaluate_if_due(trainer)
    assert trainer.finished and evaluating.disabled
    assert "Traceback" in capsys.readouterr().err and not run.metrics()[0]


def test_a_run_that_never_had_time_is_evaluated_at_its_end_unless_it_was_very_short(
    start, monkeypatch
):
    monkeypatch.setattr(evaluation, "TIME_SHARE", 1e-9)
    for seconds, evaluated in ((25.0, True), (5.0, False)):
        run, trainer = start()
        evaluating = RunEvaluation(run, trainer)
        evaluating.evaluate_if_due(trainer)
        assert evaluating.spent == 0  # nothing is prepared while it trains
        for _ in trainer.records():
            pass
        trainer.clock.seconds = evaluating.started_at + seconds
        evaluating.evaluate_if_due(trainer)
        rows, _ = run.metrics()
        assert len(rows) == evaluated
        reason = {} if evaluated else {"no_metrics": evaluation.TOO_SHORT}
        assert evaluating.outlook(trainer) == reason


def test_the_first_evaluation_is_foretold_by_its_share_of_the_time(start, monkeypatch):
    run, trainer = start()
    evaluating = RunEvaluation(run, trainer)
    assert evaluating.outlook(trainer) == {}
    evaluating._prepare(trainer)
    monkeypatch.setattr(evaluation, "TIME_SHARE", 0.04)
    evaluating.spent, evaluating.last_cost = 1.0, 2.0
    foretold = {"first_metrics_at": round(evaluating.started_at + 75, 1)}
    assert evaluating.outlook(trainer) == foretold
    trainer.clock.seconds = evaluating.started_at + 76
    evaluating.evaluate_if_due(trainer)
    assert evaluating.outlook(trainer) == {} and run.metrics()[0]


def test_the_first_metrics_come_early_and_are_paid_back_over_the_run(start, monkeypatch):
    run, trainer = start(images=64)
    evaluating = RunEvaluation(run, trainer)
    evaluating._prepare(trainer)
    monkeypatch.setattr(evaluation, "TIME_SHARE", 0.04)
    began, trainer.clock.seconds = evaluating.started_at, evaluating.started_at + 30
    trainer.images_seen = 6  # so the whole run takes about 320 s, of which 4% are 12.8
    evaluating.spent, evaluating.last_cost = 7.0, 1.0
    in_all = evaluating._seconds(trainer)[1]
    assert in_all == pytest.approx(320, rel=0.1)
    assert evaluating.outlook(trainer) == {"first_metrics_at": round(began + 32, 1)}
    evaluating.evaluate_if_due(trainer)
    assert not run.metrics()[0]  # a quarter of 30 s is not enough
    trainer.clock.seconds = began + 33
    evaluating.evaluate_if_due(trainer)
    assert len(run.metrics()[0]) == 1
    evaluating.spent = evaluating.spent_first = 8.0
    assert evaluating._spare_seconds(trainer) < 1  # 4% of 33 s, less what is paid back of 8
    trainer.images_seen, trainer.clock.seconds = 64, began + 320
    assert evaluating._spare_seconds(trainer) == pytest.approx(0.04 * 320 - 8, abs=0.1)


@pytest.mark.parametrize("own", [False, True])
def test_a_short_run_is_lent_more_only_for_images_of_ones_own(
    own, start, unlabelled_folder, monkeypatch
):
    run, trainer = start(**({"dataset": str(unlabelled_folder), "labels": False} if own else {}))
    evaluating = RunEvaluation(run, trainer)
    evaluating._prepare(trainer)
    monkeypatch.setattr(evaluation, "TIME_SHARE", 0.04)
    trainer.clock.seconds, trainer.images_seen = evaluating.started_at + 30, 32
    evaluating.spent, evaluating.last_cost = 4.0, 1.0  # 2.4 s are 4% of the whole minute
    evaluating.evaluate_if_due(trainer)
    assert len(run.metrics()[0]) == own
    if own:  # what exceeds the usual loan is forgiven
        evaluating.spent = evaluating.spent_first = 5.0
        assert evaluating._spare_seconds(trainer) == pytest.approx(0.04 * 30 - 1.8 / 2, abs=0.1)


def test_own_features_are_prepared_between_two_grids(start, unlabelled_folder):
    run, trainer = start(dataset=str(unlabelled_folder), labels=False)
    evaluating = RunEvaluation(run, trainer)
    evaluating.prepare_if_due(trainer)
    assert evaluating.evaluator and not run.metrics()[0]


def test_too_few_images_are_named_as_the_reason_for_no_metrics(make_set, start):
    run, trainer = start()
    trainer.data = make_set(12, 28, 1)
    evaluating = RunEvaluation(run, trainer)
    evaluating.evaluate_if_due(trainer)
    words = "No metrics: they need at least 20 images, not 12."
    assert evaluating.outlook(trainer) == {"no_metrics": words}


def test_an_evaluation_starts_no_download(start, monkeypatch):
    run, trainer = start(dataset="mnist")
    evaluating = RunEvaluation(run, trainer)
    evaluating.evaluate_if_due(trainer)
    assert evaluating.disabled and not run.metrics()[0]


def test_a_run_is_evaluated_at_its_start_and_end(at_once, make_config, runs, monkeypatch):
    monkeypatch.setattr(training_run, "load_images", lambda *_, **shape: load_images("silhouettes"))
    config = make_config(64)
    run = run_dir.create(runs, "drawn-dcgan", config.to_json())
    assert training_run.TrainingRun(RunDir(run.path)).train() == "done"
    rows, _ = run.metrics()
    assert rows[0]["images_seen"] == 0 and rows[-1]["images_seen"] == 64
    assert "grad_norm_G" not in rows[0] and "grad_norm_G" in rows[-1]


# Statistics of D, and of gradients


def test_the_last_update_of_adam_is_computed_exactly():
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


def test_an_overfitting_D_scores_training_images_above_held_out_ones():
    train, held_out, fake = torch.full((8,), 3.0), torch.full((8,), -1.0), torch.full((8,), -3.0)
    stats = discriminator_stats.logit_stats("nonsaturating", train, held_out, fake)
    assert stats["score_real_train"] == pytest.approx(torch.tensor(3.0).sigmoid().item())
    assert stats["score_real_heldout"] == pytest.approx(torch.tensor(-1.0).sigmoid().item())
    assert stats["accuracy_real"] == stats["accuracy_fake"] == 1
    assert stats["histogram_real"][-1] == 1 and stats["histogram_fake"][0] == 1
    assert "score_real_heldout" not in discriminator_stats.logit_stats(
        "nonsaturating", train, None, fake
    )


def test_a_shift_of_all_logits_changes_nothing_where_only_differences_matter():
    parts = [torch.randn(50, generator=torch.Generator().manual_seed(k)) + k for k in (2, 1, 0)]
    for loss in discriminator_stats.UNCALIBRATED:
        stats = discriminator_stats.logit_stats(loss, *parts)
        shifted = discriminator_stats.logit_stats(loss, *(part + 100 for part in parts))
        assert stats["score_real_train"] == pytest.approx(shifted["score_real_train"], abs=1e-4)
        assert stats["accuracy_fake"] == shifted["accuracy_fake"]
        assert stats["histogram_of"] == "logit"
        assert len(stats["histogram_real"]) == discriminator_stats.BINS
    same = torch.zeros(4)
    stats = discriminator_stats.logit_stats("wasserstein", same, None, same)
    assert sum(stats["histogram_real"]) == 1


def test_the_state_is_restored_even_after_an_error():
    norm = torch.nn.BatchNorm1d(3)
    before, random = norm.running_mean.clone(), torch.get_rng_state()
    with pytest.raises(ZeroDivisionError):
        with discriminator_stats.preserved_state([norm], torch.device("cpu"), seed=0):
            norm(torch.randn(8, 3) + 5)
            assert not torch.equal(norm.running_mean, before)
            raise ZeroDivisionError
    assert torch.equal(norm.running_mean, before) and norm.training
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.is_grad_enabled()


def test_the_same_images_with_and_without_classes_have_features_of_their_own(
    make_set, environment, monkeypatch
):
    monkeypatch.setattr(own_features, "STEPS", 2)
    for labels, classes in ((True, 10), (False, 0), (True, 10)):
        data = make_set(40, 64, 3, labels)
        _, config = evaluator.run_to_end(own_features.build(data, "cpu"))
        assert (config.num_classes, config.image_size) == (classes, 32)


def test_building_own_features_does_not_change_the_random_state(make_set, environment, monkeypatch):
    monkeypatch.setattr(own_features, "STEPS", 2)
    random = torch.get_rng_state()
    steps = own_features.build(make_set(40), "cpu")
    while True:
        try:
            next(steps)
        except StopIteration as end:
            network, config = end.value
            break
        assert torch.equal(torch.get_rng_state(), random)
    assert torch.equal(torch.get_rng_state(), random)
    features, predicted = network.extract(make_set(40).images)
    assert features.shape == (40, 128) and predicted.max() < config.num_classes == 10
    again, _ = evaluator.run_to_end(own_features.build(make_set(40), "cpu"))  # from the cache
    torch.testing.assert_close(again.extract(make_set(40).images)[0], features)
