"""Can these two reported losses both be true? Bounds that any discriminator obeys.

G's loss g = E[-log D(G(z))] and the fake half of D's loss, E[-log(1 - D(G(z)))], look at the same
numbers: with u = -log D(G(z)) the fake half is E[-log(1 - exp(-u))], which is convex in u, so that
by Jensen it is at least -log(1 - exp(-g)). The real half is at least 0.

That takes cross entropy with labels 1 and 0, the non-saturating loss of G, and both losses of one
moment of D. A log that measures D with dropout and G without it, as fashiongan does, or averages G
and D over different epochs may step over the bound by a little and still be true.
"""

import math
from dataclasses import dataclass
from typing import Literal

from gan_core import GanError
from gan_core.config.training_options import REDUCTIONS

LN2 = math.log(2)  # the loss of one half when D cannot tell
ROUNDING = 0.0005  # of losses given to three decimals

# Epoch, G loss, D loss as the source of the recipe tconv_mlp publishes them.
EXAMPLE = (
    (1, 0.693, 0.693),
    (10, 0.600, 0.700),
    (20, 0.550, 0.720),
    (30, 0.500, 0.730),
    (40, 0.450, 0.740),
    (50, 0.400, 0.750),
)

Verdict = Literal["impossible", "worse than chance", "possible"]


@dataclass(frozen=True)
class LossCheck:
    """What two losses imply about D."""

    verdict: Verdict
    explanation: str  # one or two sentences
    loss_G: float
    loss_D: float
    convention: str  # "sum" or "mean" of the halves of D's loss
    score_fake: float  # the least D(G(z)) that G's loss allows, exp(-g)
    least_fake_half: float  # of D's loss
    least_loss_D: float  # under the convention
    score_real: float | None  # the least D(x) that both allow; None when impossible
    chance: float  # D's loss when it cannot tell, under the convention


def check_losses(
    loss_G: float, loss_D: float, convention: str, rounding: float = ROUNDING
) -> LossCheck:
    """Whether G's and D's reported losses fit together; `rounding` is the error of either."""
    _refuse_nonsense(loss_G, loss_D, convention)
    halves = 1 if convention == "sum" else 2  # D's loss times this is the sum of its halves
    fake_half = least_fake_half(loss_G)
    tolerated = least_fake_half(loss_G + rounding)
    left = max(0.0, halves * loss_D - fake_half)  # for the reals, at the most
    score_fake, score_real = math.exp(-loss_G), math.exp(-left)  # means are no less, by Jensen
    if halves * (loss_D + rounding) < tolerated:
        verdict: Verdict = "impossible"
        explanation = (
            f"A G loss of {loss_G:g} means D(G(z)) of {score_fake:.2f} or above, so the fake half "
            f"of D's loss alone is at least {fake_half:.3f}; both halves together are said to be "
            f"{halves * loss_D:g}."
        )
    elif halves * (loss_D - rounding) > 2 * LN2:
        verdict = "worse than chance"
        explanation = (
            f"Both can be true, but a D that answers 0.5 to everything has a loss of "
            f"{2 * LN2 / halves:.3f} and this one does worse, with D(G(z)) of {score_fake:.2f} or "
            f"above and D(x) of {score_real:.2f} or above; training undoes that by a shift of D's "
            "last bias."
        )
    else:
        verdict = "possible"
        explanation = (
            f"Both can be true: D(G(z)) is {score_fake:.2f} or above, which leaves D(x) at "
            f"{score_real:.2f} or above."
        )
    return LossCheck(
        verdict=verdict,
        explanation=explanation,
        loss_G=loss_G,
        loss_D=loss_D,
        convention=convention,
        score_fake=score_fake,
        least_fake_half=fake_half,
        least_loss_D=fake_half / halves,
        score_real=None if verdict == "impossible" else score_real,
        chance=2 * LN2 / halves,
    )


def least_fake_half(loss_G: float) -> float:
    """-log(1 - exp(-g)): the least fake half of D's loss beside a G loss of g, in nats."""
    return -math.log(-math.expm1(-loss_G)) if loss_G > 0 else math.inf


def check_example(convention: str) -> list[tuple[int, LossCheck]]:
    """The published table, row by row, by epoch."""
    return [(epoch, check_losses(g, d, convention)) for epoch, g, d in EXAMPLE]


def _refuse_nonsense(loss_G: float, loss_D: float, convention: str) -> None:
    if convention not in REDUCTIONS:
        raise GanError(f'D\'s loss is reported as a "sum" or a "mean", not "{convention}".')
    for name, value in (("G", loss_G), ("D", loss_D)):
        if not 0 <= value < 1e6:
            raise GanError(f"A cross entropy is a number of 0 or more; {name}'s loss is {value:g}.")
