"""What is said of the EMA length chosen at the end of a run. No torch."""

from typing import Any


def words(choice: dict[str, Any]) -> str:
    """The outcome in sentences; "" for a file that is no outcome."""
    try:
        tried = ", ".join(sorted(choice["distances"], key=float))
        best, samples, reals = float(choice["best"]), int(choice["samples"]), int(choice["reals"])
        of = "held-out images" if choice["reals_of"] == "test" else "training images"
        measured = (
            f"Frechet distance ({choice['fd_name']}) {float(choice['distance']):.3g} instead of "
            f"{float(choice['distance_G_ema']):.3g}, 0 would be ideal; gain "
            f"{float(choice['gain']):.2g}, standard error {float(choice['standard_error']):.2g}, "
            f"on {samples:,} samples of new seeds and {reals:,} {of}. Lengths tried: {tried}."
        )
        if choice["length"] is None:
            return (
                f"G_ema is kept: EMA length {best:g}, the best of those tried, is not better by "
                f"more than twice the standard error. {measured}"
            )
        return f"EMA length {best:g} is better than G_ema. {measured}"
    except (KeyError, TypeError, ValueError, AttributeError):
        return ""
