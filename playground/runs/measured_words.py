"""What the numbers of a table or a chart are of, in words. No st calls."""

from gan_core.runs.measurements import Measured
from playground.shared import metric_names


def measured_words(of: Measured, metric: str) -> str:
    """What the numbers are of, and what a perfect one would be."""
    known = next(it for it in metric_names.listed() if it["key"] == metric)
    distance = metric_names.DISTANCES.get(of.fd_name, "")
    features = distance.partition("(")[2].rstrip(")")
    name = distance if metric == "fd" and distance else known["name"]
    words = [name if metric == "fd" or not features else f"{name} (features of {features})"]
    if of.samples is not None:
        words.append(f"on {of.samples:,} samples")
    if of.reals is not None:
        split = metric_names.SPLITS.get(of.reals_of, "")
        words.append(f"against {of.reals:,} {split} real images".replace("  ", " "))
    perfect = f"{known['ideal']} is perfect"
    if of.floor is not None:
        perfect += f"; other real images score {of.floor:.3g}"
    return f"{' '.join(words)}. {perfect}."
