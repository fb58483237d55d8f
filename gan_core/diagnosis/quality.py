"""Rules on the generated images, from the metrics of G_ema at each evaluation.

What is normal for a generator at the beginning of training is not a fault, and a fault must show in
several evaluations in a row.
"""

from typing import TypeGuard

import numpy as np

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryView, Row

IN_A_ROW = 3  # evaluations in which a fault must show
# Low diversity is normal before: a narrow DCGAN has 0.003 of the real images' diversity untrained,
# 0.13 after 3,500 images and 0.27 after 9,000, all of them classified as one class.
BEGINNING = 6_000  # images
BEGINNING_STEPS = 100  # updates; with large batches many images are few updates
CLASSES_EXPECTED = 20_000  # images, after which a missing class is no longer normal
ONE_IMAGE = 0.01  # of the real images' diversity; growth below it is rounding
RISING = 1.1  # times the diversity some evaluations ago: it improves, so nothing is wrong
COLLAPSED_SHARE = 0.1  # of the samples are unique: each image occurs about ten times
COLLAPSED_DIVERSITY = 0.1  # of the real images'; a blurred generator after a minute has 0.3
WITHIN_CLASS = 0.35  # of the real images' diversity in a class; healthy generators have 0.6 to 1
# Of a class's share among the real images; by chance 20 expected images never become 5. A class
# without training images still has a sixth, since some fakes of other classes are taken for it.
RARE = 0.25
MIN_EXPECTED = 20  # images of a class; with fewer, their absence is no evidence
MAX_MISSING = 0.5  # share of the classes; if more are missing, the fault is another one
# Ideally a fake is as far from the training images as a held-out image: 1. At half of that it is
# nearer than real images ever are.
COPYING = 0.5
OVERFIT_GAP = 0.2  # D(x) on training minus held-out images; below 0.05 if D generalises


def collapse(past: HistoryView) -> Finding | None:
    """G generates nearly the same image whatever z is."""
    rows = _last(past, "samples")
    if rows is None or not all(_is_collapsed(row) for row in rows) or _is_rising(rows):
        return None
    last = rows[-1]
    evidence = []
    if "distinct" in last:
        evidence.append(f"{last['distinct']:,} unique images among {last['samples']:,} samples")
    if "diversity_within_class" in last:
        evidence.append(_diversity(last))
    return Finding(
        kind="collapse", tone="bad", title="Mode collapse",
        observation="G generates nearly the same image again and again, whatever z is.",
        evidence=(*evidence, _repeated(rows)),
        meaning="G has found one image that D accepts, and ignores z. D then learns to reject that "
        "image, and G moves to another one; few runs recover on their own.",
        suggestions=suggestions.more_variety(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def collapse_in_class(past: HistoryView) -> Finding | None:
    """There are several classes, but the images of each are nearly the same."""
    rows = _last(past, "diversity_within_class")
    if rows is None or any(_is_collapsed(row) for row in rows):
        return None
    varied = any(row["diversity_within_class"] >= WITHIN_CLASS for row in rows)
    if varied or _is_rising(rows) or rows[0]["images_seen"] < CLASSES_EXPECTED:
        return None
    last = rows[-1]
    return Finding(
        kind="collapse_in_class", tone="warning", title="Low diversity within classes",
        observation="Images of one class look much alike; real images vary more.",
        evidence=(_diversity(last), _repeated(rows)),
        meaning="G satisfies D with a few typical images of each class and hardly uses z. This is "
        "a mild form of mode collapse.",
        suggestions=suggestions.more_variety(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def rare_class(past: HistoryView) -> Finding | None:
    """Some classes are rarely generated, but most are not."""
    rows = _last(past, "class_histogram")
    if rows is None or any("class_histogram_real" not in row for row in rows):
        return None
    if rows[0]["images_seen"] < CLASSES_EXPECTED:
        return None  # missing classes may still appear
    missing = set.intersection(*(_rare_classes(row) for row in rows)) - _growing(rows)
    classes = len(rows[-1]["class_histogram"])
    if not missing or len(missing) > MAX_MISSING * classes:
        return None
    last, names = rows[-1], past.history.class_names
    fake, real = _shares(last["class_histogram"]), _shares(last["class_histogram_real"])
    rare = [names[k] if k < len(names) else f"class {k}" for k in sorted(missing)]
    evidence = [
        f"{name}: {100 * fake[k]:.1f}% of {last['samples']:,} samples, {100 * real[k]:.1f}% of "
        "the real images"
        for k, name in zip(sorted(missing), rare, strict=True)
    ]
    return Finding(
        kind="rare_class", tone="warning",
        title=f"Rarely generated: {_listed(rare)}",
        observation="Less than a quarter as frequent among the fakes as among the real images: "
        f"{_listed(rare)}.",
        evidence=(*evidence, _repeated(rows)),
        meaning="G specialises in images that are easy for it, and D does not penalise classes "
        "that are missing. Or there are hardly any training images of this class.",
        suggestions=suggestions.all_classes(past.settings, bool(names)),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def copying(past: HistoryView) -> Finding | None:
    """Fakes are nearer to training images than new images would be."""
    rows = _last(past, "copying")
    if rows is None or not all(row["copying"] < COPYING for row in rows):
        return None
    last = rows[-1]
    return Finding(
        kind="copying", tone="bad", title="G copies training images",
        observation="G's images are much nearer to training images than unseen real images are.",
        evidence=(f"distance to the nearest training image: {last['copying']:.2f} of that of "
                  f"held-out images, {last['samples']:,} samples (new images: 1, copies: 0)",
                  _repeated(rows)),
        meaning="D memorises a small training set, and G is rewarded for repeating its images. A "
        "low distance to the data is then no sign of quality.",
        suggestions=suggestions.against_overfitting(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def d_overfits(past: HistoryView) -> Finding | None:
    """D rates training images higher than other real images."""
    rows = _last(past, "score_real_train")
    if rows is None or any("score_real_heldout" not in row for row in rows):
        return None
    gaps = [row["score_real_train"] - row["score_real_heldout"] for row in rows]
    if min(gaps) < OVERFIT_GAP:
        return None
    last = rows[-1]
    return Finding(
        kind="d_overfits", tone="warning", title="D is overfitting",
        observation="D rates unseen real images as less real than its training images.",
        evidence=(f"D(x) {last['score_real_train']:.2f} on training images, "
                  f"{last['score_real_heldout']:.2f} on held-out ones (without overfitting: equal)",
                  _repeated(rows)),
        meaning="D memorises its training images instead of learning what makes an image real. G "
        "then learns little from D, and in the end begins to copy.",
        suggestions=suggestions.against_overfitting(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def _last(past: HistoryView, name: str) -> list[Row] | None:
    """The last IN_A_ROW evaluations that have metric `name`; None before there are so many."""
    rows = [row for row in past.metrics if name in row and not _is_beginning(row)]
    return rows[-IN_A_ROW:] if len(rows) >= IN_A_ROW else None


def _is_beginning(row: Row) -> bool:
    return row["images_seen"] <= BEGINNING or row.get("step", BEGINNING_STEPS) < BEGINNING_STEPS


def _is_rising(rows: list[Row]) -> bool:
    """Whether the diversity has grown over these evaluations."""
    first, last = (rows[end].get("diversity_within_class") for end in (0, -1))
    return is_number(first) and is_number(last) and last > max(RISING * first, ONE_IMAGE)


def _is_collapsed(row: Row) -> bool:
    unique, samples = row.get("distinct"), row.get("samples")
    few = is_number(unique) and is_number(samples) and unique < COLLAPSED_SHARE * samples
    diversity = row.get("diversity_within_class")
    return few or (is_number(diversity) and diversity < COLLAPSED_DIVERSITY)


def _rare_classes(row: Row) -> set[int]:
    """Classes whose share among the fakes is far below that among the real images."""
    fake, real = _shares(row["class_histogram"]), _shares(row["class_histogram_real"])
    enough = real * row["samples"] >= MIN_EXPECTED
    return {int(k) for k in np.flatnonzero(enough & (fake < RARE * real))}


def _growing(rows: list[Row]) -> set[int]:
    """Classes whose share rises from each of these evaluations to the next."""
    shares = np.array([_shares(row["class_histogram"]) for row in rows])
    return {int(k) for k in np.flatnonzero((np.diff(shares, axis=0) > 0).all(axis=0))}


def _shares(histogram: list[float]) -> np.ndarray:
    counts = np.array(histogram, dtype=np.float64)
    return counts / max(counts.sum(), 1e-12)


def _diversity(row: Row) -> str:
    return (f"diversity within a class {row['diversity_within_class']:.2f} of the real images', "
            f"{row['samples']:,} samples (ideal: 1)")  # fmt: skip


def _repeated(rows: list[Row]) -> str:
    return f"in each of the last {len(rows)} evaluations"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value read from a file is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
