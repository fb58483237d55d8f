"""One answer of one student: what may be in it, and nothing else is kept.

Only numbers, ids and short words without spaces pass; nothing that a student types is sent.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any

from gan_core import GanError
from playground.shared.questions import ID, Question

MAX_BYTES = 8_000  # of a body; an answer with a result takes about 300
STUDENT = re.compile(r"s[0-9a-f]{32}")
ANSWER = re.compile(r"[0-9a-f]{32}")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
WORD = re.compile(r"[A-Za-z0-9_.:-]{0,40}")
MOST_KEYS = 16
MOST_NUMBERS = 128  # in a list, such as points of a sketch
LARGEST = 2**53 - 1  # whole numbers that JavaScript counts exactly; sums of others stay finite
VOTES = (1, 2)


@dataclass(frozen=True)
class Answer:
    """A line of answers.jsonl. `id` is made by the browser and marks a repeated sending."""

    id: str
    student: str
    question: str
    option: str
    vote: int
    seed: int | None = None
    result: Any = None  # a number, or names to numbers, words and lists of numbers

    def row(self) -> dict[str, Any]:
        """As it is written."""
        return asdict(self)


def parse_answer(body: Any) -> Answer:
    """The answer in a request's JSON. GanError names the part that cannot be."""
    if not isinstance(body, dict):
        raise GanError("An answer must be a JSON object.")
    return Answer(
        _text(body, "id", ANSWER), _text(body, "student", STUDENT), _text(body, "question", ID),
        _text(body, "option", WORD), _vote(body.get("vote", 1)), _seed(body.get("seed")),
        _result(body.get("result")),
    )  # fmt: skip


def check_option(answer: Answer, question: Question) -> None:
    """GanError unless the question offers what was chosen, or offers nothing and nothing was."""
    if answer.option not in (question.answers() or ("",)):
        raise GanError(f'The question "{question.id}" has no option "{answer.option}".')


def answer_of(row: dict[str, Any]) -> Answer | None:
    """A line of the file as an answer; None where somebody has edited it into something else."""
    try:
        return parse_answer(row)
    except GanError:
        return None


def _text(body: dict[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    found = body.get(key) or ""
    if not isinstance(found, str) or not pattern.fullmatch(found):
        raise GanError(f"The {key} of this answer is not of the form that the page makes.")
    return found


def _vote(found: Any) -> int:
    if type(found) is not int or found not in VOTES:
        raise GanError("The vote must be 1 or 2.")
    return found


def _seed(found: Any) -> int | None:
    if found is not None and not (type(found) is int and 0 <= found <= LARGEST):
        raise GanError(f"The seed must be a whole number from 0 to {LARGEST}.")
    return found


def _result(found: Any) -> Any:
    if isinstance(found, dict):
        fits = len(found) <= MOST_KEYS and all(
            KEY.fullmatch(key) and _is_value(value) for key, value in found.items()
        )
    else:
        fits = found is None or _is_number(found)
    if not fits:
        raise GanError(
            "The result must be a number, or names to numbers, words and lists of numbers."
        )
    return found


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= MOST_NUMBERS and all(map(_is_number, value))
    return _is_number(value) or (isinstance(value, str) and WORD.fullmatch(value) is not None)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) <= LARGEST  # NaN is not
