"""Whether the pictures come nearer to the real ones, from the distance measured at ticks.

Each rule is HistoryUntil -> Finding | None. The distance is of G_ema; what sampling alone moves is no gain
and no loss.
"""

import numpy as np

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryUntil
from gan_core.diagnosis.quality import BEGINNING, IN_A_ROW, is_number

WORSE = 1.3  # times the best distance; sampling alone moves it by a few percent
GAIN = 0.03  # of the distance; less is within the noise of 1,000 samples
PLATEAU_MOMENTS = 6  # measured moments without that gain
PLATEAU_SHARE = 0.3  # of the run's seconds they have to span
# Rises and falls by this factor, far beyond the few percent of sampling; a healthy run has one or
# none, and G_ema smooths what there is.
JUMP = 1.15
TURNS = 3  # from rise to fall or back; two are a single bump
ENOUGH = 500  # samples; those of a tiny data set, 50 say, move the distance by as much themselves
LEARNING_GAIN = 0.15  # of the distance gained over the last third


def past_best(past: HistoryUntil) -> Finding | None:
    """The distance has risen well above its best, and stays there."""
    seen, distance = past.metric_column("fd")
    if len(distance) < IN_A_ROW + 2 or not seen[-1] > BEGINNING:
        return None
    best = int(np.argmin(distance))
    after = distance[best + 1 :]
    if len(after) < IN_A_ROW or not (after[-IN_A_ROW:] > WORSE * distance[best]).all():
        return None
    name, floor, count = _of_distance(past)
    return Finding(
        kind="past_best", tone="warning", title="It has been better",
        observation=f"The pictures have got worse since {_moment(past, seen[best])}.",
        evidence=(f"{name} {distance[-1]:.1f} now, {distance[best]:.1f} at its best, {count} "
                  f"samples ({floor})",),
        meaning="Without something that restrains D, most GANs pass their best moment and then "
        "lose it. Nothing is lost: the generator of the best moment is kept.",
        suggestions=suggestions.calmer(past.settings),
        since=int(seen[best]),
    )  # fmt: skip


def unstable_distance(past: HistoryUntil) -> Finding | None:
    """The distance goes far up and down, and its best hardly gets better by it."""
    seen, distance = past.metric_column("fd")
    trained = seen > 0
    seen, distance = seen[trained], distance[trained]
    turns = count_turns(distance, JUMP)
    if turns < TURNS or seen[-1] <= BEGINNING or past.metrics[-1]["samples"] < ENOUGH:
        return None
    half = len(distance) // 2
    if 1 - distance[half:].min() / distance[:half].min() > LEARNING_GAIN:
        return None
    name, floor, count = _of_distance(past)
    return Finding(
        kind="oscillation", tone="warning", title="The pictures do not settle",
        observation="The distance to the real pictures goes up and down instead of falling.",
        evidence=(f"{name} has turned {turns} times, between {distance.min():.1f} and "
                  f"{distance[1:].max():.1f}, {count} samples ({floor})",),
        meaning="G and D overshoot: each answers the other's last move too strongly, and what was "
        "learned is lost again. Shorter steps get further.",
        suggestions=suggestions.calmer(past.settings),
        since=int(seen[0]),
    )  # fmt: skip


def plateau(past: HistoryUntil) -> Finding | None:
    """For a good part of the run the distance has hardly fallen."""
    rows = [row for row in past.metrics if is_number(row.get("fd")) and "seconds" in row]
    if len(rows) < PLATEAU_MOMENTS + 2 or past.images_seen < BEGINNING:
        return None
    recent, before = rows[-PLATEAU_MOMENTS:], rows[:-PLATEAU_MOMENTS]
    seconds = recent[-1]["seconds"] - before[-1]["seconds"]
    best_before = min(row["fd"] for row in before)
    gain = 1 - min(row["fd"] for row in recent) / best_before
    if gain > GAIN or seconds < PLATEAU_SHARE * recent[-1]["seconds"]:
        return None
    name, floor, count = _of_distance(past)
    return Finding(
        kind="plateau", tone="warning", title="Little gain lately",
        observation=f"In the last {_duration(seconds)} the pictures have hardly come nearer to the real "
        "ones.",
        evidence=(f"{name} {best_before:.1f} before, {min(row['fd'] for row in recent):.1f} at "
                  f"best since, {count} samples ({floor})",),
        meaning="These settings have given about what they can. It is a good moment to stop, or "
        "to go on with something changed.",
        suggestions=suggestions.finer(past.settings),
        since=before[-1]["images_seen"],
    )  # fmt: skip


def learning(past: HistoryUntil) -> Finding | None:
    """The distance keeps falling."""
    seen, distance = past.metric_column("fd")
    if len(distance) < IN_A_ROW + 1 or seen[-1] < BEGINNING:
        return None
    earlier = distance[seen <= seen[-1] * 2 / 3]
    if not len(earlier):
        return None
    gain = 1 - distance[-1] / earlier.min()
    if gain < LEARNING_GAIN or distance[-1] > distance.min() * (1 + GAIN):
        return None
    name, floor, count = _of_distance(past)
    return Finding(
        kind="learning", tone="good", title="Learning well",
        observation="The pictures come steadily nearer to the real ones.",
        evidence=(f"{name} {distance[-1]:.1f} now, {earlier.min():.1f} a third of the run ago, "
                  f"{count} samples ({floor})",),
        meaning="It pays to let it go on.",
        suggestions=(),
        since=int(seen[seen <= seen[-1] * 2 / 3][-1]),
    )  # fmt: skip


def count_turns(values: np.ndarray, factor: float) -> int:
    """How often `values` change direction, where only rises and falls by `factor` count."""
    turns, direction, extreme = 0, 0, None  # the last extreme in the direction gone
    for value in values:
        extreme = value if extreme is None else extreme
        if direction <= 0 and value > factor * extreme:
            turns, direction, extreme = turns + (direction < 0), 1, value
        elif direction >= 0 and value * factor < extreme:
            turns, direction, extreme = turns + (direction > 0), -1, value
        elif direction:
            extreme = max(extreme, value) if direction > 0 else min(extreme, value)
    return turns


def _of_distance(past: HistoryUntil) -> tuple[str, str, str]:
    """Name, floor in words and sample count of the last distance."""
    row = next(row for row in reversed(past.metrics) if is_number(row.get("fd")))
    floor = row.get("fd_floor")
    words = f"real against real: {floor:.2f}" if is_number(floor) else "perfect: 0"
    return row.get("fd_name", "Frechet distance"), words, f"{row.get('samples', 0):,}"


def _moment(past: HistoryUntil, images_seen: float) -> str:
    per_epoch = past.history.images_per_epoch
    return f"epoch {images_seen / per_epoch:.2f}" if per_epoch else f"{images_seen:,.0f} images"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
