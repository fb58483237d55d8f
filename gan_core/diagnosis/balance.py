"""Rules on the balance of G and D, from the logged losses and scores alone.

A rule looks at many log entries, never at a single one, and reports only clear cases.
"""

import math

import numpy as np

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryView, distance_name

SHARE = 0.2  # of the run, up to now; enough not to depend on single batches
MIN_RECORDS = 15  # at the default of 5 updates a record, these are 75 updates
# D's loss between its floor (0) and chance level (1). In a healthy narrow DCGAN on Fashion-MNIST it
# falls to 0.05; at 0.02, D(x) is 0.99 and D(G(z)) is 0.01.
OVERPOWERING = 0.02
NEAR_FLOOR = 0.05  # with noisy targets D never goes below its floor, so the limit is less strict
# D is worse than chance in three of four records. Healthy runs of keras_dcgan and tconv_mlp reach
# 0.98 for a while.
WORSE_THAN_CHANCE = 1.15
FOOLED = 0.15  # D(G(z)) above D(x) by this: D takes fakes for real and real images for fake
# D is close to chance level although the fakes are hardly better than before training. The loss
# alone is not enough: keras_dcgan learns well at 0.9 of chance level.
NEAR_CHANCE, HARDLY_BETTER = 0.85, 0.7
UNTRAINED = 1_500  # images; up to here the distance is about that of an untrained G
# At a cross entropy of 15, D is wrong by a factor of three million; a loss that begins at ln 2 gets
# there only by exploding weights.
EXPLODING = 15.0
EXPLODING_LOGIT = 1e3  # for losses without a scale of their own: the size of D's logits
SWINGS = 4  # of D's loss, from low to high or back; two may be chance
LOW, HIGH = 0.25, 1.0  # D's relative loss: D clearly ahead, and D at chance level


def exploding(past: HistoryView) -> Finding | None:
    """Losses or logits far above normal."""
    if past.records < MIN_RECORDS:
        return None
    window = past.window(0.1, MIN_RECORDS // 2)
    found = _exploded(past, window)
    if found is None:
        return None
    name, column, value, limit = found
    return Finding(
        kind="exploding", tone="bad", title="Losses are exploding",
        observation=f"{name} is {value:,.3g}, far above normal.",
        evidence=(f"{name}: median {value:,.3g} over {_period(past, window)} (normal: below "
                  f"{limit:g})",),
        meaning="The steps are too large: each update overshoots, and the next one overcorrects. "
        "Few such runs recover, and many end in NaN.",
        suggestions=suggestions.smaller_steps(past.settings),
        since=_began(past, np.abs(past.column(column)) > limit, window),
    )  # fmt: skip


def d_overpowers(past: HistoryView) -> Finding | None:
    """D is practically never wrong, so G learns nothing from it."""
    relative, window = _relative_loss(past), past.window(SHARE, MIN_RECORDS)
    if relative is None or past.records < MIN_RECORDS:
        return None
    recent = relative[window]
    floor = past.history.loss_D.get("floor")
    limit = NEAR_FLOOR if floor else OVERPOWERING
    # In nine of ten records, so that a short phase is not reported.
    if not np.nanquantile(recent, 0.9) < limit:
        return None
    minimum = f"minimum with noisy targets: {floor:.3f}" if floor else "minimum: 0"
    evidence = _loss_and_scores(past, window, f", {minimum}")
    if floor:
        return Finding(
            kind="floor", tone="bad", title="D's loss is at its minimum",
            observation="D's loss is at the lowest value that its smoothed or noisy targets allow: "
            "D is never wrong.",
            evidence=evidence,
            meaning="The curve is flat because D cannot improve any further, not because G and D "
            "are in balance. To D all images of G are equally fake, so G learns nothing.",
            suggestions=suggestions.weaker_D(past.settings),
            since=_start(past, window),
        )  # fmt: skip
    return Finding(
        kind="d_overpowers", tone="bad", title="D overpowers G",
        observation="D classifies nearly every image correctly, so its loss is close to 0.",
        evidence=evidence,
        meaning="D learned faster than G. The output of a D that is always certain hardly depends "
        "on details of the images, so G's images stop improving or never begin to.",
        suggestions=suggestions.weaker_D(past.settings),
        since=_start(past, window),
    )  # fmt: skip


def d_too_weak(past: HistoryView) -> Finding | None:
    """For a long time D is no better than chance: it does not keep up with G."""
    relative, window = _relative_loss(past), past.window(SHARE, MIN_RECORDS)
    if relative is None or past.records < 2 * MIN_RECORDS:
        return None
    usual = np.nanquantile(relative[window], 0.25)  # three of four records are above it
    real, fake = past.column("score/real")[window], past.column("score/fake")[window]
    fooled = _is_probability(past) and np.nanquantile(fake - real, 0.25) > FOOLED
    untrained = () if usual < NEAR_CHANCE or _is_regularised(past) else _still_untrained(past)
    if usual > WORSE_THAN_CHANCE or fooled:
        observation = "D is worse than chance: it takes fakes for real images."
    elif untrained:
        observation = "D is hardly better than chance, although the fakes are still far from real."
    else:
        return None
    return Finding(
        kind="d_too_weak", tone="bad", title="D is too weak", observation=observation,
        evidence=(*_loss_and_scores(past, window), *untrained),
        meaning="G has found images that fool this D, and D does not learn to detect them. A low "
        "loss of G then does not mean that its images look real.",
        suggestions=suggestions.stronger_D(past.settings),
        since=_start(past, window),
    )  # fmt: skip


def oscillation(past: HistoryView) -> Finding | None:
    """D's loss swings up and down, far beyond the noise of single batches."""
    relative = _relative_loss(past)
    if relative is None or past.records < 2 * MIN_RECORDS:
        return None
    window = past.window(0.5, 2 * MIN_RECORDS)
    smooth = _smoothed(relative[window], 3)
    swings = count_swings(smooth, LOW, HIGH)
    if swings < SWINGS:
        return None
    low, high = np.nanquantile(smooth, [0.05, 0.95])
    scale = past.history.loss_D["chance"]
    return Finding(
        kind="oscillation", tone="warning", title="Training oscillates",
        observation=f"D's loss has swung {swings} times between very low, where D is hardly ever "
        "wrong, and chance level.",
        evidence=(f"{swings} swings of D's loss between {low * scale:.2f} and {high * scale:.2f} "
                  f"over {_period(past, window)} (a stable run: none)",),
        meaning="G and D overreact to each other: G jumps to whatever D accepts at the moment, and "
        "D unlearns what it knew. The images change instead of improving.",
        suggestions=suggestions.more_stable(past.settings),
        since=_start(past, window),
    )  # fmt: skip


def count_swings(values: np.ndarray, low: float, high: float) -> int:
    """How often `values` go from below `low` to above `high` or back; NaN is skipped."""
    sides = [-1 if value < low else 1 for value in values if value < low or value > high]
    return sum(a != b for a, b in zip(sides, sides[1:], strict=False))


def _relative_loss(past: HistoryView) -> np.ndarray | None:
    """D's loss in each record, scaled to 0 at its floor and 1 at chance level.

    None for a loss without these two values, such as a Wasserstein distance.
    """
    chance, floor = past.history.loss_D.get("chance"), past.history.loss_D.get("floor") or 0.0
    if not chance or chance <= floor:
        return None
    return (past.column("loss/D") - floor) / (chance - floor)


def _exploded(past: HistoryView, window: slice) -> tuple[str, str, float, float] | None:
    """(name, column, median, limit) of the first curve above its limit."""
    for name, column, limit in (
        ("G's loss", "loss/G", EXPLODING), ("D's loss", "loss/D", EXPLODING),
        ("D's logit on real images", "logit/real", EXPLODING_LOGIT),
        ("D's logit on fakes", "logit/fake", EXPLODING_LOGIT),
    ):  # fmt: skip
        # The hinge and Wasserstein losses are means of logits and have the same limit as these.
        limit = limit if _is_probability(past) else EXPLODING_LOGIT
        values = np.abs(past.column(column)[window])
        if np.isfinite(values).any() and np.nanmedian(values) > limit:
            return name, column, float(np.nanmedian(values)), limit
    return None


def _is_probability(past: HistoryView) -> bool:
    """Whether sigmoid(logit) is P(real), so that scores are meaningful."""
    return past.settings.get("loss", "nonsaturating") in ("nonsaturating", "minimax")


def _is_regularised(past: HistoryView) -> bool:
    """Whether D's gradient is kept small, so that a loss near chance level is to be expected."""
    names = ("r1_gamma", "r2_gamma", "gp_weight", "instance_noise")
    return any(past.settings.get(name) for name in names)


def _still_untrained(past: HistoryView) -> tuple[str, ...]:
    """The evidence that fakes are about as far from real as before training; else empty."""
    seen, distance = past.metric_column("fd")
    if len(distance) < 4 or seen[0] > UNTRAINED:
        return ()
    if not (distance[-3:] > HARDLY_BETTER * distance[0]).all():
        return ()
    row = past.with_metric("fd")[-1]
    return (f"{distance_name(row)} {distance[-1]:.1f}, {row['samples']:,} "
            f"samples (before training: {distance[0]:.1f})",)  # fmt: skip


def _loss_and_scores(past: HistoryView, window: slice, also: str = "") -> tuple[str, ...]:
    loss, chance = np.nanmedian(past.column("loss/D")[window]), past.history.loss_D["chance"]
    level = f"(chance level: {chance:.3f}{also})"
    return (f"D's loss {loss:.3f} over {_period(past, window)} {level}", *_scores(past, window))


def _scores(past: HistoryView, window: slice) -> tuple[str, ...]:
    if not _is_probability(past):
        return ()
    real, fake = (np.nanmedian(past.column(name)[window]) for name in ("score/real", "score/fake"))
    if math.isnan(real) or math.isnan(fake):
        return ()
    return (f"D(x) {real:.3f} on real images, D(G(z)) {fake:.3f} on fakes (undecided: 0.5 each)",)


def _period(past: HistoryView, window: slice) -> str:
    seen = past.column("images_seen")[window]
    return f"the last {len(seen):,} log entries, {seen[-1] - seen[0]:,.0f} images"


def _start(past: HistoryView, window: slice) -> int:
    return int(past.column("images_seen")[window][0])


def _began(past: HistoryView, holds: np.ndarray, window: slice) -> int:
    """Images seen when what `holds` (bool [records]) in the window began, which may be before it.

    A run can be forked from before that, so a window that begins in the middle of it would not do:
    weights that have exploded stay as they are at any learning rate.
    """
    size, start = window.stop - window.start, window.start
    while start > 0 and holds[max(0, start - size) : start].mean() > 0.5:
        start = max(0, start - size)
    first = start + int(np.argmax(holds[start : window.stop]))
    return int(past.column("images_seen")[first])


def _smoothed(values: np.ndarray, size: int) -> np.ndarray:
    return np.convolve(values, np.ones(size) / size, mode="valid")
