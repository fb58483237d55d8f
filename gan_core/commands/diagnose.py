"""diagnose: what a run's curves and measures say, in plain words."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from gan_core import GanError
from gan_core.diagnosis import Finding, diagnose, training_failure
from gan_core.runs.history import read_history
from gan_core.runs.run_dir import RunDir


@dataclass(frozen=True)
class Diagnose:
    """Say what is seen in a run, with its evidence, and what to try. Nothing where all is quiet."""

    run_dir: Annotated[Path, tyro.conf.Positional]
    """Run directory, finished or still training."""
    json: bool = False
    """As JSON, for scripts."""

    def run(self) -> None:
        """Print the findings of this moment, the gravest first."""
        if not self.run_dir.is_dir():
            raise GanError(f"{self.run_dir} is no run directory; give one that `train` printed.")
        run = RunDir(self.run_dir)
        findings = findings_now(run)
        if self.json:
            print(json.dumps([finding.to_json() for finding in findings], indent=2))
            return
        print("\n\n".join(map(in_words, findings)) or "Nothing that is certain enough to say.")


def findings_now(run: RunDir) -> list[Finding]:
    """What is seen in a run as it lies on disk."""
    history, status = read_history(run), run.status()
    broken = training_failure(history, status["state"], str(status.get("error", "")))
    return [*([broken] if broken else []), *diagnose(history.now())]


def in_words(finding: Finding) -> str:
    """A finding as lines of a terminal."""
    lines = [
        f"{finding.title.upper()} (since {finding.since:,} images)",
        finding.observation,
        *(f"  - {evidence}" for evidence in finding.evidence),
        finding.meaning,
        *(
            f"  Try: {each.words}: --set {' '.join(each.assignments)}"
            for each in finding.suggestions
        ),
    ]
    return "\n".join(lines)
