"""A rule for runs in which nothing moves: losses at chance level that are no balance."""

from gan_core.diagnosis import suggestions
from gan_core.diagnosis.finding import Finding
from gan_core.diagnosis.history import HistoryView

MIN_EVALUATIONS = 2  # the first one may come before Adam has made its first updates
# Adam's updates are usually about 0.001 of the weights; even at the end of a decay to 5% they are
# above 0.00003. At learning rates of 1e-7 they are below 0.000001.
STILL = 5e-6


def standing_still(past: HistoryView) -> Finding | None:
    """Both networks hardly change, so their losses stay where they began."""
    rows = [
        row
        for row in past.with_metric("update_ratio_G")
        if isinstance(row.get("update_ratio_D"), (int, float))
    ][-MIN_EVALUATIONS:]
    sizes = [row[name] for row in rows for name in ("update_ratio_G", "update_ratio_D")]
    if len(rows) < MIN_EVALUATIONS or not all(size <= STILL for size in sizes):  # NaN is not
        return None
    lr_G, lr_D = past.settings.get("lr_G", 0.0), past.settings.get("lr_D", 0.0)
    return Finding(
        kind="still", tone="bad", title="Nothing moves",
        observation="G and D hardly change: the losses stay where they began. That is no balance.",
        evidence=(
            f"Relative update size of G {rows[-1]['update_ratio_G']:.1e}, of D "
            f"{rows[-1]['update_ratio_D']:.1e} (usual: about 1e-03)",
            f"Learning rates: G {lr_G:g}, D {lr_D:g}",
        ),
        meaning="The learning rates are so small that neither network learns in any time.",
        suggestions=suggestions.larger_steps(past.settings),
        since=rows[0]["images_seen"],
    )  # fmt: skip
