"""Is an acknowledged answer ever lost, or counted twice, when the server dies?

Classes of scripted students answer over HTTP as the pages do: again until it is acknowledged, with
the same id. Meanwhile the app is killed (SIGKILL) at random moments and started again; classes
follow each other until it has died as often as asked. Then every file is compared with what was
acknowledged.
"""

import dataclasses
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import tyro

from benchmarks.report import write_report
from tests.playground.classroom.scripted_class import Tally, run_class


@dataclass(frozen=True)
class ClassAnswers:
    """Classes answering a server that is killed."""

    students: int = 30
    """Students of a class."""
    each: int = 8
    """Answers of a student."""
    seconds: float = 60.0
    """Time over which a class answers."""
    kills: int = 50
    """How often the server is killed, in all."""


def main(options: ClassAnswers) -> None:
    tallies: list[Tally] = []
    began = time.monotonic()
    while (left := options.kills - sum(tally.kills for tally in tallies)) > 0:
        with tempfile.TemporaryDirectory() as folder:
            tally = run_class(Path(folder), options.students, options.each, options.seconds, left)
        tallies.append(tally)
        print(
            f"class {len(tallies)}: {tally.kills} kills, {tally.sent} answers, "
            f"{len(tally.acknowledged)} acknowledged, {tally.repeated} sent again, "
            f"lost {tally.lost}, doubled {tally.doubled}", flush=True,
        )  # fmt: skip
    report(options, tallies, time.monotonic() - began)


def report(options: ClassAnswers, tallies: list[Tally], seconds: float) -> None:
    """Print the sums and keep them as JSON."""
    result = {
        "classes": len(tallies),
        "kills": sum(tally.kills for tally in tallies),
        "acknowledged": sum(len(tally.acknowledged) for tally in tallies),
        "in_files": sum(sum(tally.in_file.values()) for tally in tallies),
        "sent_again": sum(tally.repeated for tally in tallies),
        "lost": sum(tally.lost for tally in tallies),
        "doubled": sum(tally.doubled for tally in tallies),
        "seconds": round(seconds),
    }
    write_report("class_answers", dataclasses.asdict(options), result)
    print(
        f"{result['kills']} kills: {result['acknowledged']:,} answers acknowledged, "
        f"{result['in_files']:,} in the files, {result['lost']} lost, {result['doubled']} doubled"
    )


if __name__ == "__main__":
    main(tyro.cli(ClassAnswers))
