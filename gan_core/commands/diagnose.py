"""diagnose: what the curves and metrics of a run mean, in plain words."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from gan_core import GanError
from gan_core.diagnosis import Finding, Suggestion
from gan_core.runs.findings import findings_now
from gan_core.runs.run_dir import RunDir


@dataclass(frozen=True)
class Diagnose:
    """Print what was observed in a run, the evidence, and what to try."""

    run_dir: Annotated[Path, tyro.conf.Positional]
    """Run directory, finished or still training."""
    json: bool = False
    """Print JSON, for scripts."""

    def run(self) -> None:
        """Print the current findings, the most serious first."""
        if not self.run_dir.is_dir():
            raise GanError(f"{self.run_dir} is not a run directory; give one that `train` printed.")
        run = RunDir(self.run_dir)
        findings = findings_now(run)
        if self.json:
            print(json.dumps([finding.to_json() for finding in findings], indent=2))
            return
        print("\n\n".join(map(in_words, findings)) or "No findings so far.")


def in_words(finding: Finding) -> str:
    """A finding as text for the terminal."""
    lines = [
        f"{finding.title.upper()} (since {finding.since:,} images)",
        finding.observation,
        *([finding.cause] if finding.cause else []),
        *(f"  - {evidence}" for evidence in finding.evidence),
        finding.meaning,
        *(f"  Try: {each.words}: {_how(each)}" for each in finding.suggestions),
    ]
    return "\n".join(lines)


def _how(suggestion: Suggestion) -> str:
    if suggestion.adjustment is not None:
        return "adjust this run on its page"
    return f"--set {' '.join(suggestion.assignments)}"
