"""Penalties against finite differences and against networks whose slope is known."""

import pytest
import torch
from torch import nn

from gan_core.objectives.penalties import clip_weights, gradient_penalty, squared_gradient_norms

SHAPE = (4, 2, 5, 5)


class Bent(nn.Module):
    """A small smooth D in double precision."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(3)
        self.first = nn.Conv2d(2, 3, 3).double()
        self.last = nn.Linear(27, 1).double()

    def forward(self, images, c=None):
        return self.last(torch.tanh(self.first(images)).flatten(1)).squeeze(1)


class Straight(nn.Module):
    """logit = slope * sum of the pixels: a gradient norm of slope * sqrt(pixels) everywhere."""

    def __init__(self, slope):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(slope))

    def forward(self, images, c=None):
        return self.slope * images.flatten(1).sum(dim=1)


def images(seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(SHAPE, generator=generator, dtype=torch.double)


def r1(D):
    real = images().requires_grad_()
    return squared_gradient_norms(D(real).sum(), [real])[0]


def gp(D):
    torch.manual_seed(0)
    return gradient_penalty(D, images(), images(1))


def squared_slope(D, x, step=1e-5):
    """|dD/dx|^2 of one image by central differences."""
    total = 0.0
    for index in range(x.numel()):
        nudge = torch.zeros(x.numel(), dtype=torch.double)
        nudge[index] = step
        nudge = nudge.view(1, *x.shape)
        total += ((D(x + nudge) - D(x - nudge)).item() / (2 * step)) ** 2
    return total


@torch.no_grad()
def test_r1_is_the_mean_squared_slope():
    D = Bent()
    expected = sum(squared_slope(D, x) for x in images()) / len(images())
    with torch.enable_grad():
        assert r1(D).item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("penalty", [r1, gp])
def test_penalties_have_the_gradients_of_finite_differences(penalty):
    D, step = Bent(), 1e-5
    gradients = torch.autograd.grad(penalty(D), list(D.parameters()), allow_unused=True)
    for parameter, gradient in zip(D.parameters(), gradients, strict=True):
        flat = parameter.detach().view(-1)
        for index in range(0, flat.numel(), 7):
            before = flat[index].item()
            values = []
            for value in (before + step, before - step):
                flat[index] = value
                values.append(penalty(D).item())
            flat[index] = before
            slope = (values[0] - values[1]) / (2 * step)
            own = 0.0 if gradient is None else gradient.reshape(-1)[index].item()
            assert own == pytest.approx(slope, rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("slope", [0.0, 0.1, 2.0])
def test_a_straight_D_has_the_penalty_of_its_slope(slope):
    D, pixels = Straight(slope), 50
    real, fake = torch.randn(SHAPE), torch.randn(SHAPE)
    batches = [real.requires_grad_(), fake.requires_grad_()]
    for penalty in squared_gradient_norms(D(real).sum() + D(fake).sum(), batches):
        assert penalty.item() == pytest.approx(slope**2 * pixels, abs=1e-6)
    expected = (slope * pixels**0.5 - 1) ** 2
    assert gradient_penalty(D, real, fake).item() == pytest.approx(expected, rel=1e-5)


def test_the_gradient_penalty_looks_between_reals_and_fakes_and_at_their_classes():
    seen = []

    class Watching(Straight):
        def forward(self, images, c=None):
            seen.append((images.detach(), c))
            return super().forward(images)

    real, fake, c = torch.zeros(3, 1, 2, 2), torch.ones(5, 1, 2, 2), torch.eye(3)
    gradient_penalty(Watching(1.0), real, fake, c).backward()
    ((mixed, classes),) = seen
    assert mixed.shape == real.shape and torch.equal(classes, c)
    assert ((0 < mixed) & (mixed < 1)).all()
    assert all(len(image.unique()) == 1 for image in mixed) and len(mixed.unique()) == 3


def test_clipping_bounds_every_parameter():
    D = Bent()
    kept = D.last.bias.detach().clone()
    clip_weights(D, 0.05)
    assert all(parameter.abs().max() <= 0.05 for parameter in D.parameters())
    assert torch.equal(D.last.bias, kept.clamp(-0.05, 0.05))
    assert all(parameter.requires_grad for parameter in D.parameters())


def test_the_gradient_penalty_takes_points_and_a_given_place_between_them():
    seen = []

    def D(points, c=None):
        seen.append(points.detach())
        return 3 * points[:, 0]

    real, fake = torch.zeros(4, 2), torch.ones(4, 2)
    t = torch.tensor([0.0, 0.25, 0.5, 1.0])
    assert gradient_penalty(D, real, fake, t=t).item() == pytest.approx(4.0)
    assert torch.equal(seen[0], t[:, None].expand(4, 2))
    assert gradient_penalty(D, real, fake).item() == pytest.approx(4.0)
