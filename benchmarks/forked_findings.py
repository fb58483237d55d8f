"""Does what a finding proposes help? The failing runs, forked from before their first finding.

Each failing run of `failing_on_purpose` is trained, and its first finding of a fault is taken with
its first suggestion. The run page offers to fork the run from before that finding began; the branch
is trained for as many images as its parent in all, at most MOST, and judged by its own records and
evaluations with the rules that judged the parent. It fails if it has a fault at its end. What
cannot be forked is begun anew with the suggestion, as the page offers then.

So that no branch passes only because it has few records, the parent's continuation is judged by
what followed that moment alone; where that shows no fault, a branch with nothing changed is trained
as long as the other one.
"""

import dataclasses
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro

from benchmarks.failing_on_purpose import (
    CASES,
    Case,
    judged_at,
    train_to_end,
    trained,
)
from gan_core.config.train_config import Budget
from gan_core.data import durable_files
from gan_core.diagnosis import Finding, Suggestion
from gan_core.runs.fork import fork, forked_config
from gan_core.runs.run_config import changed_config
from gan_core.runs.run_dir import RunDir, create
from playground.train import branches

KEPT = Path(__file__).parent / "results" / "forked_findings.json"
FAILING = tuple(case for case in CASES if case.expected)
MOST = 30_000  # images of a branch
NO_FAULT = ("learning", "plateau")  # also of healthy runs
Row = dict[str, Any]


@dataclass(frozen=True)
class ForkedFindings:
    """Try what the first finding of each failing run proposes; go on after what is stored."""

    only: Annotated[tuple[str, ...], tyro.conf.arg(aliases=("-k",))] = ()
    """Names of cases, or parts of names, to try again; default: those that are not stored."""
    out: Path | None = None
    """Keep the run directories here; failing runs that `failing_on_purpose` kept are not trained
    again."""
    table: bool = False
    """Print the stored results, and train nothing."""


def main(options: ForkedFindings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for case in () if options.table else _chosen(options.only, stored()):
            row = tried(case, (options.out or Path(folder)) / case.name)
            durable_files.write_json(KEPT, stored() | {case.name: row})  # read again: two may run
            print(table_row(case.name, row), flush=True)
    print(table(stored()))


def stored() -> dict[str, Row]:
    """The rows so far, by the names of the cases."""
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def _chosen(only: tuple[str, ...], rows: dict[str, Row]) -> list[Case]:
    if not only:
        return [case for case in FAILING if case.name not in rows]
    return [case for case in FAILING if any(words in case.name for words in only)]


def tried(case: Case, folder: Path) -> Row:
    """What the first finding of the case proposes, and what became of it."""
    parent = trained(case, folder)
    reported, finding = first_fault(parent)
    suggestion = next(each for each in finding.suggestions if each.settings)
    at = moment_of(parent, finding, suggestion)
    proposed = begin(case, parent, at, suggestion.assignments)
    train_to_end(case, proposed)
    end = parent.metrics()[0][-1]["images_seen"]
    return {
        "finding": finding.kind, "reported": reported, "since": finding.since,
        "suggestion": suggestion.words, "assignments": suggestion.assignments, "at": at,
        "parent": ending(parent), "unchanged": unchanged(case, parent, at) if at else None,
        "proposed": ending(proposed), "proposed_at_parents_end": distance(proposed, end),
    }  # fmt: skip


def unchanged(case: Case, parent: RunDir, at: int) -> Row:
    """How the parent goes on from that moment, judged without what was before."""
    continued = ending(parent, after=at)
    if continued["faults"]:
        return continued
    branch = begin(case, parent, at, ())
    train_to_end(case, branch)
    return ending(branch)


def first_fault(run: RunDir) -> tuple[int, Finding]:
    """(images seen when it was reported, finding) of the first fault that proposes settings."""
    for images_seen, findings in judged_at(run):
        for finding in findings:
            if finding.kind not in NO_FAULT and any(each.settings for each in finding.suggestions):
                return images_seen, finding
    raise SystemExit(f"{run.id} has no finding that proposes anything.")


def moment_of(run: RunDir, finding: Finding, suggestion: Suggestion) -> int:
    """Images seen where the page offers to fork with a suggestion; 0 where it does not."""
    if not branches.may_fork_with(suggestion.assignments):
        return 0
    return max((at for at in run.checkpoints() if at <= finding.since), default=0)


def begin(case: Case, parent: RunDir, at: int, assignments: tuple[str, ...]) -> RunDir:
    """A branch from that moment or, from 0, a run of its own."""
    budget = Budget("images", at + min(case.images, MOST))
    if at:
        return fork(parent, at, forked_config(parent, at, assignments, budget))
    config = dataclasses.replace(changed_config(parent, assignments), budget=budget)
    return create(parent.path.parent, parent.id[6:], config.to_json())


def ending(run: RunDir, after: int = 0) -> Row:
    """The findings of a run, its faults at the end, and its last Frechet distance.

    Judged by what followed `after` alone.
    """
    found: dict[str, int] = {}
    latest: list[Finding] = []
    for images_seen, latest in judged_at(run, after):
        for finding in latest:
            found.setdefault(finding.kind, images_seen)
    faults = [finding.kind for finding in latest if finding.kind not in NO_FAULT]
    images_seen = run.metrics()[0][-1]["images_seen"]
    return {
        "faults": faults, "found": found, "images_seen": images_seen,
        "fd": distance(run, images_seen),
    }  # fmt: skip


def distance(run: RunDir, images_seen: int) -> float:
    """The last Frechet distance up to there."""
    return [row["fd"] for row in run.metrics()[0] if row["images_seen"] <= images_seen][-1]


def table(rows: dict[str, Row]) -> str:
    """All rows in Markdown, and how many of the branches do not fail."""
    lines = [
        "| run | first fault | proposed | forked at | faults unchanged | faults as proposed | "
        "distance at the parent's end: parent, branch | at the branch's end |",
        "|---|---|---|---|---|---|---|---|",
        *(table_row(case.name, rows[case.name]) for case in FAILING if case.name in rows),
    ]
    well = sum(not row["proposed"]["faults"] for row in rows.values())
    return "\n".join([*lines, "", f"{well} of {len(rows)} do not fail with what was proposed"])


def table_row(name: str, row: Row) -> str:
    unchanged, proposed = row["unchanged"] or row["parent"], row["proposed"]
    cells = (
        name, f"{row['finding']}, {row['reported']:,}", f"`{' '.join(row['assignments'])}`",
        f"{row['at']:,}" if row["at"] else "begun anew",
        ", ".join(unchanged["faults"]) or "none", ", ".join(proposed["faults"]) or "none",
        f"{row['parent']['fd']:.1f}, {row['proposed_at_parents_end']:.1f}",
        f"{proposed['fd']:.1f} at {proposed['images_seen']:,}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main(tyro.cli(ForkedFindings))
