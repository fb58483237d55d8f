"""Who is winning, from the records of losses and scores alone. Each rule is HistoryUntil -> Finding | None.

A rule speaks of a stretch of updates, never of one, and only where the numbers leave little room.
"""

import math

import numpy as np

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryUntil

SHARE = 0.2  # of the run is looked at, so that a verdict is about now and not about one batch
LEAST_RECORDS = 15  # fewer say nothing; of 5 updates each, the default, they are 75 updates
# D's loss between its floor (0) and chance (1). A healthy narrow DCGAN on Fashion-MNIST comes down
# to 0.05; at 0.02 D gives reals and fakes 0.99 and 0.01.
WON = 0.02
NEAR_FLOOR = 0.05  # with noisy labels D cannot go below the floor, so it need not come as close
# D does worse than by guessing, in three of four records. Healthy runs of keras_dcgan and tconv_mlp
# have stretches at 0.98.
BEATEN = 1.15
FOOLED = 0.15  # D(G(z)) above D(x) by this: D takes fakes for the more real ones
# D hardly tells fakes from reals although they are hardly better than before training. Its loss
# alone says nothing: keras_dcgan learns well at 0.9 of guessing.
GUESSING, HARDLY_BETTER = 0.85, 0.7
UNTRAINED = 1_500  # images: a distance measured up to here is about that of an untrained G
# A cross entropy of 15 is a D that is wrong by a factor of three million; a loss that begins
# at ln 2 gets there only by weights that have run away.
RUNAWAY = 15.0
RUNAWAY_LOGIT = 1e3  # of losses without a scale of their own, the size of D's output_stats
SWINGS = 4  # from one player's lead to the other's and back; two may be chance
LOW, HIGH = 0.25, 1.0  # relative loss of D: it leads clearly, and it does no better than guessing


def exploding(past: HistoryUntil) -> Finding | None:
    """Losses or output_stats grow out of all proportion."""
    if past.records < LEAST_RECORDS:
        return None
    window = past.window(0.1, LEAST_RECORDS // 2)
    found = _largest(past, window)
    if found is None:
        return None
    name, value, limit = found
    return Finding(
        kind="exploding", tone="bad", title="The losses run away",
        observation=f"{name} is {value:,.3g}, far beyond anything a learning pair shows.",
        evidence=(f"{name}: median {value:,.3g} over {_stretch(past, window)} (usual: below "
                  f"{limit:g})",),
        meaning="The steps are too long: each update overshoots, and the next corrects too much. "
        "Such a run seldom finds its way back, and often ends in numbers that are none.",
        suggestions=suggestions.smaller_steps(past.settings),
        since=_begin(past, window),
    )  # fmt: skip


def d_overpowers(past: HistoryUntil) -> Finding | None:
    """D is practically never wrong, so that G learns nothing from it."""
    relative, window = _relative_loss(past), past.window(SHARE, LEAST_RECORDS)
    if relative is None or past.records < LEAST_RECORDS:
        return None
    recent = relative[window]
    floor = past.history.loss_D.get("floor")
    limit = NEAR_FLOOR if floor else WON
    # Nine in ten of the window, so that neither a lull nor a lucky stretch is called a victory.
    if not np.nanquantile(recent, 0.9) < limit:
        return None
    loss = float(np.nanmedian(past.column("loss/D")[window]))
    evidence = (f"D loss {loss:.3f} over {_stretch(past, window)} (guessing: "
                f"{past.history.loss_D['chance']:.3f}"
                + (f", floor of its noisy labels: {floor:.3f})" if floor else ", perfect: 0)"),
                *_scores(past, window))  # fmt: skip
    if floor:
        return Finding(
            kind="floor", tone="bad", title="D is at the floor of its labels",
            observation="D's loss lies on the lowest value its smoothed or noisy labels allow: it is "
            "never wrong.",
            evidence=evidence,
            meaning="The curve looks flat and calm because D cannot get any better, not because "
            "the two are in balance. G hears only that everything it draws is fake.",
            suggestions=suggestions.weaker_D(past.settings),
            since=_begin(past, window),
        )  # fmt: skip
    return Finding(
        kind="d_overpowers", tone="bad", title="D has won",
        observation="D tells nearly every picture right, so its loss is close to 0.",
        evidence=evidence,
        meaning="D learned faster than G. What G hears from a D that is certain hardly depends on "
        "what it draws, so its pictures stop improving or never begin to.",
        suggestions=suggestions.weaker_D(past.settings),
        since=_begin(past, window),
    )  # fmt: skip


def d_too_weak(past: HistoryUntil) -> Finding | None:
    """D does no better than by guessing, for long: it does not follow what G draws."""
    relative, window = _relative_loss(past), past.window(SHARE, LEAST_RECORDS)
    if relative is None or past.records < 2 * LEAST_RECORDS:
        return None
    usual = np.nanquantile(relative[window], 0.25)  # three in four records are above it
    real, fake = past.column("score/real")[window], past.column("score/fake")[window]
    fooled = _is_probability(past) and np.nanquantile(fake - real, 0.25) > FOOLED
    blind = () if usual < GUESSING or _is_restrained(past) else _still_as_untrained(past)
    if usual > BEATEN or fooled:
        seen = "D does worse than by guessing: it takes fakes for the more real pictures."
    elif blind:
        seen = "D hardly does better than by guessing, although the fakes are still far from real."
    else:
        return None
    loss = float(np.nanmedian(past.column("loss/D")[window]))
    chance = past.history.loss_D["chance"]
    return Finding(
        kind="d_too_weak", tone="bad", title="D does not keep up", observation=seen,
        evidence=(f"D loss {loss:.3f} over {_stretch(past, window)} (guessing: {chance:.3f})",
                  *_scores(past, window), *blind),
        meaning="G has found pictures that this D believes and D does not learn to see through "
        "them, so G's low loss says nothing about how real its pictures are.",
        suggestions=suggestions.stronger_D(past.settings),
        since=_begin(past, window),
    )  # fmt: skip


def oscillation(past: HistoryUntil) -> Finding | None:
    """The lead goes back and forth, far beyond the noise of single batches."""
    relative = _relative_loss(past)
    if relative is None or past.records < 2 * LEAST_RECORDS:
        return None
    window = past.window(0.5, 2 * LEAST_RECORDS)
    smooth = _smoothed(relative[window], 3)
    swings = count_swings(smooth, LOW, HIGH)
    if swings < SWINGS:
        return None
    low, high = np.nanquantile(smooth, [0.05, 0.95])
    scale = past.history.loss_D["chance"]
    return Finding(
        kind="oscillation", tone="warning", title="G and D chase each other",
        observation=f"The lead has changed hands {swings} times: D's loss swings between almost never "
        "wrong and no better than guessing.",
        evidence=(f"{swings} swings of D's loss between {low * scale:.2f} and {high * scale:.2f} "
                  f"over {_stretch(past, window)} (a settled run: none)",),
        meaning="Each answers the other's last move too strongly: G jumps to whatever D believes "
        "at the moment, D unlearns what it knew. Pictures change instead of getting better.",
        suggestions=suggestions.calmer(past.settings),
        since=_begin(past, window),
    )  # fmt: skip


def count_swings(values: np.ndarray, low: float, high: float) -> int:
    """How often `values` go from below `low` to above `high` or the reverse; NaN is skipped."""
    sides = [-1 if value < low else 1 for value in values if value < low or value > high]
    return sum(a != b for a, b in zip(sides, sides[1:], strict=False))


def _relative_loss(past: HistoryUntil) -> np.ndarray | None:
    """D's loss by record, 0 at its floor and 1 where D guesses; None where it has no such scale."""
    chance, floor = past.history.loss_D.get("chance"), past.history.loss_D.get("floor") or 0.0
    if not chance or chance <= floor:  # a Wasserstein distance has neither
        return None
    return (past.column("loss/D") - floor) / (chance - floor)


def _largest(past: HistoryUntil, window: slice) -> tuple[str, float, float] | None:
    for name, column, limit in (
        ("G's loss", "loss/G", RUNAWAY), ("D's loss", "loss/D", RUNAWAY),
        ("D's verdict on reals", "logit/real", RUNAWAY_LOGIT),
        ("D's verdict on fakes", "logit/fake", RUNAWAY_LOGIT),
    ):  # fmt: skip
        # The hinge and Wasserstein losses are bare output_stats and take those' limit.
        limit = limit if _is_probability(past) else RUNAWAY_LOGIT
        values = np.abs(past.column(column)[window])
        if np.isfinite(values).any() and np.nanmedian(values) > limit:
            return name, float(np.nanmedian(values)), limit
    return None


def _is_probability(past: HistoryUntil) -> bool:
    """Whether sigmoid(logit) is P(real), so that scores mean something."""
    return past.settings.get("loss", "nonsaturating") in ("nonsaturating", "minimax")


def _is_restrained(past: HistoryUntil) -> bool:
    """Whether something keeps D's slope small, so that a loss near guessing is as it should be."""
    names = ("r1_gamma", "r2_gamma", "gp_weight", "instance_noise")
    return any(past.settings.get(name) for name in names)


def _still_as_untrained(past: HistoryUntil) -> tuple[str, ...]:
    """The evidence that fakes are about as far from real as at first; empty where they are not."""
    seen, distance = past.metric_column("fd")
    if len(distance) < 4 or seen[0] > UNTRAINED:
        return ()
    if not (distance[-3:] > HARDLY_BETTER * distance[0]).all():
        return ()
    row = past.metrics[-1]
    return (f"{row.get('fd_name', 'Frechet distance')} {distance[-1]:.1f}, {row['samples']:,} "
            f"samples (before training: {distance[0]:.1f})",)  # fmt: skip


def _scores(past: HistoryUntil, window: slice) -> tuple[str, ...]:
    if not _is_probability(past):
        return ()
    real, fake = (np.nanmedian(past.column(name)[window]) for name in ("score/real", "score/fake"))
    if math.isnan(real) or math.isnan(fake):
        return ()
    return (f"D(x) {real:.3f} on reals, D(G(z)) {fake:.3f} on fakes (cannot tell: 0.5 and 0.5)",)


def _stretch(past: HistoryUntil, window: slice) -> str:
    seen = past.column("images_seen")[window]
    return f"the last {len(seen):,} records, {seen[-1] - seen[0]:,.0f} images"


def _begin(past: HistoryUntil, window: slice) -> int:
    return int(past.column("images_seen")[window][0])


def _smoothed(values: np.ndarray, size: int) -> np.ndarray:
    return np.convolve(values, np.ones(size) / size, mode="valid")
