"""What each measure is called, what would be perfect, and which of its rows has its floor. No st.

The page shows no number without these: what it is of, on how many samples, and what it could be.
"""

from typing import Any

# key, name, what would be perfect, "low"/"high"/"one" (better) or "" (neither), what it says.
# A measure KEY has what real images have against real ones in KEY_floor or KEY_real.
MEASURES = (
    ("fd", "Frechet distance", "0", "low", "Distance of the fakes' features from the reals'."),
    ("kid", "KID", "0", "low", "The same without assuming a bell shape; unbiased."),
    ("coverage", "Coverage", "1", "high", "Share of real images that have a fake nearby."),
    ("density", "Density", "1", "high", "How deep fakes lie among reals; above 1 is possible."),
    ("diversity_within_class", "Variety within a class", "1", "one",
     "Spread of fakes of one class over that of reals."),
    ("diversity", "Variety", "1", "one", "Spread of all fakes over that of the reals."),
    ("class_kl", "Class divergence", "0", "low", "KL of the classes drawn from the real ones."),
    ("class_agreement", "Class agreement", "1", "high",
     "Share of fakes of which the class asked for is recognised."),
    ("distinct", "Distinct samples", "all", "high", "Samples that repeat no other one."),
    ("copying", "Distance to training images", "1", "one",
     "Fakes' over held-out reals'; 1 is new pictures, 0 copies."),
    ("copied_share", "Copied samples", "0", "low",
     "Share nearer to a training image than 99% of held-out reals."),
    ("score_real_train", "D(x), training reals", "as held-out", "", "D on images it trains on."),
    ("score_real_heldout", "D(x), held-out reals", "as training", "", "D on reals it never saw."),
    ("accuracy_real", "D right on reals", "cannot tell: 0.5", "", "Share of reals called real."),
    ("accuracy_fake", "D right on fakes", "cannot tell: 0.5", "", "Share of fakes called fake."),
    ("grad_norm_G", "Gradient of G", "", "", "Norm over all weights of G."),
    ("grad_norm_D", "Gradient of D", "", "", "Norm over all weights of D."),
    ("update_ratio_G", "Update of G", "about 0.001", "", "Size of an update over the weights'."),
    ("update_ratio_D", "Update of D", "about 0.001", "", "Size of an update over the weights'."),
)  # fmt: skip
PLACES = ("images_seen", "epoch", "seconds", "samples", "fd_name", "histogram_of")
LISTS = (
    "class_histogram", "class_histogram_real",  # shares by class
    "histogram_range", "histogram_real", "histogram_fake",  # D's output_stats in equal bins
    "tile_classes", "tile_logits",  # of each tile of the sample sheet
)  # fmt: skip
MAX_LIST = 1000  # entries of a list


def words() -> list[dict[str, str]]:
    """For the live view, in the order in which they are offered."""
    names = ("key", "name", "perfect", "better", "about")
    return [dict(zip(names, measure, strict=True)) for measure in MEASURES]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Of one tick's measures what the page knows how to show."""
    endings = ("", "_floor", "_real")
    numbers = [measure[0] + ending for measure in MEASURES for ending in endings]
    kept = {key: row[key] for key in (*PLACES, *numbers) if row.get(key) is not None}
    return kept | {key: row[key][:MAX_LIST] for key in LISTS if isinstance(row.get(key), list)}
