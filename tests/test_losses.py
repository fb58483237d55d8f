"""The objectives against torch's own cross entropy and against values known by heart."""

import math

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from gan_core.losses import nonsaturating_loss_D, nonsaturating_loss_G, scores

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
