"""What pages are told of a class. Nothing that gives an answer away before it is revealed."""

from dataclasses import asdict
from typing import Any

from playground.classroom.classes import Classroom
from playground.classroom.counts import counts
from playground.shared.plan_blocks import Block
from playground.shared.questions import Question


def public_view(classroom: Classroom) -> dict[str, Any]:
    """What every student and the projector may know; `answered` says how many, not what."""
    state = classroom.state
    ids = [question.id for question in classroom.questions]
    number = ids.index(state.question) + 1 if state.question in ids else 0
    revealed = state.question in state.revealed
    block = _block(classroom)
    return {
        "class": classroom.code,
        "title": classroom.title,
        "home": classroom.page,
        "page": block.address() if block else classroom.page,
        "block": block and {
            "number": state.block + 1, "of": len(classroom.blocks), "title": block.title,
        },
        "question": _question(classroom.questions[number - 1], revealed) if number else None,
        "number": number,
        "asks": ids,
        "vote": state.vote,
        "open": list(state.open),
        "own_pace": state.own_pace,
        "revealed": list(state.revealed),
        "paused": state.paused,
        "ends": state.ends,
        "at_own_pace": [
            _question(each, revealed=False)
            for each in classroom.questions
            if state.own_pace and each.id in state.open
        ],
        "here": classroom.presence.count(),
        "answered": classroom.answers.answered(state.question, state.vote) if number else 0,
        "lab": state.lab,
    }  # fmt: skip


def teacher_view(classroom: Classroom) -> dict[str, Any]:
    """The same, with every question, its counts, and where the students are."""
    return public_view(classroom) | {
        "where": classroom.presence.pages(),
        "all": [
            {**_question(question, revealed=True), "counts": counts(classroom.answers, question)}
            for question in classroom.questions
        ],
        "blocks": [asdict(block) | {"page": block.address()} for block in classroom.blocks],
    }


def _block(classroom: Classroom) -> Block | None:
    number = classroom.state.block
    return classroom.blocks[number] if 0 <= number < len(classroom.blocks) else None


def _question(question: Question, revealed: bool) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": question.id,
        "text": question.text,
        "lesson": question.lesson,
        "answers": list(question.answers()),
        "options": [{"id": option.id, "text": option.text} for option in question.options],
    }
    if revealed:
        known |= {"right": question.right, "reason": question.reason}
        for option, shown in zip(question.options, known["options"], strict=True):
            shown["reason"] = option.reason
    return known
