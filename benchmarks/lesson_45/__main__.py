"""Can a teacher who has only the README run the 45 minutes, and is nobody stuck?

The real app, a teacher on the real page in headless Chromium, the projector, two students on real
pages (a phone, a laptop) and the others as scripted clients of the routes that the pages ask. All
nine blocks, without the waiting. Every student must reach every block; each acknowledged answer
must be in the CSV once; the teacher must see a count within two seconds; nobody may read counts
before Reveal; the projector must follow the teacher's lab; and of thirty presses of "check with
PyTorch" each must be answered or told to wait within three seconds.
"""

import dataclasses
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tyro
from playwright import sync_api

from benchmarks.lesson_45.browser_student import BrowserStudent
from benchmarks.lesson_45.presses import TARGET_SECONDS, Presses, press_all
from benchmarks.lesson_45.scripted import Log, ScriptedStudent
from benchmarks.lesson_45.teacher import Teacher
from benchmarks.report import write_report
from playground.shared.plan_blocks import Block
from playground.shared.questions import lesson
from tests.e2e.browser import launch, serve, until

TARGET_SEEN = 2.0  # seconds from the last answer to its count on the teacher's page
PATIENCE = 300.0  # seconds for all of one block


@dataclass(frozen=True)
class Lesson45:
    """The 45 minutes of a class, compressed."""

    students: int = 30
    """Students, two of whom have real pages."""
    pictures: Path | None = None
    """A folder for pictures of all pages in every block, and of where it broke."""


@dataclass
class Row:
    """One block of the table."""

    title: str
    minutes: int
    seconds: float = 0.0
    reached: int = 0
    answers: int = 0
    in_csv: int = 0
    refused: int = 0
    seen: float = 0.0  # seconds, the slowest count


@dataclass
class Hour:
    """The class while it goes on."""

    options: Lesson45
    teacher: Teacher
    real: list[BrowserStudent]
    scripted: list[ScriptedStudent]
    log: Log
    rows: list[Row] = field(default_factory=list)
    follows: float = 0.0
    presses: Presses = field(default_factory=Presses)

    def picture(self, page: Any, name: str) -> None:
        """Of a page at this moment, where pictures are wanted."""
        if self.options.pictures:
            page.screenshot(path=self.options.pictures / f"{len(self.rows)}-{name}.png")

    def pictures(self, when: str) -> None:
        """Of everybody."""
        pages = {"teacher": self.teacher.page, "projector": self.teacher.projector}
        for name, page in {**pages, **{each.name: each.page for each in self.real}}.items():
            self.picture(page, f"{when}-{name}")

    def begin(self, number: int, block: Block) -> None:
        """The next block: everybody goes to its page."""
        self.rows.append(Row(block.title, block.minutes))
        self.teacher.begin(number, block.title)
        for student in self.real:
            student.go(number, block.title, block.address() or "class")
        until(lambda: len(self.log.reached[number]) == len(self.scripted), PATIENCE)
        self.pictures("begun")

    def all_answered(self, question: str, vote: int = 1) -> None:
        """Everybody has; then the count on the teacher's page, which may not lag behind."""
        until(lambda: self.log.stored(question, vote) == len(self.scripted), PATIENCE)
        last = max(self.log.last_stored[question, vote], time.monotonic())
        seen = self.teacher.sees(question, vote, self.options.students) - last
        self.rows[-1].seen = max(self.rows[-1].seen, seen)

    def work(self, stages: int, done: Callable[[BrowserStudent], bool]) -> None:
        """The real pages go on with their lesson until that is so on each."""

        def go_on() -> bool:
            left = [student for student in self.real if not done(student)]
            for student in left:
                student.work(stages)
            return not left

        until(go_on, PATIENCE)
        for student in self.real:
            student.rest()

    def ask(self, name: str) -> None:
        self.teacher.press(name)


TEXTS = {question.id: question.text for question in lesson("45-minutes").questions}


def game(hour: Hour, block: Block) -> None:
    for student in hour.real:
        student.play_a_round()
    hour.all_answered(block.asks[0])
    hour.teacher.look_and_reveal(block.asks[0], TEXTS[block.asks[0]])


def vote(hour: Hour, block: Block) -> None:
    hour.ask("First question")
    for number, student in enumerate(hour.real):
        student.vote(number)
    hour.all_answered(block.asks[0])
    hour.pictures("voted")
    hour.ask("Vote again")
    for student in hour.real:
        student.page.get_by_text("Second vote:").wait_for()
        student.vote(1)
    hour.all_answered(block.asks[0], 2)
    hour.ask("Reveal")
    for page in (hour.teacher.projector, *(student.page for student in hour.real)):
        page.locator(".answer.right").wait_for()


def whole_lesson(hour: Hour, block: Block) -> None:
    hour.work(99, BrowserStudent.is_finished)
    for question in block.asks:
        if question in OF_LESSON_6:  # the real pages do lesson 5
            until(lambda q=question: hour.log.stored(q, 1) == len(hour.scripted), PATIENCE)
        else:
            hour.all_answered(question)
    hour.pictures("done")
    hour.teacher.look_and_reveal(block.asks[0], TEXTS[block.asks[0]])


def lesson_with_a_lab(hour: Hour, block: Block) -> None:
    hour.follows = hour.teacher.show_a_lab(hour.picture)
    hour.pictures("lab")
    hour.ask("Stop showing the lab")
    port = urlsplit(hour.teacher.link).port or 80

    def press() -> None:
        hour.presses = press_all(port, 30, 10)

    pressing = threading.Thread(target=press)
    pressing.start()
    whole_lesson(hour, block)
    pressing.join()


def collapse(hour: Hour, block: Block) -> None:
    predicted, happened, number = block.asks
    hour.ask("First question")
    hour.work(1, lambda student: said_once(student))
    hour.all_answered(predicted)
    hour.pictures("voted")
    hour.ask("Vote again")
    for student in hour.real:
        student.page.get_by_text("Second vote:").wait_for()
    hour.pictures("again")
    hour.work(1, lambda student: not student.page.get_by_text("Second vote:").count())
    hour.all_answered(predicted, 2)
    run_and_measure(hour, 1, happened, number)


def cure(hour: Hour, block: Block) -> None:
    predicted, happened, number, *checks = block.asks
    hour.ask("First question")
    hour.work(2, lambda student: said_once(student, 1))
    hour.all_answered(predicted)
    run_and_measure(hour, 2, happened, number)
    place = block.address()
    for student in hour.real:
        student.go(5, block.title, place)
    hour.work(99, BrowserStudent.is_finished)
    for question in checks:
        hour.ask("Next question")
        hour.all_answered(question)


def run_and_measure(hour: Hour, stages: int, happened: str, number: str) -> None:
    """The vote is closed, the runs play; what happened, then the number on the class page."""
    hour.ask("Close the vote")
    hour.work(stages, lambda student: observed(student, stages))
    hour.pictures("run")
    hour.ask("Next question")
    hour.all_answered(happened)
    hour.ask("Next question")
    for student in hour.real:
        student.vote(1, number)
    hour.all_answered(number)
    hour.pictures("measured")
    hour.ask("Reveal")
    hour.teacher.projector.locator(".histogram").wait_for()


def exit_ticket(hour: Hour, block: Block) -> None:
    for student in hour.real:
        for question in block.asks:
            student.vote(1, question)
    for question in block.asks:
        hour.all_answered(question)
    hour.pictures("answered")
    hour.teacher.look_and_reveal(block.asks[0], TEXTS[block.asks[0]])


def said_once(student: BrowserStudent, stage: int = 0) -> bool:
    return student.page.locator(".lesson-stage").nth(stage).locator(".predict .noted").count() > 0


def observed(student: BrowserStudent, stages: int) -> bool:
    stage = student.page.locator(".lesson-stage").nth(stages - 1)
    return stage.locator(".observe .noted, .observe .answered").count() > 0


OF_LESSON_6 = {question.id for question in lesson("06-why-it-circles").questions}
DOES = (
    game, vote, lesson_with_a_lab, collapse, cure, whole_lesson, whole_lesson, game, exit_ticket,
)  # fmt: skip


def run(options: Lesson45, browser: Any, address: str) -> tuple[Hour, list[dict[str, str]]]:
    """The hour, and the table that its teacher takes home."""
    teacher, log = Teacher(browser, address), Log()
    code, port = teacher.link.partition("class=")[2], urlsplit(address).port or 80
    real = [BrowserStudent(browser, phone) for phone in (True, False)]
    scripted = [ScriptedStudent(port, code, n, log) for n in range(options.students - len(real))]
    hour = Hour(options, teacher, real, scripted, log)
    try:
        teach(hour)
    except Exception:
        print("what students met:", *log.problems[-5:], sep="\n  ")
        raise
    table = teacher.table()
    for student in scripted:
        student.stopped.set()
    return hour, table


def teach(hour: Hour) -> None:
    """Everybody comes, then one block after the other."""
    options, teacher, log = hour.options, hour.teacher, hour.log
    real, scripted = hour.real, hour.scripted
    for student in real:
        student.join(teacher.link)
    for student in scripted:
        student.start()
    teacher.is_here(options.students)
    hour.pictures("joined")
    for number, (block, does) in enumerate(zip(lesson("45-minutes").blocks, DOES, strict=True), 1):
        began = time.monotonic()
        hour.begin(number, block)
        does(hour, block)
        hour.pictures("end")
        row = hour.rows[-1]
        row.seconds = time.monotonic() - began
        row.reached = len(log.reached[number]) + sum(number in each.reached for each in real)
        print(f"{number}. {row.title}: {row.seconds:.0f} s", flush=True)


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
        if row.reached != hour.options.students:
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
    write_report("lesson_45", {"students": hour.options.students}, result)


def main(options: Lesson45) -> int:
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as address,
        sync_api.sync_playwright() as driver,
    ):  # fmt: skip
        browser = launch(driver)
        try:
            hour, table = run(options, browser, address)
        except Exception:
            shown = [page for context in browser.contexts for page in context.pages]
            for number, page in enumerate(shown if options.pictures else []):
                page.screenshot(path=options.pictures / f"broke-{number}.png")
            raise
        wrong = count(hour, table)
        browser.close()
    report(hour, wrong)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Lesson45)))
