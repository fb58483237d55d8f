"""Of the metrics what the live view shows, as it is sent. No st calls."""

from typing import Any

from gan_core.metrics.metric_names import DISTANCES as DISTANCES
from gan_core.metrics.metric_names import MEASURED_ON as MEASURED_ON
from gan_core.metrics.metric_names import METRICS as METRICS
from gan_core.metrics.metric_names import with_labels as with_labels

# Those of the images; what an evaluation says of D depends on the opponent.
OF_IMAGES = (
    "fd", "kid", "coverage", "density", "diversity_within_class", "diversity", "class_kl",
    "class_agreement", "distinct", "copying", "copied_share",
)  # fmt: skip
SPLITS = {"test": "held-out", "train": "training"}  # what `reals_of` is called: ... real images
FACTS = ("images_seen", "epoch", "seconds", "samples", "fd_name", "histogram_of")
LISTS = (
    "class_histogram", "class_histogram_real",  # shares by class
    "histogram_range", "histogram_real", "histogram_fake",  # D's outputs in equal bins
    "tile_classes", "tile_logits",  # of each sample of the grid
)  # fmt: skip
MAX_LIST = 1000  # entries of a list


def listed() -> list[dict[str, str]]:
    """For the live view, in the order in which they are offered."""
    names = ("key", "name", "ideal", "better", "about")
    return [dict(zip(names, metric, strict=True)) for metric in METRICS]


def known(row: dict[str, Any]) -> dict[str, Any]:
    """Of one evaluation what the page knows how to show."""
    endings = ("", "_floor", "_real")
    numbers = [metric[0] + ending for metric in METRICS for ending in endings]
    kept = {key: row[key] for key in (*FACTS, *numbers) if row.get(key) is not None}
    return kept | {key: row[key][:MAX_LIST] for key in LISTS if isinstance(row.get(key), list)}
