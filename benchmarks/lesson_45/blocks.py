"""What is done in each of the nine blocks, on the teacher's page and on the students'."""

import threading
from urllib.parse import urlsplit

from benchmarks.lesson_45.browser_student import BrowserStudent
from benchmarks.lesson_45.hour import PATIENCE, Hour
from benchmarks.lesson_45.presses import press_all
from playground.shared.plan_blocks import Block
from playground.shared.questions import lesson
from tests.e2e.browser import until

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
