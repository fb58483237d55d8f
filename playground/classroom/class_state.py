"""Where a class stands: which question is open, what is revealed. Kept in state.json.

The teacher's page changes it, every student's page and the projector read it once a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gan_core import GanError
from playground.classroom.answers import VOTES
from playground.shared.questions import Question

LONGEST_TIMER = 3600  # seconds


@dataclass(frozen=True)
class ClassState:
    """`ends` is when the timer runs out, in seconds of the server's clock since 1970."""

    question: str = ""  # the one the class talks about
    vote: int = 1
    open: tuple[str, ...] = ()
    own_pace: bool = False  # every question that is not revealed takes answers, of either vote
    revealed: tuple[str, ...] = ()
    paused: bool = False
    ends: float | None = None

    def takes(self, question: str, vote: int) -> bool:
        """Whether an answer to this vote on this question is stored now."""
        return question in self.open and (self.own_pace or vote == self.vote)


def after(
    state: ClassState, wish: dict[str, Any], questions: Sequence[Question], now: float
) -> ClassState:
    """The state after what the teacher pressed. GanError when it makes no sense.

    `wish` is {"do": "open", "question": id, "vote": 1} and the like; `now` in seconds since 1970.
    """
    match wish.get("do"):
        case "open":
            question = _known(wish.get("question"), questions)
            vote = wish.get("vote", 1)
            if type(vote) is not int or vote not in VOTES:
                raise GanError("The vote must be 1 or 2.")
            return _opened(state, question, vote)
        case "next":
            return _opened(state, _next(state.question, questions), 1)
        case "open all":
            rest = tuple(each.id for each in questions if each.id not in state.revealed)
            return replace(state, vote=1, open=rest, own_pace=True)
        case "close":
            return replace(state, open=(), own_pace=False)
        case "reveal":
            question = _known(wish.get("question", state.question), questions)
            rest = tuple(each for each in state.open if each != question)
            revealed = (*(each for each in state.revealed if each != question), question)
            return replace(state, question=question, open=rest, revealed=revealed, ends=None)
        case "pause":
            return replace(state, paused=wish.get("paused") is True)
        case "timer":
            return replace(state, ends=_ends(wish.get("seconds"), now))
    raise GanError("The teacher's page asked for something that does not exist; reload it.")


def state_from(value: Any) -> ClassState:
    """The state in a parsed state.json; a fresh one where the file is missing or damaged."""
    try:
        return ClassState(
            question=str(value["question"]), vote=2 if value["vote"] == 2 else 1,
            open=tuple(map(str, value["open"])), own_pace=value["own_pace"] is True,
            revealed=tuple(map(str, value["revealed"])), paused=value["paused"] is True,
            ends=None if value["ends"] is None else float(value["ends"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        return ClassState()


def _opened(state: ClassState, question: str, vote: int) -> ClassState:
    """One question takes answers; its counts are hidden again if they were shown."""
    hidden = tuple(each for each in state.revealed if each != question)
    return replace(
        state, question=question, vote=vote, open=(question,), own_pace=False, revealed=hidden,
        ends=None,
    )  # fmt: skip


def _known(question: Any, questions: Sequence[Question]) -> str:
    if question not in [each.id for each in questions]:
        raise GanError("This class has no such question; reload the teacher's page.")
    return str(question)


def _next(question: str, questions: Sequence[Question]) -> str:
    ids = [each.id for each in questions]
    after_it = ids.index(question) + 1 if question in ids else 0
    if after_it >= len(ids):
        raise GanError("This was the last question.")
    return ids[after_it]


def _ends(seconds: Any, now: float) -> float | None:
    if type(seconds) is not int or not 0 <= seconds <= LONGEST_TIMER:
        raise GanError(f"The timer runs for 0 to {LONGEST_TIMER} seconds.")
    return now + seconds if seconds else None
