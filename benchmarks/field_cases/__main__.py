"""python -m benchmarks.field_cases: builds and tries all cases, and prints what happened."""

import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

import tyro

from benchmarks.field_cases import app, files, models, training
from benchmarks.field_cases.case import Case, Outcome, bench
from benchmarks.report import RESULTS, write_report
from gan_core.data import durable_files

CASES = sorted((*files.CASES, *training.CASES, *models.CASES, *app.CASES), key=lambda c: c.name)


@dataclass(frozen=True)
class FieldCases:
    """Build and try the cases."""

    only: tuple[str, ...] = ()
    """Cases by their numbers, such as B06; default: all. Results of the others are kept."""


def outcome(case: Case, root: Path) -> Outcome:
    """What happened, in a folder of its own; an exception is what happened, too."""
    try:
        with bench(root / case.name.split()[0]) as own:
            return case.try_it(own)
    except Exception as error:
        traceback.print_exc()
        return Outcome(False, f"{type(error).__name__}: {error}")


def main(options: FieldCases) -> int:
    """The number of cases that are not right."""
    rows = []
    print("| case | what is right | before | now | right |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="field-cases-", ignore_cleanup_errors=True) as folder:
        for case in CASES:
            if options.only and case.name.split()[0] not in options.only:
                continue
            start = time.perf_counter()
            found = outcome(case, Path(folder).resolve())
            words = (case.name, case.correct, case.before, found.happened)
            print(f"| {' | '.join(words)} | {'yes' if found.right else 'NO'} |", flush=True)
            rows.append({
                "case": case.name, "correct": case.correct, "before": case.before,
                "now": found.happened, "right": found.right,
                "seconds": round(time.perf_counter() - start, 1),
            })  # fmt: skip
    wrong = [row["case"] for row in rows if not row["right"]]
    print(f"{len(rows) - len(wrong)} of {len(rows)} right.")
    tried = {row["case"] for row in rows}
    known = durable_files.read_json(RESULTS / "field_cases.json") or {"results": []}
    rows += [row for row in known["results"] if row["case"] not in tried]
    write_report("field_cases", {}, sorted(rows, key=lambda row: row["case"]))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(bool(main(tyro.cli(FieldCases))))
