"""The class while its hour goes on: who is in it, and what all of them do in one block."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.lesson_45.browser_student import BrowserStudent
from benchmarks.lesson_45.presses import Presses
from benchmarks.lesson_45.scripted import Log, ScriptedStudent
from benchmarks.lesson_45.teacher import Teacher
from playground.shared.plan_blocks import Block
from tests.e2e.browser import until

PATIENCE = 300.0  # seconds for all of one block


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

    students: int
    pictures_at: Path | None
    teacher: Teacher
    real: list[BrowserStudent]
    scripted: list[ScriptedStudent]
    log: Log
    rows: list[Row] = field(default_factory=list)
    follows: float = 0.0
    presses: Presses = field(default_factory=Presses)

    def picture(self, page: Any, name: str) -> None:
        """Of a page at this moment, where pictures are wanted."""
        if self.pictures_at:
            page.screenshot(path=self.pictures_at / f"{len(self.rows)}-{name}.png")

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
        real = time.monotonic()  # those with real pages have answered by now
        until(lambda: self.log.stored(question, vote) == len(self.scripted), PATIENCE)
        last = max(self.log.last_stored[question, vote], real)
        seen = self.teacher.sees(question, vote, self.students) - last
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
