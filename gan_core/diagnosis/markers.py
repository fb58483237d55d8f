"""Where findings began: one that comes and goes keeps its first marker on the curves."""

import dataclasses

from gan_core.diagnosis.finding import Finding

# Of the images so far. A finding near its limit is often absent for a moment or two; after a longer
# absence it has begun anew.
SHORT_GAP = 1 / 3


class Markers:
    """For each kind of finding where it began, and when it was last seen."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int]] = {}
        self._previous: set[str] = set()  # kinds at the moment before

    def keep(self, findings: list[Finding], images_seen: int) -> list[Finding]:
        """What was found after so many images, each with the earliest marker that still holds."""
        kept = [self._keep(finding, images_seen) for finding in findings]
        self._previous = {finding.kind for finding in findings}
        return kept

    def _keep(self, finding: Finding, images_seen: int) -> Finding:
        since = finding.since
        if known := self._known.get(finding.kind):
            began, last_seen = known
            short = images_seen - last_seen <= SHORT_GAP * images_seen
            if short or finding.kind in self._previous:
                since = min(began, since)
        self._known[finding.kind] = since, images_seen
        return dataclasses.replace(finding, since=since)
