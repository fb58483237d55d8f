"""How a run is adjusted now and what was asked of it since, read from its files. No st calls."""

import contextlib
from dataclasses import dataclass
from typing import Any

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.runs.run_dir import RunDir

ORIGINAL = "original settings"


@dataclass(frozen=True)
class Adjusted:
    """The adjustment in force, and the one requested that the trainer has not taken yet."""

    now: Adjustment
    since: int  # images seen
    requested: Adjustment | None
    version: str  # another one as soon as anything here changes

    @property
    def wanted(self) -> Adjustment:
        """What will be in force: where the panel begins."""
        return self.requested or self.now

    def to_json(self) -> dict[str, Any]:
        """For the live view; "" for the original settings and for no request."""
        return {
            "now": "" if self.now == Adjustment() else self.now.in_words(),
            "since": self.since,
            "requested": words(self.requested) if self.requested else "",
        }


def adjusted(run: RunDir) -> Adjusted:
    """The true state, whichever window or command changed it."""
    changes, following = run.changes()
    now, since = Adjustment(), 0
    for row in changes:
        with contextlib.suppress(GanError):  # a line that is no adjustment of ours
            change, at = Adjustment.from_json(row), row.get("images_seen", 0)
            now, since = change, since if change == now else at
    requested = None
    with contextlib.suppress(GanError):
        request = run.requested_adjustment()
        requested = None if request is None else Adjustment.from_json(request)
    version = f"{following}-{words(requested)}" if requested else str(following)
    return Adjusted(now, since, requested, version)


def words(adjustment: Adjustment) -> str:
    """An adjustment as the page calls it."""
    return ORIGINAL if adjustment == Adjustment() else adjustment.in_words()


def page_state(status: dict[str, Any], has_generator: bool, version: str) -> str:
    """What the page's header depends on: another one, and the page reruns."""
    return f"{status['state']}/{str(has_generator).lower()}/{version}"
