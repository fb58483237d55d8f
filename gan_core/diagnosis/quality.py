"""What becomes of the pictures, from the measures at ticks. Each rule is HistoryUntil -> Finding | None.

The measures are of G_ema, which an untrained generator has too: what is normal at the beginning is
not called a fault, and a fault has to be there at several moments in a row.
"""

import numpy as np

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryUntil, Row

IN_A_ROW = 3  # measured moments at which a fault has to be seen
# Before, little variety is the beginning and not a fault: a narrow DCGAN has 0.003 of the reals'
# variety untrained, 0.13 after 3,500 images and 0.27 after 9,000, all of it called one class.
BEGINNING = 6_000  # images
BEGINNING_STEPS = 100  # updates; a large batch sees many images before it has learned anything
SETTLED = 20_000  # images, from which on classes left out are more than the beginning
ONE_PICTURE = 0.01  # of the reals' variety; what grows below it is rounding
RISING = 1.1  # times the variety some moments ago: it comes by itself, so nothing is wrong
COLLAPSED_SHARE = 0.1  # of the samples are distinct: each picture comes ten times over
COLLAPSED_DIVERSITY = 0.1  # of the reals' variety; a blurred generator of a minute has 0.3
WITHIN_CLASS = 0.35  # of the reals' variety in a class; healthy generators have 0.6 to 1
# Of a class's real share; by chance 20 expected pictures never become 5. A class that is not among
# the training images still gets a sixth: some fakes of others are taken for it.
STARVED = 0.25
LEAST_EXPECTED = 20  # pictures of a class, below which their absence is no evidence
CLASSES_LEFT = 0.5  # if more than this share of the classes is missing, it is no single class
# A fake is as near to the training images as a held-out real: 1. Half of that is nearer than any
# real picture comes to them.
COPYING = 0.5
OVERFIT_GAP = 0.2  # D(x) on training above held-out reals; a D that generalises keeps below 0.05


def collapse(past: HistoryUntil) -> Finding | None:
    """G draws nearly the same picture whatever z is."""
    rows = _last(past, "samples")
    if rows is None or not all(_is_collapsed(row) for row in rows) or _is_rising(rows):
        return None
    last = rows[-1]
    evidence = []
    if "distinct" in last:
        evidence.append(f"{last['distinct']:,} distinct pictures among {last['samples']:,} samples")
    if "diversity_within_class" in last:
        evidence.append(f"variety within a class {last['diversity_within_class']:.2f} of the reals'"
                        f", {last['samples']:,} samples (perfect: 1)")  # fmt: skip
    return Finding(
        kind="collapse", tone="bad", title="G has collapsed",
        observation="G draws nearly the same picture again and again, whatever z it is given.",
        evidence=(*evidence, _still(rows)),
        meaning="G has found one picture that D lets pass and has stopped listening to z. D then "
        "learns to refuse that one, and G moves to another; few runs find back by themselves.",
        suggestions=suggestions.more_variety(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def collapse_in_class(past: HistoryUntil) -> Finding | None:
    """Classes come out, but each as always the same picture."""
    rows = _last(past, "diversity_within_class")
    if rows is None or any(_is_collapsed(row) for row in rows):
        return None
    varied = any(row["diversity_within_class"] >= WITHIN_CLASS for row in rows)
    if varied or _is_rising(rows) or rows[0]["images_seen"] < SETTLED:
        return None
    last = rows[-1]
    return Finding(
        kind="collapse_in_class", tone="warning", title="Little variety within a class",
        observation="Pictures of one class look much alike: fewer kinds are drawn than there are.",
        evidence=(f"variety within a class {last['diversity_within_class']:.2f} of the reals', "
                  f"{last['samples']:,} samples (perfect: 1)", _still(rows)),
        meaning="G meets D's test with a typical picture of each class and uses little of z. It is "
        "the milder form of mode collapse.",
        suggestions=suggestions.more_variety(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def rare_class(past: HistoryUntil) -> Finding | None:
    """Some classes are seldom drawn, while most are not."""
    rows = _last(past, "class_histogram")
    if rows is None or any("class_histogram_real" not in row for row in rows):
        return None
    if rows[0]["images_seen"] < SETTLED:
        return None  # what is missing may still come
    missing = set.intersection(*(_starved(row) for row in rows)) - _coming(rows)
    classes = len(rows[-1]["class_histogram"])
    if not missing or len(missing) > CLASSES_LEFT * classes:
        return None
    last, names = rows[-1], past.history.class_names
    fake, real = _shares(last["class_histogram"]), _shares(last["class_histogram_real"])
    words = [names[k] if k < len(names) else f"class {k}" for k in sorted(missing)]
    evidence = [
        f"{word}: {100 * fake[k]:.1f}% of {last['samples']:,} samples, {100 * real[k]:.1f}% of "
        "the reals"
        for k, word in zip(sorted(missing), words, strict=True)
    ]
    return Finding(
        kind="rare_class", tone="warning",
        title=f"Seldom drawn: {_listed(words)}",
        observation="Among the fakes these come less than a quarter as often as among the reals: "
        f"{_listed(words)}.",
        evidence=(*evidence, _still(rows)),
        meaning="G has settled on the kinds of pictures that are easy for it; D does not punish "
        "what is never drawn. Or the class is hardly among the training images.",
        suggestions=suggestions.all_classes(past.settings, bool(names)),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def copying(past: HistoryUntil) -> Finding | None:
    """Fakes lie nearer to training images than any new picture would."""
    rows = _last(past, "copying")
    if rows is None or not all(row["copying"] < COPYING for row in rows):
        return None
    last = rows[-1]
    return Finding(
        kind="copying", tone="bad", title="G copies training images",
        observation="G's pictures lie much nearer to training images than unseen real pictures do.",
        evidence=(f"distance to the nearest training image: {last['copying']:.2f} of a held-out "
                  f"real's, {last['samples']:,} samples (new pictures: 1, copies: 0)",
                  _still(rows)),
        meaning="With few images D learns them by heart, and G is rewarded for repeating them. Low "
        "distances to the data are then no sign of quality.",
        suggestions=suggestions.against_overfitting(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def d_overfits(past: HistoryUntil) -> Finding | None:
    """D knows its training images from other real ones."""
    rows = _last(past, "score_real_train")
    if rows is None or any("score_real_heldout" not in row for row in rows):
        return None
    gaps = [row["score_real_train"] - row["score_real_heldout"] for row in rows]
    if min(gaps) < OVERFIT_GAP:
        return None
    last = rows[-1]
    return Finding(
        kind="d_overfits", tone="warning", title="D learns its images by heart",
        observation="D takes training images for real and unseen real images for less real.",
        evidence=(f"D(x) {last['score_real_train']:.2f} on training images, "
                  f"{last['score_real_heldout']:.2f} on held-out ones (a fair D: alike)",
                  _still(rows)),
        meaning="D judges whether it has seen a picture before, not whether it looks real. G then "
        "hears little of use, and in the end begins to copy.",
        suggestions=suggestions.against_overfitting(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip


def _last(past: HistoryUntil, name: str) -> list[Row] | None:
    """The last IN_A_ROW measures that have `name`, once the beginning is over."""
    rows = [row for row in past.metrics if name in row and not _is_beginning(row)]
    return rows[-IN_A_ROW:] if len(rows) >= IN_A_ROW else None


def _is_beginning(row: Row) -> bool:
    return row["images_seen"] <= BEGINNING or row.get("step", BEGINNING_STEPS) < BEGINNING_STEPS


def _is_rising(rows: list[Row]) -> bool:
    """Whether variety has grown over these moments."""
    first, last = (rows[end].get("diversity_within_class") for end in (0, -1))
    return is_number(first) and is_number(last) and last > max(RISING * first, ONE_PICTURE)


def _is_collapsed(row: Row) -> bool:
    distinct, samples = row.get("distinct"), row.get("samples")
    few = is_number(distinct) and bool(samples) and distinct < COLLAPSED_SHARE * samples
    variety = row.get("diversity_within_class")
    return few or (is_number(variety) and variety < COLLAPSED_DIVERSITY)


def _starved(row: Row) -> set[int]:
    """Classes whose share among the fakes is far below that among the reals."""
    fake, real = _shares(row["class_histogram"]), _shares(row["class_histogram_real"])
    enough = real * row.get("samples", 0) >= LEAST_EXPECTED
    return {int(k) for k in np.flatnonzero(enough & (fake < STARVED * real))}


def _coming(rows: list[Row]) -> set[int]:
    """Classes drawn more often at each of these moments than at the one before."""
    shares = np.array([_shares(row["class_histogram"]) for row in rows])
    return {int(k) for k in np.flatnonzero((np.diff(shares, axis=0) > 0).all(axis=0))}


def _shares(histogram: list[float]) -> np.ndarray:
    counts = np.array(histogram, dtype=np.float64)
    return counts / max(counts.sum(), 1e-12)


def _still(rows: list[Row]) -> str:
    return f"seen at each of the last {len(rows)} measured moments"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
