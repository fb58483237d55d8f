"""Which checkpoints a run keeps for forks: log-spaced, bounded in number and in bytes."""

import pytest

from gan_core.config.training_options import TrainingOptions
from gan_core.runs import kept_moments


def test_moments_are_log_spaced_and_bounded():
    moments, written = [], 0
    for images_seen in range(1000, 3_000_000, 1000):
        if kept_moments.moment_due(moments, images_seen):
            moments = kept_moments.thinned([*moments, images_seen], 12_000_000)
            written += 1
        assert len(moments) <= kept_moments.MOST_MOMENTS
    assert written < 26 and len(moments) == kept_moments.MOST_MOMENTS
    ratios = [after / before for before, after in zip(moments, moments[1:], strict=False)]
    assert min(ratios) >= kept_moments.GROWTH and max(ratios) < 4
    assert moments[0] < 30_000 and moments[-1] > 2_000_000


@pytest.mark.parametrize(
    "megabytes, most", [(1, 10), (12, 10), (33, 6), (119, 1), (200, 1), (201, 0), (437, 0)]
)
def test_all_moments_together_keep_below_the_bound(megabytes, most):
    moments = [round(1000 * 1.4**power) for power in range(20)]
    kept = kept_moments.thinned(moments, megabytes * 1_000_000)
    assert len(kept) == most and kept == sorted(kept)
    assert len(kept) * megabytes * 1_000_000 <= kept_moments.MOST_BYTES
    assert not kept or kept[-1] == moments[-1]


def test_the_setting_says_the_bound():
    said = TrainingOptions.__dataclass_fields__["keep_checkpoints"].metadata["doc"]
    assert f"up to {kept_moments.MOST_MOMENTS} checkpoints" in said
    assert f"{kept_moments.MOST_BYTES // 10**6} MB in all" in said
