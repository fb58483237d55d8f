"""The training loop: exact order, exact resuming, and samples that approach the data."""

import functools
import math

import pytest
import torch

from gan_core import GanError
from gan_core.config.schedule import updates_per_epoch
from gan_core.config.train_config import Budget
from gan_core.data.image_order import ImageOrder
from gan_core.data.images import to_float, to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.objectives import frechet_loss
from gan_core.objectives.frechet_loss import RealFeatures
from gan_core.objectives.losses import nonsaturating_loss_D
from gan_core.recipes import RECIPES
from gan_core.training.averages import PowerAverages
from gan_core.training.clock import Clock


def run_to_the_end(trainer, **options):
    return list(trainer.records(**options))


# the order of images


@pytest.mark.parametrize("count, size", [(10, 3), (7, 7), (12, 5), (3, 8), (1, 4), (100, 32)])
def test_every_image_is_used_exactly_once_per_epoch(count, size):
    order = ImageOrder(count, seed=0)
    batches = [order.batch(start, size) for start in range(0, count * size, size)]
    assert all(len(batch) == size for batch in batches)
    for epoch in torch.cat(batches).reshape(size, count):
        assert sorted(epoch.tolist()) == list(range(count))


def test_the_order_depends_only_on_the_seed_and_the_images_seen():
    order = ImageOrder(20, seed=4)
    batches = {start: order.batch(start, 6) for start in range(0, 120, 6)}
    for start in (0, 6, 18, 60, 114, 6):
        assert torch.equal(ImageOrder(20, seed=4).batch(start, 6), batches[start])
    one_by_one = [ImageOrder(20, 4).batch(index, 1) for index in range(54, 60)]
    assert torch.equal(torch.cat(one_by_one), batches[54])


@pytest.mark.parametrize("count, size", [(10, 3), (7, 7), (12, 5), (3, 8), (1, 4), (100, 32)])
def test_whole_epochs_end_with_a_partial_batch(count, size):
    order, seen = ImageOrder(count, 5, whole_epochs=True), 0
    for epoch in range(3):
        batches = []
        while seen < count * (epoch + 1):
            batches.append(order.batch(seen, size))
            assert torch.equal(ImageOrder(count, 5, True).batch(seen, size), batches[-1])
            seen += len(batches[-1])
        assert len(batches) == updates_per_epoch(count, size, partial=True) == -(-count // size)
        assert sorted(torch.cat(batches).tolist()) == list(range(count))
        assert all(len(batch) == size for batch in batches[:-1])


def test_epochs_and_seeds_have_different_orders():
    orders = [
        tuple(ImageOrder(30, seed).batch(30 * epoch, 30).tolist())
        for seed in range(8)
        for epoch in range(8)
    ]
    assert len(set(orders)) == 64


def test_the_order_does_not_change_the_training_noise():
    before = torch.get_rng_state()
    ImageOrder(30, 0).batch(0, 100)
    assert torch.equal(torch.get_rng_state(), before)


# records


def test_records_count_steps_images_and_epochs(make_trainer):
    trainer = make_trainer(images=72)
    records = run_to_the_end(trainer)
    assert [record["step"] for record in records] == list(range(1, 10))
    assert [record["images_seen"] for record in records] == list(range(8, 73, 8))
    assert records[-1]["epoch"] == 3 == trainer.epoch
    for record in records:
        assert all(type(value) in (int, float) for value in record.values())
        assert 0 < record["score/real"] < 1 and 0 < record["score/fake"] < 1
        assert record["loss/D"] > 0 and record["loss/G"] > 0
        assert record["seconds"] >= 0 and record["images_per_second"] > 0


def test_a_record_is_the_mean_over_its_updates(make_trainer):
    single = run_to_the_end(make_trainer(images=96, log_every=1))
    means = run_to_the_end(make_trainer(images=96, log_every=4))
    assert [record["step"] for record in means] == [4, 8, 12]
    for index, record in enumerate(means):
        for key in ("loss/G", "loss/D", "score/real", "score/fake"):
            expected = sum(row[key] for row in single[4 * index : 4 * index + 4]) / 4
            assert record[key] == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("unit, amount, steps", [("images", 41, 6), ("epochs", 1.5, 5)])
def test_training_ends_with_the_update_that_uses_up_the_budget(unit, amount, steps, make_trainer):
    trainer = make_trainer(log_every=100)
    object.__setattr__(trainer.config, "budget", Budget(unit, amount))
    (record,) = run_to_the_end(trainer)
    assert record["step"] == steps and trainer.finished and trainer.progress == 1
    assert run_to_the_end(trainer) == []


def test_a_stop_ends_training_after_the_current_update(make_trainer):
    trainer = make_trainer(images=10**6, log_every=50)
    records = run_to_the_end(trainer, should_stop=lambda: trainer.step >= 3)
    assert [record["step"] for record in records] == [3]
    assert run_to_the_end(trainer, should_stop=lambda: True) == []


def test_a_batch_larger_than_the_data_works(make_trainer, make_set):
    trainer = make_trainer(images=64, data=make_set(count=5), batch_size=32)
    assert [record["images_seen"] for record in run_to_the_end(trainer)] == [32, 64]


def test_paused_time_does_not_count():
    clock = Clock()
    clock.seconds = 100.0
    with clock.paused():
        clock._since -= 50  # as if 50 seconds had passed
    assert 100 <= clock.seconds < 110


def test_nan_losses_end_the_run_with_an_error(make_trainer):
    trainer = make_trainer(images=10**6, lr_G=1.0, lr_D=1.0)
    with torch.no_grad():
        next(trainer.gan.D.parameters()).fill_(math.nan)
    with pytest.raises(GanError, match="diverged"):
        run_to_the_end(trainer)
    assert trainer.step == 1


# what is learned


def test_the_sample_grid_shows_G_of_the_seeds_z(make_trainer):
    trainer = make_trainer()
    grid = trainer.sample_grid(averaged=False)
    G = trainer.gan.G
    assert G.training
    with torch.no_grad():
        expected = to_uint8(G.eval()(z_from_seeds(range(len(grid)), 4)))
    assert len(grid) == 80 and trainer.grid_columns == 10
    assert (grid == expected).all() and (trainer.sample_grid() == expected).all()


def test_a_column_of_the_sample_grid_has_one_class(make_trainer):
    trainer = make_trainer(labels=True)
    assert trainer.fixed_c.argmax(dim=1).tolist() == [seed % 10 for seed in range(80)]


def test_sample_grids_during_training_change_nothing(make_trainer, assert_same):
    with_grids = make_trainer()
    for _ in with_grids.records():
        with_grids.sample_grid(), with_grids.sample_grid(averaged=False)
    torch.manual_seed(0)
    without = make_trainer()
    run_to_the_end(without)
    assert_same(with_grids.state()["G"], without.state()["G"])
    assert_same(with_grids.state()["D"], without.state()["D"])


def test_G_and_D_change_and_the_average_follows_G(make_trainer):
    trainer = make_trainer(images=8 * 40)
    before = {k: v.clone() for k, v in trainer.gan.G.state_dict().items()}
    D_before = [p.detach().clone() for p in trainer.gan.D.parameters()]
    run_to_the_end(trainer)
    after, averaged = trainer.gan.G.state_dict(), trainer.G_ema.state_dict()
    for name, _ in trainer.gan.G.named_parameters():
        assert not torch.equal(before[name], after[name])
        assert not torch.equal(averaged[name], after[name])
        assert (averaged[name] - after[name]).norm() < (before[name] - after[name]).norm()
    for name, buffer in trainer.gan.G.named_buffers():
        assert torch.equal(averaged[name], buffer)
    for old, new in zip(D_before, trainer.gan.D.parameters(), strict=True):
        assert not torch.equal(old, new)


def test_label_smoothing_reaches_the_loss(make_trainer):
    first = {s: next(iter(make_trainer(real_label=s).records()))["loss/D"] for s in (1.0, 0.8)}
    trainer = make_trainer()
    real = to_float(trainer.images[trainer.order.batch(0, 8)])
    logits = trainer.gan.D(real)
    expected = [nonsaturating_loss_D(logits, logits, s)[0].item() for s in (1.0, 0.8)]
    assert first[0.8] - first[1.0] == pytest.approx(expected[1] - expected[0], abs=3e-6)
    assert abs(first[0.8] - first[1.0]) > 1e-4


def test_labels_need_classes(make_trainer, make_set):
    with pytest.raises(GanError, match="no classes"):
        make_trainer(data=make_set(labels=False), labels=True)


def test_training_moves_the_mean_fake_towards_the_mean_real(make_trainer, make_set):
    trainer = make_trainer(images=8 * 120, data=make_set(count=64), lr_G=2e-3, lr_D=2e-3, width=8)
    mean_real = to_float(trainer.images).mean(dim=0)

    def distance():
        grid = torch.from_numpy(trainer.sample_grid()).permute(0, 3, 1, 2)
        return (to_float(grid).mean(dim=0) - mean_real).abs().mean().item()

    before = distance()
    run_to_the_end(trainer)
    assert distance() < 0.6 * before


# reproducibility


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_seed_determines_a_run_bit_for_bit(
    recipe, labels, make_trainer, without_times, assert_same
):
    first = make_trainer(recipe=recipe, labels=labels)
    records = run_to_the_end(first)
    state = first.state()
    second = make_trainer(recipe=recipe, labels=labels)
    assert without_times(run_to_the_end(second)) == without_times(records)
    assert_same(second.state(), state)


def test_another_seed_gives_another_run(make_trainer, without_times):
    runs = [without_times(run_to_the_end(make_trainer(seed=seed))) for seed in (0, 1)]
    assert runs[0] != runs[1]


@pytest.mark.parametrize("stop_at", [1, 4, 9])
@pytest.mark.parametrize("labels", [False, True])
def test_a_new_trainer_resumes_bit_for_bit(
    stop_at, labels, make_trainer, without_times, assert_same, tmp_path
):
    make = functools.partial(make_trainer, labels=labels)
    resumes_bit_for_bit(make, stop_at, without_times, assert_same, tmp_path)


EVERY_OPTION = {
    "d_steps": 2, "fake_label": 0.05, "target_noise": 0.1, "instance_noise": 0.3,
    "instance_noise_kimg": 0.1, "augment": "all", "augment_rampup": 2.0, "r1_gamma": 1.0,
    "r2_gamma": 0.5, "gp_weight": 1.0, "spectral_norm": True, "minibatch_std": True,
    "loss": "least_squares",
}  # fmt: skip


@pytest.mark.parametrize("options", [{}, EVERY_OPTION], ids=["published", "every option"])
@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_resumes_bit_for_bit(
    recipe, options, make_trainer, without_times, assert_same, tmp_path
):
    make = functools.partial(make_trainer, recipe=recipe, ema_kimg=1.0, **options)
    resumes_bit_for_bit(make, 2, without_times, assert_same, tmp_path)


def test_D_gets_the_share_of_now(make_trainer, monkeypatch):
    shares = []

    def augment(images, policy, share, data_range):
        shares.append(float(share))
        return images

    monkeypatch.setattr("gan_core.objectives.updates.augment", augment)
    options = {"augment": "cutout", "augment_share": 0.5}
    trainer = make_trainer(**options, augment_rampup=4.0)
    expected = []
    while not trainer.finished:
        expected.append(0.5 * min(1, trainer.epoch / 4))
        trainer.train_step()
    assert expected[0] == 0 < expected[1] < max(expected)
    assert sorted(set(shares)) == pytest.approx(sorted(set(expected)))
    shares.clear()
    run_to_the_end(make_trainer(**options))
    assert set(shares) == {0.5}


@pytest.mark.parametrize("stop_at", [2, 7])
def test_the_frechet_loss_is_due_late_and_resumes_bit_for_bit(
    stop_at, make_trainer, without_times, assert_same, tmp_path, monkeypatch
):
    monkeypatch.setattr(frechet_loss, "WARM_UP", 1)
    reals = torch.randn(50, 8, dtype=torch.float64)
    found = RealFeatures(lambda x: x.flatten(1)[:, :8], reals.mean(dim=0), torch.cov(reals.T))

    def make():
        trainer = make_trainer(recipe="quick", frechet="on")
        trainer.real_features = lambda *_: found
        return trainer

    resumes_bit_for_bit(make, stop_at, without_times, assert_same, tmp_path)
    halves = []
    for given in (lambda *_: found, None):
        trainer = make()
        trainer.real_features = given
        halves.append([without_times([row])[0] for row in trainer.records()])
    half = math.ceil(frechet_loss.FROM * len(halves[0]))
    assert halves[0][:half] == halves[1][:half] and halves[0][-1] != halves[1][-1]


def resumes_bit_for_bit(make, stop_at, without_times, assert_same, tmp_path):
    from gan_core.runs import checkpoint

    uninterrupted = make()
    expected = run_to_the_end(uninterrupted)
    expected_state = uninterrupted.state()

    stopped = make()
    records = run_to_the_end(stopped, should_stop=lambda: stopped.step >= stop_at)
    checkpoint.save_state(tmp_path / "state.pt", stopped.state())
    resumed = make()
    resumed.load_state(checkpoint.load_state(tmp_path / "state.pt"))
    assert resumed.clock.seconds >= records[-1]["seconds"] - 0.001
    records += run_to_the_end(resumed)

    assert without_times(records) == without_times(expected)
    assert_same(resumed.state(), expected_state)
    assert (resumed.sample_grid() == uninterrupted.sample_grid()).all()


def invalid_states(state):
    yield {}
    for key in state:
        if key not in ("adjustment", "averages"):  # missing in older checkpoints
            yield {k: v for k, v in state.items() if k != key}
        for value in (None, 5, "text", [], {}, torch.zeros(2)):
            number = key in ("step", "images_seen", "seconds") and type(value) is int
            if not number and not (key == "adjustment" and value == {}):
                yield {**state, key: value}
    yield {**state, "step": math.nan}
    yield {**state, "random": {"cpu": torch.zeros(3)}}


@pytest.mark.filterwarnings("ignore:Using a non-tuple sequence")
def test_an_invalid_state_is_refused(make_trainer):
    trainer = make_trainer()
    for state in invalid_states(make_trainer().state()):
        trainer.averages = trainer.averages or PowerAverages(trainer.gan.G)
        with pytest.raises(GanError, match="does not fit"):
            trainer.load_state(state)


def test_a_state_of_other_networks_is_refused(make_trainer):
    with pytest.raises(GanError, match="does not fit"):
        make_trainer(width=8).load_state(make_trainer().state())
