"""The Dirac-GAN (Mescheder et al., arXiv 1801.04406), from the losses of gan_core by autograd.

Data are the point 0, G's fakes the point theta, D(x) = psi * x. The reference of engine/dirac.js.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gan_core.objectives import losses
from gan_core.objectives.penalties import squared_gradient_norms

RULES = ("minimax", "nonsaturating", "wgan_clip", "wgan_gp", "r1", "instance_noise", "consensus")
QUADRATURE = 7  # points over instance noise


@dataclass(frozen=True)
class DiracRules:
    """How theta and psi move; gamma is that of R1 and of consensus."""

    rule: str = "minimax"
    order: str = "simultaneous"
    h: float = 0.2
    gamma: float = 1.0
    clip: float = 1.0
    weight: float = 0.25
    noise: float = 0.7


def field(theta: float, psi: float, rules: DiracRules) -> tuple[float, float]:
    """Minus the slope of G's loss in theta, and of D's loss in psi."""
    at = torch.tensor([theta, psi], dtype=torch.float64, requires_grad=True)
    v = _field(at, rules, create_graph=rules.rule == "consensus")
    if rules.rule == "consensus":  # arXiv 1705.10461
        (slope,) = torch.autograd.grad(v.square().sum() / 2, at)
        v = v - rules.gamma * slope
    return v[0].item(), v[1].item()


def move(theta: float, psi: float, rules: DiracRules) -> tuple[float, float]:
    """One step of size h; alternating moves psi first."""
    pull, push = field(theta, psi, rules)
    following = psi + rules.h * push
    if rules.rule == "wgan_clip":
        following = min(rules.clip, max(-rules.clip, following))
    if rules.order == "alternating":
        pull = field(theta, following, rules)[0]
    return theta + rules.h * pull, following


def _field(at: Tensor, rules: DiracRules, create_graph: bool) -> Tensor:
    wasserstein = rules.rule in ("wgan_clip", "wgan_gp")
    loss = "wasserstein" if wasserstein else "minimax"
    if rules.rule == "nonsaturating":
        loss = "nonsaturating"
    noise, mass = np.polynomial.hermite_e.hermegauss(QUADRATURE)
    if rules.rule != "instance_noise":
        noise, mass = np.zeros(1), np.ones(1)
    weights = torch.from_numpy(mass / mass.sum())
    of_G, of_D = torch.zeros((), dtype=torch.float64), torch.zeros((), dtype=torch.float64)
    for e, weight in zip(torch.from_numpy(noise) * rules.noise, weights, strict=True):
        real = e.reshape(1, 1).requires_grad_()
        real_logit, fake_logit = at[1] * real, at[1] * (at[0] + e).reshape(1, 1)
        of_D = of_D + weight * sum(losses.loss_D(loss, real_logit, fake_logit), start=0.0)
        of_G = of_G + weight * losses.loss_G(loss, fake_logit)
        if rules.rule == "r1":
            (penalty,) = squared_gradient_norms(real_logit.sum(), [real])
            of_D = of_D + rules.gamma / 2 * penalty
    if rules.rule == "wgan_gp":  # the slope of D is psi everywhere
        of_D = of_D + rules.weight * (at[1].abs() - 1).square()
    slope_G = torch.autograd.grad(of_G, at, create_graph=create_graph, retain_graph=True)[0]
    slope_D = torch.autograd.grad(of_D, at, create_graph=create_graph)[0]
    return torch.stack([-slope_G[0], -slope_D[1]])
