"""Can these two reported losses both be true? Bounds that hold for any discriminator.

G's loss g = E[-log D(G(z))] and the fake term of D's loss, E[-log(1 - D(G(z)))], depend on the same
D(G(z)): with u = -log D(G(z)) the fake term is E[-log(1 - exp(-u))], which is convex in u. By
Jensen's inequality it is at least -log(1 - exp(-g)). The real term is at least 0.

This assumes cross entropy with targets 1 and 0, the non-saturating loss of G, and both losses at
the same state of D. A log that evaluates D with dropout and G without it, as fashiongan does, or
averages G and D over different epochs may exceed the bound slightly and still be true.
"""

import math
from dataclasses import dataclass
from typing import Literal

from gan_core import GanError
from gan_core.config.training_options import REDUCTIONS

LN2 = math.log(2)  # each term of D's loss at chance level
ROUNDING = 0.0005  # of losses reported to three decimals

# Epoch, G loss, D loss, as published by the source of the recipe tconv_mlp.
EXAMPLE = (
    (1, 0.693, 0.693),
    (10, 0.600, 0.700),
    (20, 0.550, 0.720),
    (30, 0.500, 0.730),
    (40, 0.450, 0.740),
    (50, 0.400, 0.750),
)
EXAMPLE_SOURCE = "https://github.com/sanjanb/GAN-GenAI"

Result = Literal["impossible", "worse than chance", "possible"]


@dataclass(frozen=True)
class LossCheck:
    """What two losses imply about D."""

    result: Result
    explanation: str  # one or two sentences
    loss_G: float
    loss_D: float
    convention: str  # "sum" or "mean" of the two terms of D's loss
    score_fake: float  # lower bound of D(G(z)), exp(-g)
    min_fake_term: float  # lower bound of the fake term of D's loss
    min_loss_D: float  # lower bound of D's loss under the convention
    score_real: float | None  # lower bound of D(x); None if impossible
    chance: float  # D's loss at chance level, under the convention


def check_losses(
    loss_G: float, loss_D: float, convention: str, rounding: float = ROUNDING
) -> LossCheck:
    """Whether both reported losses can be true; `rounding` is the error of each.

    Raises GanError for losses that no cross entropy has, and for an unknown convention.
    """
    _refuse_invalid(loss_G, loss_D, convention)
    scale = 1 if convention == "sum" else 2  # D's loss times this is the sum of its terms
    fake_term = min_fake_term(loss_G)
    tolerated = min_fake_term(loss_G + rounding)
    real_term = max(0.0, scale * loss_D - fake_term)  # at most
    score_fake, score_real = math.exp(-loss_G), math.exp(-real_term)  # bounds, by Jensen
    if scale * (loss_D + rounding) < tolerated:
        result: Result = "impossible"
        explanation = (
            f"A G loss of {loss_G:g} means that D(G(z)) is at least {score_fake:.2f}, so the fake "
            f"term of D's loss alone is at least {fake_term:.3f}; the reported sum of both terms "
            f"is {scale * loss_D:g}."
        )
    elif scale * (loss_D - rounding) > 2 * LN2:
        result = "worse than chance"
        explanation = (
            f"Both can be true, but D is worse than chance: an output of 0.5 for every image has a "
            f"loss of {2 * LN2 / scale:.3f}. D(G(z)) is at least {score_fake:.2f} and D(x) at "
            f"least {score_real:.2f}; training soon corrects this by a shift of D's last bias."
        )
    else:
        result = "possible"
        explanation = (
            f"Both can be true: D(G(z)) is at least {score_fake:.2f} and D(x) at least "
            f"{score_real:.2f}."
        )
    return LossCheck(
        result=result,
        explanation=explanation,
        loss_G=loss_G,
        loss_D=loss_D,
        convention=convention,
        score_fake=score_fake,
        min_fake_term=fake_term,
        min_loss_D=fake_term / scale,
        score_real=None if result == "impossible" else score_real,
        chance=2 * LN2 / scale,
    )


def min_fake_term(loss_G: float) -> float:
    """-log(1 - exp(-g)): lower bound of the fake term of D's loss for a G loss of g, in nats."""
    return -math.log(-math.expm1(-loss_G)) if loss_G > 0 else math.inf


def check_example(convention: str) -> list[tuple[int, LossCheck]]:
    """(epoch, check) for each row of the published table."""
    return [(epoch, check_losses(g, d, convention)) for epoch, g, d in EXAMPLE]


def _refuse_invalid(loss_G: float, loss_D: float, convention: str) -> None:
    if convention not in REDUCTIONS:
        raise GanError(f'D\'s loss is reported as a "sum" or a "mean", not "{convention}".')
    for name, value in (("G", loss_G), ("D", loss_D)):
        if not 0 <= value < 1e6:
            raise GanError(f"A cross entropy is a number of 0 or more; {name}'s loss is {value:g}.")
