"""Rules on progress, from the Frechet distance of G_ema at each evaluation.

Changes that random sampling alone can cause do not count.
"""

import numpy as np

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryView, distance_name
from gan_core.diagnosis.quality import BEGINNING, IN_A_ROW, is_number

WORSE = 1.3  # times the best distance; sampling alone changes it by a few percent
GAIN = 0.03  # of the distance; less is within the noise of 1,000 samples
PLATEAU_EVALUATIONS = 6  # without that gain
PLATEAU_SHARE = 0.3  # of the training time, which they must span
# Rises and falls by this factor, far more than sampling causes. A healthy run has one or none, also
# because G_ema is an average.
JUMP = 1.15
MIN_TURNS = 3  # from rise to fall or back; two are a single peak
MIN_SAMPLES = 500  # with few, such as 50 of a tiny data set, sampling alone causes such jumps
LEARNING_GAIN = 0.15  # of the distance gained over the last third


def past_best(past: HistoryView) -> Finding | None:
    """The distance has risen far above its best value and stays there."""
    seen, distance = past.metric_column("fd")
    if len(distance) < IN_A_ROW + 2 or not seen[-1] > BEGINNING:
        return None
    best = int(np.argmin(distance))
    after = distance[best + 1 :]
    if len(after) < IN_A_ROW or not (after[-IN_A_ROW:] > WORSE * distance[best]).all():
        return None
    name, ideal, count = _of_distance(past)
    return Finding(
        kind="past_best", tone="warning", title="Past its best",
        observation=f"The images have become worse since {_moment(past, seen[best])}.",
        evidence=(f"{name} {distance[-1]:.1f} at the latest evaluation, {distance[best]:.1f} at "
                  f"best, {count} samples ({ideal})",),
        meaning="Without regularisation of D, most GANs get worse again after their best point. "
        "Nothing is lost: the best generator is kept.",
        suggestions=suggestions.more_stable(past.settings),
        since=int(seen[best]),
    )  # fmt: skip


def unstable_distance(past: HistoryView) -> Finding | None:
    """The distance rises and falls by large factors, and its best value hardly improves."""
    seen, distance = past.metric_column("fd")
    trained = seen > 0
    seen, distance = seen[trained], distance[trained]
    turns = count_turns(distance, JUMP)
    if turns < MIN_TURNS or seen[-1] <= BEGINNING:
        return None
    if past.with_metric("fd")[-1]["samples"] < MIN_SAMPLES:
        return None
    half = len(distance) // 2
    if 1 - distance[half:].min() / distance[:half].min() > LEARNING_GAIN:
        return None
    name, ideal, count = _of_distance(past)
    return Finding(
        kind="oscillation", tone="warning", title="Image quality oscillates",
        observation="The distance to the real images goes up and down instead of falling.",
        evidence=(f"{name} has changed direction {turns} times, between {distance.min():.1f} and "
                  f"{distance[1:].max():.1f}, {count} samples ({ideal})",),
        meaning="G and D overreact to each other, and what was learned is lost again. Smaller "
        "steps usually help.",
        suggestions=suggestions.more_stable(past.settings),
        since=int(seen[0]),
    )  # fmt: skip


def plateau(past: HistoryView) -> Finding | None:
    """The distance has hardly fallen over a large part of the run."""
    rows = [row for row in past.metrics if is_number(row.get("fd")) and "seconds" in row]
    if len(rows) < PLATEAU_EVALUATIONS + 2 or past.images_seen < BEGINNING:
        return None
    recent, before = rows[-PLATEAU_EVALUATIONS:], rows[:-PLATEAU_EVALUATIONS]
    seconds = recent[-1]["seconds"] - before[-1]["seconds"]
    best_before = min(row["fd"] for row in before)
    gain = 1 - min(row["fd"] for row in recent) / best_before
    if gain > GAIN or seconds < PLATEAU_SHARE * recent[-1]["seconds"]:
        return None
    name, ideal, count = _of_distance(past)
    return Finding(
        kind="plateau", tone="warning", title="Progress has stalled",
        observation=f"The images have hardly become more realistic in the last "
        f"{_duration(seconds)}.",
        evidence=(f"{name} {best_before:.1f} before, {min(row['fd'] for row in recent):.1f} at "
                  f"best since, {count} samples ({ideal})",),
        meaning="These settings have reached about the best they can. Stop here, or continue with "
        "a change.",
        suggestions=suggestions.fine_tuning(past.settings),
        since=before[-1]["images_seen"],
    )  # fmt: skip


def learning(past: HistoryView) -> Finding | None:
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
    name, ideal, count = _of_distance(past)
    return Finding(
        kind="learning", tone="good", title="Learning well",
        observation="The images become steadily more realistic.",
        evidence=(f"{name} {distance[-1]:.1f} at the latest evaluation, {earlier.min():.1f} a "
                  f"third of the run ago, {count} samples ({ideal})",),
        meaning="Worth continuing.",
        suggestions=(),
        since=int(seen[seen <= seen[-1] * 2 / 3][-1]),
    )  # fmt: skip


def count_turns(values: np.ndarray, factor: float) -> int:
    """How often `values` change direction, where only rises and falls by `factor` count."""
    turns, direction, extreme = 0, 0, None  # the last extreme in this direction
    for value in values:
        extreme = value if extreme is None else extreme
        if direction <= 0 and value > factor * extreme:
            turns, direction, extreme = turns + (direction < 0), 1, value
        elif direction >= 0 and value * factor < extreme:
            turns, direction, extreme = turns + (direction > 0), -1, value
        elif direction:
            extreme = max(extreme, value) if direction > 0 else min(extreme, value)
    return turns


def _of_distance(past: HistoryView) -> tuple[str, str, str]:
    """(name, ideal value in words, sample count) of the latest distance."""
    row = past.with_metric("fd")[-1]
    floor = row.get("fd_floor")
    ideal = f"best possible, real vs real: {floor:.2f}" if is_number(floor) else "ideal: 0"
    return distance_name(row), ideal, f"{row['samples']:,}"


def _moment(past: HistoryView, images_seen: float) -> str:
    per_epoch = past.history.images_per_epoch
    return f"epoch {images_seen / per_epoch:.2f}" if per_epoch else f"{images_seen:,.0f} images"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
