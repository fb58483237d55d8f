"""Can a teacher who has only the README run the 45 minutes, and is nobody stuck?

The real app, a teacher on the real page in headless Chromium, the projector, two students on real
pages (a phone, a laptop) and the others as scripted clients of the routes that the pages ask. All
nine blocks, without the waiting. Every student must reach every block; each acknowledged answer
must be in the CSV once; the teacher must see a count within two seconds; nobody may read counts
before Reveal; the projector must follow the teacher's lab; and of thirty presses of "check with
PyTorch" each must be answered or told to wait within three seconds.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tyro
from playwright import sync_api

from benchmarks.lesson_45.blocks import DOES
from benchmarks.lesson_45.browser_student import BrowserStudent
from benchmarks.lesson_45.hour import Hour
from benchmarks.lesson_45.result import count, report
from benchmarks.lesson_45.scripted import Log, ScriptedStudent
from benchmarks.lesson_45.teacher import Teacher
from playground.shared.questions import lesson
from tests.e2e.browser import launch, serve


@dataclass(frozen=True)
class Lesson45:
    """The 45 minutes of a class, compressed."""

    students: int = 30
    """Students, two of whom have real pages."""
    pictures: Path | None = None
    """A folder for pictures of all pages in every block, and of where it broke."""
    dark: bool = False
    """Every page in the dark theme."""


def run(options: Lesson45, browser: Any, address: str) -> tuple[Hour, list[dict[str, str]]]:
    """The hour, and the table that its teacher takes home."""
    theme = "dark" if options.dark else "light"
    teacher, log = Teacher(browser, address, theme), Log()
    code, port = teacher.link.partition("class=")[2], urlsplit(address).port or 80
    real = [BrowserStudent(browser, phone, theme) for phone in (True, False)]
    scripted = [ScriptedStudent(port, code, n, log) for n in range(options.students - len(real))]
    hour = Hour(options.students, options.pictures, teacher, real, scripted, log)
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
    teacher, log, real, scripted = hour.teacher, hour.log, hour.real, hour.scripted
    for student in real:
        student.join(teacher.link)
    for student in scripted:
        student.start()
    teacher.is_here(hour.students)
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
