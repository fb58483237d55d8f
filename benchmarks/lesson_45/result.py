"""What came of the hour: one line a block, what went wrong, and the figures that are kept."""

import dataclasses
from collections import Counter

from benchmarks.lesson_45.hour import Hour
from benchmarks.lesson_45.presses import TARGET_SECONDS
from benchmarks.report import write_report
from playground.shared.questions import lesson

TARGET_SEEN = 2.0  # seconds from the last answer to its count on the teacher's page


def count(hour: Hour, table: list[dict[str, str]]) -> list[str]:
    """Fills in the rows of the hour; what went wrong, in sentences."""
    log, ids = hour.log, Counter(line["id"] for line in table)
    scripted = {student.student for student in hour.scripted}
    wrong = [f"{name}: {text}" for name, text in
             (("student", each) for each in log.problems + log.read_too_early)]  # fmt: skip
    wrong += [
        f"script error: {each}" for page in (hour.teacher, *hour.real) for each in page.broken
    ]
    wrong += [f"answer {each} is {ids[each]} times in the CSV" for each in log.acknowledged
              if ids[each] != 1]  # fmt: skip
    real = Counter((line["student"], line["question"], line["vote"]) for line in table
                   if line["student"] not in scripted)  # fmt: skip
    wrong += [f"{key} is {times} times in the CSV" for key, times in real.items() if times != 1]
    if len({student for student, _, _ in real}) != len(hour.real):
        wrong.append("the CSV has other students than those with real pages")
    for number, (row, block) in enumerate(
        zip(hour.rows, lesson("45-minutes").blocks, strict=True), 1
    ):
        row.answers = sum(asked in block.asks for _, asked, _ in log.acknowledged.values())
        row.answers += sum(asked in block.asks for _, asked, _ in real)
        row.in_csv = sum(line["question"] in block.asks for line in table)
        row.refused = sum(log.refused_counts[name] for name in block.asks)
        if row.reached != hour.students:
            wrong.append(f"block {number} was reached by {row.reached} students")
        if row.seen > TARGET_SEEN:
            wrong.append(f"in block {number} a count came after {row.seen:.1f} s")
    if hour.presses.other or hour.presses.longest > TARGET_SECONDS:
        wrong.append(f"check with PyTorch: {hour.presses}")
    return wrong


def report(hour: Hour, wrong: list[str]) -> None:
    """Print the table and keep it as JSON."""
    print(f"\n{'block':34} {'planned':>8} {'took':>6} {'reached':>8} {'answers':>8} {'in CSV':>7}"
          f" {'refused':>8} {'seen':>6}")  # fmt: skip
    for row in hour.rows:
        print(f"{row.title[:34]:34} {row.minutes:5} min {row.seconds:4.0f} s {row.reached:8}"
              f" {row.answers:8} {row.in_csv:7} {row.refused:8} {row.seen:4.1f} s")  # fmt: skip
    polls = sorted(hour.log.poll_seconds)
    told = hour.presses
    result = {
        "blocks": [dataclasses.asdict(row) for row in hour.rows],
        "acknowledged": len(hour.log.acknowledged), "wrong": wrong,
        "projector_follows_s": round(hour.follows, 2),
        "poll_p95_ms": round(1000 * polls[int(0.95 * len(polls))], 1),
        "pytorch": dataclasses.asdict(told) | {"longest": round(told.longest, 2)},
    }  # fmt: skip
    print(
        f"{len(hour.log.acknowledged)} answers of scripted students acknowledged; counts asked "
        f"for too early {sum(hour.log.refused_counts.values())} times and refused; a poll takes "
        f"{result['poll_p95_ms']} ms (p95); the projector was {hour.follows:.1f} s behind at most; "
        f"of 30 presses of check with PyTorch {told.checked} were answered, {told.busy} told to "
        f"wait, the slowest after {told.longest:.1f} s"
    )
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    write_report("lesson_45", {"students": hour.students}, result)
