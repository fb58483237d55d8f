"""The objectives against torch's own cross entropy and against values that are known."""

import math

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import hinge_embedding_loss
from torch.nn.functional import mse_loss as mse

from gan_core.config.training_options import LOSSES, REDUCTIONS, TrainingOptions
from gan_core.objectives import losses
from gan_core.objectives.losses import nonsaturating_loss_D, nonsaturating_loss_G, scores
from gan_core.objectives.reference_losses import reference_losses

REAL = torch.tensor([-3.0, -0.4, 0.0, 1.7, 5.0], dtype=torch.float64)
FAKE = torch.tensor([-6.0, -1.0, 0.3, 2.0], dtype=torch.float64)


def target(logits, value):
    return torch.full_like(logits, value)


@pytest.mark.parametrize("real_label", [1.0, 0.9, 0.7, 0.5])
def test_loss_of_D_is_cross_entropy_with_one_sided_smoothing(real_label):
    loss_real, loss_fake = nonsaturating_loss_D(REAL, FAKE, real_label)
    torch.testing.assert_close(loss_real, cross_entropy(REAL, target(REAL, real_label)))
    torch.testing.assert_close(loss_fake, cross_entropy(FAKE, target(FAKE, 0.0)))


def test_loss_of_G_is_cross_entropy_towards_real():
    torch.testing.assert_close(nonsaturating_loss_G(FAKE), cross_entropy(FAKE, target(FAKE, 1.0)))


def test_a_D_that_cannot_tell_scores_ln_2_everywhere():
    undecided = torch.zeros(7)
    losses = (*nonsaturating_loss_D(undecided, undecided), nonsaturating_loss_G(undecided))
    assert [loss.item() for loss in losses] == pytest.approx([math.log(2)] * 3)
    assert scores(undecided).item() == 0.5


@pytest.mark.parametrize("real_label", [1.0, 0.9])
def test_gradients_of_D_are_sigmoid_minus_target(real_label):
    real, fake = REAL.clone().requires_grad_(), FAKE.clone().requires_grad_()
    sum(nonsaturating_loss_D(real, fake, real_label)).backward()
    torch.testing.assert_close(real.grad, (torch.sigmoid(REAL) - real_label) / len(REAL))
    torch.testing.assert_close(fake.grad, torch.sigmoid(FAKE) / len(FAKE))


def test_G_keeps_its_gradient_while_D_is_winning():
    fake = torch.tensor([-30.0], requires_grad=True)
    nonsaturating_loss_G(fake).backward()
    assert fake.grad.item() == pytest.approx(-1.0)


@pytest.mark.parametrize("logit", [-1e4, 1e4, -3e38, 3e38])
def test_extreme_logits_give_finite_losses_and_gradients(logit):
    logits = torch.tensor([logit], requires_grad=True)
    for loss in (*nonsaturating_loss_D(logits, logits, 1.0), nonsaturating_loss_G(logits)):
        (gradient,) = torch.autograd.grad(loss, logits)
        assert torch.isfinite(loss) and torch.isfinite(gradient)


def test_scores_are_the_mean_probability_of_real():
    expected = (1 / (1 + (-REAL).exp())).mean()
    torch.testing.assert_close(scores(REAL), expected)


# beyond cross entropy


@pytest.mark.parametrize("fake_label", [0.0, 0.1, 0.4])
def test_two_sided_smoothing_and_labels_of_their_own(fake_label):
    _, loss_fake = nonsaturating_loss_D(REAL, FAKE, 1.0, fake_label)
    torch.testing.assert_close(loss_fake, cross_entropy(FAKE, target(FAKE, fake_label)))
    real_labels, fake_labels = torch.linspace(0.8, 1, 5), torch.linspace(0, 0.3, 4)
    loss_real, loss_fake = nonsaturating_loss_D(REAL, FAKE, real_labels, fake_labels)
    torch.testing.assert_close(loss_real, cross_entropy(REAL, real_labels.double()))
    torch.testing.assert_close(loss_fake, cross_entropy(FAKE, fake_labels.double()))


def test_minimax_is_the_negative_of_the_fake_half_of_D():
    _, loss_fake = losses.loss_D("minimax", REAL, FAKE)
    torch.testing.assert_close(losses.loss_G("minimax", FAKE), -loss_fake)


def test_least_squares_is_half_the_squared_error_of_the_shifted_output():
    real, fake = losses.loss_D("least_squares", REAL, FAKE, 0.9, 0.1)
    shifted = ((REAL + 1) / 2, (FAKE + 1) / 2)
    torch.testing.assert_close(real, mse(shifted[0], target(REAL, 0.9)) / 2)
    torch.testing.assert_close(fake, mse(shifted[1], target(FAKE, 0.1)) / 2)
    torch.testing.assert_close(
        losses.loss_G("least_squares", FAKE), mse(shifted[1], target(FAKE, 1.0)) / 2
    )


def test_hinge_is_the_margin_loss_of_torch():
    real, fake = losses.loss_D("hinge", REAL, FAKE)
    torch.testing.assert_close(real, hinge_embedding_loss(REAL, -torch.ones(5)))
    torch.testing.assert_close(fake, hinge_embedding_loss(-FAKE, -torch.ones(4)))
    torch.testing.assert_close(losses.loss_G("hinge", FAKE), -FAKE.mean())


def test_wasserstein_is_the_difference_of_the_means():
    distance = REAL.mean() - FAKE.mean()
    torch.testing.assert_close(sum(losses.loss_D("wasserstein", REAL, FAKE)), -distance)
    torch.testing.assert_close(losses.loss_G("wasserstein", FAKE), -FAKE.mean())


def test_relativistic_is_cross_entropy_of_the_difference_pair_by_pair():
    pairs = REAL[:4] - FAKE
    expected = cross_entropy(pairs, torch.ones_like(pairs))
    torch.testing.assert_close(sum(losses.loss_D("relativistic", REAL, FAKE)), expected)
    expected = cross_entropy(-pairs, torch.ones_like(pairs))
    torch.testing.assert_close(losses.loss_G("relativistic", FAKE, REAL), expected)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_best_D_and_the_best_G_want_opposite_logits(loss):
    real, fake = torch.zeros(3, requires_grad=True), torch.zeros(3, requires_grad=True)
    sum(losses.loss_D(loss, real, fake)).backward()
    assert (real.grad < 0).all() and (fake.grad > 0).all()  # up on reals, down on fakes
    fake.grad = None
    losses.loss_G(loss, fake, real).backward()
    assert (fake.grad < 0).all()


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_an_undecided_D_has_the_loss_of_the_chance_line(loss, reduction):
    chosen = TrainingOptions(loss=loss, gp_weight=1.0)
    terms = losses.loss_D(loss, torch.zeros(6), torch.zeros(6))
    value = losses.reduce_terms(*terms, reduction, 6, 6)
    lines = reference_losses(chosen, reduction)
    assert lines.reduction == reduction
    assert value.item() == pytest.approx(lines.chance, abs=1e-6)


def test_the_mean_counts_every_image_once():
    terms = losses.loss_D("nonsaturating", REAL, FAKE)
    every = torch.cat([REAL, -FAKE])
    expected = cross_entropy(every, torch.ones_like(every))
    torch.testing.assert_close(losses.reduce_terms(*terms, "mean", 5, 4), expected)


@pytest.mark.parametrize("real, fake, noise", [(0.9, 0.0, 0.0), (0.8, 0.2, 0.0), (1, 0, 0.15)])
def test_no_D_is_below_the_floor_of_its_labels(real, fake, noise):
    lines = reference_losses(
        TrainingOptions(real_label=real, fake_label=fake, target_noise=noise), "sum"
    )
    means = (real - noise / 2, fake + noise / 2)
    best = [torch.tensor([math.log(p / (1 - p)) if p else -40.0]) for p in means]
    at_best = sum(nonsaturating_loss_D(*best, *means))
    assert at_best.item() == pytest.approx(lines.floor, abs=1e-5)
    assert sum(nonsaturating_loss_D(best[0] + 0.1, best[1] - 0.1, *means)) > lines.floor - 1e-6


def test_hard_labels_leave_no_floor():
    assert reference_losses(TrainingOptions(), "sum").floor is None
