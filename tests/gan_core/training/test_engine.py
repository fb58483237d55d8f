"""Fast steps equal plain steps: number format, shared passes, lazy penalties, captured graphs."""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from gan_core.config.settings import settings_from
from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.annealing import FINAL_FACTOR, learning_rate_factor
from gan_core.objectives.updates import GANState, discriminator_loss, penalty_due
from gan_core.recipes import RECIPES
from gan_core.training import engine
from gan_core.training.engine import Graphed, compute_in, engine_for

CPU = torch.device("cpu")
needs_cuda = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="there is no CUDA device to capture graphs on"
)


def gan_of(recipe="quick", device=CPU, **settings):
    """Networks of a few channels with their optimisers, the same in every call."""
    values = {"width": 4, "z_dim": 4, "batch_size": 6, "labels": True, **settings}
    chosen = settings_from(RECIPES[recipe].settings_type, values)
    torch.manual_seed(0)
    G, D = RECIPES[recipe].build_with(1, 28, 10, chosen)
    G, D = G.to(device), D.to(device)
    betas = (chosen.beta1, chosen.beta2)
    optimisers = (torch.optim.Adam(net.parameters(), 1e-3, betas) for net in (G, D))
    return GANState(G, D, *optimisers), chosen


def batch(device=CPU, count=6):
    generator = torch.Generator().manual_seed(1)
    real = torch.rand(count, 1, 28, 28, generator=generator) * 2 - 1
    return real.to(device), torch.eye(10, device=device)[torch.arange(count) % 10]


# number format


def test_bf16_changes_only_the_format_of_the_computation():
    (gan, _), (real, c) = gan_of(), batch()
    expected = gan.D(real, c)
    compute_in(gan.D, "fp32", CPU)
    assert torch.equal(gan.D(real, c), expected)
    compute_in(gan.D, "bf16", CPU)
    logits = gan.D(real, c)
    assert logits.dtype == torch.float32 and not torch.equal(logits, expected)
    torch.testing.assert_close(logits, expected, atol=0.02, rtol=0.02)
    assert all(weight.dtype == torch.float32 for weight in gan.D.parameters())


def test_bf16_and_fp32_have_nearly_the_same_losses(make_trainer):
    records = {
        precision: list(make_trainer(images=64, recipe="quick", precision=precision).records())
        for precision in ("fp32", "bf16")
    }
    for fp32, bf16 in zip(*records.values(), strict=True):
        assert bf16["loss/D"] == pytest.approx(fp32["loss/D"], rel=0.03)
        assert bf16["loss/G"] == pytest.approx(fp32["loss/G"], rel=0.03)


# one pass for reals and fakes, lazy regularisation


def test_one_pass_for_reals_and_fakes_equals_two():
    found = []
    for together in (False, True):
        (gan, settings), (real, c) = gan_of(), batch()
        fake = torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(2)) * 2 - 1
        d_loss = discriminator_loss(gan, real, fake, c, settings, together=together)
        d_loss.loss.backward(inputs=list(gan.D.parameters()))
        found.append((d_loss, [weight.grad for weight in gan.D.parameters()]))
    (two, gradients_two), (one, gradients_one) = found
    assert two.stats.keys() == one.stats.keys() and "penalty/r2" in one.stats
    for name, value in two.stats.items():
        torch.testing.assert_close(one.stats[name], value, msg=name)
    for a, b in zip(gradients_two, gradients_one, strict=True):
        torch.testing.assert_close(b, a, atol=1e-6, rtol=1e-4)


def test_lazy_penalties_are_scaled_up_by_their_interval():
    (gan, settings), (real, c) = gan_of(penalty_every=1), batch()
    lazy = settings_from(type(settings), {**vars(settings), "penalty_every": 4})
    fake = torch.zeros_like(real)
    every, fourth = (discriminator_loss(gan, real, fake, c, each) for each in (settings, lazy))
    penalty = every.loss - every.stats["loss/D"]
    assert (fourth.loss - fourth.stats["loss/D"]).item() == pytest.approx(4 * penalty.item(), 1e-4)
    gan.step = 1
    assert "penalty/r1" not in discriminator_loss(gan, real, fake, c, lazy).stats
    assert [penalty_due(lazy, step) for step in range(9)] == [True, False, False, False] * 2 + [
        True
    ]
    assert not penalty_due(TrainingOptions(), 0)


def plain_quick_step(gan, real, c, settings):
    """The same step written out: separate passes, all gradients."""
    G, D = gan.G, gan.D
    fake = G(torch.randn(len(real), settings.z_dim), c).detach()
    due = gan.step % settings.penalty_every == 0
    real_in, fake_in = (x.clone().requires_grad_(due) for x in (real, fake))
    real_logits, fake_logits = D(real_in, c), D(fake_in, c)
    loss_D = F.softplus(fake_logits - real_logits).mean()
    total = loss_D
    if due:
        for images, logits in ((real_in, real_logits), (fake_in, fake_logits)):
            (gradient,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
            norm = gradient.flatten(1).square().sum(1).mean()
            total = total + settings.penalty_every * settings.r1_gamma / 2 * norm
    gan.opt_D.zero_grad()
    total.backward()
    gan.opt_D.step()
    fake = G(torch.randn(len(real), settings.z_dim), c)
    loss_G = F.softplus(real_logits.detach() - D(fake, c)).mean()
    gan.opt_G.zero_grad()
    loss_G.backward()
    gan.opt_G.step()
    return loss_G.item(), loss_D.item()


def test_quick_s_step_equals_the_plain_step():
    (ours, settings), (plain, _) = gan_of(penalty_every=2), gan_of(penalty_every=2)
    real, c = batch()
    for step in range(5):
        ours.step = plain.step = step
        torch.manual_seed(step)
        stats = RECIPES["quick"].step(ours, real, c, settings)
        torch.manual_seed(step)
        loss_G, loss_D = plain_quick_step(plain, real, c, settings)
        assert stats["loss/G"].item() == pytest.approx(loss_G, rel=1e-3)
        assert stats["loss/D"].item() == pytest.approx(loss_D, rel=1e-3)


# learning-rate decay towards the end of the budget


def test_the_learning_rate_is_constant_and_then_decays_to_a_twentieth():
    settings = TrainingOptions(anneal=0.5)
    factors = [learning_rate_factor(settings, progress / 100) for progress in range(101)]
    assert factors[:51] == [1.0] * 51 and factors[-1] == pytest.approx(FINAL_FACTOR)
    assert all(a > b for a, b in zip(factors[50:], factors[51:], strict=False))
    assert learning_rate_factor(settings, 0.75) == pytest.approx((1 + FINAL_FACTOR) / 2)
    assert learning_rate_factor(TrainingOptions(), 1.0) == 1.0


def test_a_trainer_s_learning_rates_follow_its_budget(make_trainer):
    trainer = make_trainer(images=80, recipe="quick", anneal=1.0)
    rates = []
    for _ in trainer.records():
        rates.append([group["lr"] for opt in (trainer.gan.opt_G, trainer.gan.opt_D)
                      for group in opt.param_groups])  # fmt: skip
    settings = trainer.config.settings
    expected = [learning_rate_factor(settings, step / 10) for step in range(10)]
    assert [rate / settings.lr_G for rate, _ in rates] == pytest.approx(expected)
    assert [rate / settings.lr_D for _, rate in rates] == pytest.approx(expected)


# captured graphs


def test_what_cannot_be_captured_runs_eagerly_and_logs_the_reason(monkeypatch, caplog):
    def refuse(step, indices):
        raise RuntimeError("operation not permitted when stream is capturing\nmore lines")

    monkeypatch.setattr(torch.cuda, "Stream", lambda device: None)
    monkeypatch.setattr(engine, "_capture", refuse)
    graphed = Graphed(torch.device("cuda"))
    monkeypatch.setattr(graphed, "_run_eagerly", lambda step, *args: step(*args))
    results = [graphed.run(lambda *args: args, number, 0.5, "kind") for number in range(6)]
    assert results == [(number, 0.5) for number in range(6)]
    assert graphed.reason == "operation not permitted when stream is capturing"
    assert "not permitted" in caplog.text


def test_a_kind_of_step_is_captured_after_a_few_runs_and_then_replayed(monkeypatch):
    calls = []

    class Captured:
        def replay(self, indices, decay):
            calls.append(("replay", indices))
            return {}

    monkeypatch.setattr(torch.cuda, "Stream", lambda device: None)
    monkeypatch.setattr(engine, "_capture", lambda *_: calls.append("capture") or Captured())
    graphed = Graphed(torch.device("cuda"))
    monkeypatch.setattr(graphed, "_run_eagerly", lambda *_: calls.append("eager") or {})
    for number in range(5):
        graphed.run(None, number, 0.5, "kind")
    assert calls == ["eager"] * 3 + ["capture", ("replay", 3), ("replay", 4)]


def test_the_decay_of_the_average_may_be_a_tensor():
    from gan_core.objectives.ema import update_ema

    torch.manual_seed(0)
    G, other = (nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)) for _ in range(2))
    by_number, by_tensor = copy.deepcopy(other), copy.deepcopy(other)
    update_ema(by_number, G, 0.9)
    update_ema(by_tensor, G, torch.tensor(0.9))
    for a, b in zip(by_number.state_dict().values(), by_tensor.state_dict().values(), strict=True):
        torch.testing.assert_close(a, b)


@needs_cuda
@pytest.mark.parametrize("recipe", ["quick", "dcgan", "keras_dcgan"])
@pytest.mark.parametrize("options", [{}, {"augment": "translation", "augment_rampup": 2.0}])
def test_graphs_and_eager_steps_agree_on_cuda(options, recipe, make_trainer, monkeypatch):
    losses = []
    for eager in (True, False):
        with monkeypatch.context() as patch:
            if eager:
                patch.setattr("gan_core.training.trainer.engine_for", lambda *_: engine.Eager())
            trainer = make_trainer(images=160, recipe=recipe, device="cuda", **options)
            losses.append([record["loss/D"] for record in trainer.records()])
            if not eager:
                assert trainer.engine.reason is None and trainer.engine._captured
    assert losses[1] == pytest.approx(losses[0], rel=1e-2)


@needs_cuda
def test_settings_that_change_from_step_to_step_are_not_captured():
    chosen = engine_for(torch.device("cuda"), TrainingOptions(instance_noise=0.1))
    assert "instance noise" in chosen.reason
